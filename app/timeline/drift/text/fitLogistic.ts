export interface LogisticModel {
  weights: Float64Array;
  intercept: number;
}

export interface LogisticData {
  /** Features of each row, distinct: each weighs 1 / √(their number), so that rows are of unit length. */
  rows: readonly Uint16Array[];
  /** 1 or 0, by row. */
  target: Uint8Array;
  featureCount: number;
}

const mostSteps = 50;
const mostInner = 60;

/**
 * Logistic regression with an L2 penalty, on rows that have a feature or not: the least of |w|² / 2 + C Σ log(1 + exp(-y m)), the
 * intercept unpenalised, as scikit-learn's `LogisticRegression(C)` has it. By Newton steps whose systems are solved by conjugate gradients
 * (Lin, Weng and Keerthi 2008), with halved steps where the loss would not fall. Nothing is drawn.
 * @param options.tolerance of the largest part of the gradient
 */
export function fitLogistic(
  { rows: given, target, featureCount: all }: LogisticData,
  options: { c?: number; tolerance?: number } = {},
): LogisticModel {
  const { c = 1, tolerance = 1e-3 } = options;
  // A feature that no row has weighs nothing: the others alone are looked at, by their number among those that are there.
  const used = Uint16Array.from(new Set(given.flatMap((row) => [...row]))).sort();
  const numberOf = new Map([...used].map((feature, at) => [feature, at]));
  const rows = given.map((row) => row.map((feature) => numberOf.get(feature) as number));
  const featureCount = used.length;
  // The intercept is the last.
  const size = featureCount + 1;
  const norms = Float64Array.from(rows, (row) => (row.length > 0 ? 1 / Math.sqrt(row.length) : 0));
  const margins = (w: Float64Array): Float64Array =>
    Float64Array.from(rows, (row, i) => {
      let sum = 0;
      for (const feature of row) sum += w[feature] as number;
      return sum * (norms[i] as number) + (w[featureCount] as number);
    });
  /** w (without the intercept) + C Σ amounts of the rows. */
  const gathered = (w: Float64Array, amounts: Float64Array): Float64Array => {
    const sum = Float64Array.from(w);
    sum[featureCount] = 0;
    rows.forEach((row, i) => {
      const amount = c * (amounts[i] as number);
      sum[featureCount] = (sum[featureCount] as number) + amount;
      const part = amount * (norms[i] as number);
      for (const feature of row) sum[feature] = (sum[feature] as number) + part;
    });
    return sum;
  };
  const lossOf = (w: Float64Array, m: Float64Array): number => {
    let sum = 0;
    for (let f = 0; f < featureCount; f++) sum += ((w[f] as number) * (w[f] as number)) / 2;
    m.forEach((margin, i) => {
      const against = target[i] === 1 ? -margin : margin;
      sum += c * (against > 0 ? against + Math.log1p(Math.exp(-against)) : Math.log1p(Math.exp(against)));
    });
    return sum;
  };

  let w: Float64Array = new Float64Array(size);
  let m = margins(w);
  let loss = lossOf(w, m);
  for (let step = 0; step < mostSteps; step++) {
    const p = m.map((margin) => 1 / (1 + Math.exp(-margin)));
    const gradient = gathered(
      w,
      p.map((value, i) => value - (target[i] as number)),
    );
    if (gradient.every((value) => Math.abs(value) <= tolerance)) break;
    const slopes = p.map((value) => value * (1 - value));
    const direction = solve(gradient, (d) =>
      gathered(
        d,
        margins(d).map((value, i) => value * (slopes[i] as number)),
      ),
    );
    const falls = dot(gradient, direction);
    let length = 1;
    for (; length > 1e-8; length /= 2) {
      const next = w.map((value, f) => value - length * (direction[f] as number));
      const nextMargins = margins(next);
      const nextLoss = lossOf(next, nextMargins);
      if (nextLoss > loss - 1e-4 * length * falls) continue;
      [w, m, loss] = [next, nextMargins, nextLoss];
      break;
    }
    if (length <= 1e-8) break;
  }
  const weights = new Float64Array(all);
  used.forEach((feature, at) => (weights[feature] = w[at] as number));
  return { weights, intercept: w[featureCount] as number };
}

/** Of each row, before the logistic function. */
export function predictLogistic({ weights, intercept }: LogisticModel, rows: readonly Uint16Array[]): Float64Array {
  return Float64Array.from(rows, (row) => {
    let sum = 0;
    for (const feature of row) sum += weights[feature] as number;
    return intercept + (row.length > 0 ? sum / Math.sqrt(row.length) : 0);
  });
}

/** Conjugate gradients for H x = g, as exactly as the step is worth (Nash and Sofer 1990). */
function solve(g: Float64Array, times: (d: Float64Array) => Float64Array): Float64Array {
  const x = new Float64Array(g.length);
  const r = Float64Array.from(g);
  let d = Float64Array.from(g);
  let rr = dot(r, r);
  const enough = rr * Math.min(0.25, Math.sqrt(rr)) ** 2;
  for (let inner = 0; inner < mostInner && rr > enough; inner++) {
    const hd = times(d);
    const alpha = rr / dot(d, hd);
    for (let f = 0; f < x.length; f++) {
      x[f] = (x[f] as number) + alpha * (d[f] as number);
      r[f] = (r[f] as number) - alpha * (hd[f] as number);
    }
    const next = dot(r, r);
    const beta = next / rr;
    d = d.map((value, f) => (r[f] as number) + beta * value);
    rr = next;
  }
  return x;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
