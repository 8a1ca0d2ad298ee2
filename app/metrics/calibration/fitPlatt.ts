/**
 * Platt's a and b: 1 / (1 + exp(a f + b)) is the probability of a positive row of score f. Maximum likelihood with Platt's
 * targets (n+ + 1) / (n+ + 2) and 1 / (n- + 2) in place of 1 and 0, so that separable rows have a finite answer (J. Platt,
 * "Probabilistic outputs for support vector machines", 1999); by Newton's method with a line search (Lin, Lin, Weng,
 * Machine Learning 68, 2007). With weights the counts are sums of weights, as in scikit-learn.
 * @param scores finite, best a log-odds: then a = -1, b = 0 change nothing
 * @param positive 1 where the row is positive
 */
export function fitPlatt(
  scores: Float64Array,
  positive: Uint8Array,
  weight: Float64Array | null = null,
): { a: number; b: number } {
  const rows = scores.length;
  const counts = [0, 0];
  for (let i = 0; i < rows; i++) counts[positive[i] as 0 | 1] = (counts[positive[i] as 0 | 1] ?? 0) + (weight?.[i] ?? 1);
  const [negatives = 0, positives = 0] = counts;
  const targets = [1 / (negatives + 2), (positives + 1) / (positives + 2)] as const;
  /** Of one row, from z = a f + b: -(t log p + (1 - t) log(1 - p)), stable for either sign. */
  const lossAt = (z: number, t: number): number =>
    z >= 0 ? t * z + Math.log1p(Math.exp(-z)) : (t - 1) * z + Math.log1p(Math.exp(z));
  const loss = (a: number, b: number): number => {
    let sum = 0;
    for (let i = 0; i < rows; i++) {
      sum += (weight?.[i] ?? 1) * lossAt(a * (scores[i] as number) + b, targets[positive[i] as 0 | 1]);
    }
    return sum;
  };
  let a = 0;
  let b = Math.log((negatives + 1) / (positives + 1));
  let value = loss(a, b);
  for (let round = 0; round < 100; round++) {
    // Gradient and Hessian; a trace of ridge keeps the latter invertible.
    let [ga, gb, haa, hab, hbb] = [0, 0, 1e-12, 0, 1e-12];
    for (let i = 0; i < rows; i++) {
      const f = scores[i] as number;
      const w = weight?.[i] ?? 1;
      const p = 1 / (1 + Math.exp(a * f + b));
      const slope = w * (targets[positive[i] as 0 | 1] - p);
      const bend = w * p * (1 - p);
      ga += slope * f;
      gb += slope;
      haa += bend * f * f;
      hab += bend * f;
      hbb += bend;
    }
    if (Math.abs(ga) < 1e-10 * rows && Math.abs(gb) < 1e-10 * rows) break;
    const determinant = haa * hbb - hab * hab;
    const da = -(hbb * ga - hab * gb) / determinant;
    const db = -(haa * gb - hab * ga) / determinant;
    const descent = ga * da + gb * db;
    let step = 1;
    for (; step > 1e-12; step /= 2) {
      const next = loss(a + step * da, b + step * db);
      if (next < value + 1e-4 * step * descent) {
        a += step * da;
        b += step * db;
        value = next;
        break;
      }
    }
    if (step <= 1e-12) break;
  }
  return { a, b };
}
