/**
 * Which fold each row is tested in, as scikit-learn deals them without shuffling: by class in turn, so that each fold has its
 * share of each (StratifiedKFold). Rows should come in an order that means nothing.
 * @param labels class index per row, 0..classCount-1
 */
export function stratifiedFolds(labels: ArrayLike<number>, classCount: number, folds: number): Int32Array {
  // Classes are numbered in the order in which they first come.
  const place = new Int32Array(classCount).fill(-1);
  let seen = 0;
  for (let row = 0; row < labels.length; row++) if (place[labels[row] as number] === -1) place[labels[row] as number] = seen++;
  const sorted = Array.from({ length: labels.length }, (_, row) => place[labels[row] as number] as number).sort((a, b) => a - b);
  const allocation = Array.from({ length: folds }, (_, fold) => {
    const counts = new Int32Array(seen);
    for (let i = fold; i < sorted.length; i += folds) (counts[sorted[i] as number] as number)++;
    return counts;
  });
  const left = Array.from({ length: seen }, (_, k) => allocation.map((counts) => counts[k] as number));
  const current = new Int32Array(seen);
  const found = new Int32Array(labels.length);
  for (let row = 0; row < labels.length; row++) {
    const k = place[labels[row] as number] as number;
    const counts = left[k] as number[];
    while ((counts[current[k] as number] ?? 1) === 0) current[k]!++;
    found[row] = current[k] as number;
    counts[current[k] as number]!--;
  }
  return found;
}

/** Consecutive blocks, the first n % folds of them one row longer (KFold without shuffling). */
export function consecutiveFolds(rows: number, folds: number): Int32Array {
  const found = new Int32Array(rows);
  let row = 0;
  for (let fold = 0; fold < folds; fold++) {
    const size = Math.floor(rows / folds) + (fold < rows % folds ? 1 : 0);
    found.fill(fold, row, row + size);
    row += size;
  }
  return found;
}
