/** Expected rows of each kind when one class is set against the rest. */
export interface ExpectedCells {
  tp: number;
  fp: number;
  fn: number;
  tn: number;
}

/**
 * Expected rows by actual class i and predicted class j, at i × classCount + j: the sum over the rows decided to be j of the
 * probability of i. The expected confusion matrix of CBPE (NannyML, "How it works: confidence-based performance estimation").
 *
 * @param probabilities one array a class
 */
export function expectedConfusion(probabilities: readonly Float64Array[], decided: Int32Array): Float64Array {
  const classCount = probabilities.length;
  const cells = new Float64Array(classCount * classCount);
  probabilities.forEach((p, actual) => {
    for (let row = 0; row < decided.length; row++) {
      const at = actual * classCount + (decided[row] as number);
      cells[at] = (cells[at] as number) + (p[row] as number);
    }
  });
  return cells;
}

/** Each class against the rest. @param cells as expectedConfusion gives them */
export function eachAgainstRest(cells: Float64Array, classCount: number): ExpectedCells[] {
  const actual = new Float64Array(classCount);
  const predicted = new Float64Array(classCount);
  let total = 0;
  cells.forEach((count, at) => {
    const j = at % classCount;
    const i = (at - j) / classCount;
    actual[i] = (actual[i] as number) + count;
    predicted[j] = (predicted[j] as number) + count;
    total += count;
  });
  return Array.from({ length: classCount }, (_, k) => {
    const tp = cells[k * classCount + k] as number;
    const fp = (predicted[k] as number) - tp;
    const fn = (actual[k] as number) - tp;
    return { tp, fp, fn, tn: total - tp - fp - fn };
  });
}

/** 0 where there is nothing to divide by, as NannyML and scikit-learn count it. */
function ratio(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}

export const cellFigures = {
  precision: ({ tp, fp }: ExpectedCells): number => ratio(tp, tp + fp),
  recall: ({ tp, fn }: ExpectedCells): number => ratio(tp, tp + fn),
  specificity: ({ tn, fp }: ExpectedCells): number => ratio(tn, tn + fp),
  f1: ({ tp, fp, fn }: ExpectedCells): number => ratio(tp, tp + (fp + fn) / 2),
};
