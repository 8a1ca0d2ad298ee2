import type { ConfusionCells } from './confusionCells.ts';
import type { WeightSum } from './weightedSum.ts';

/** Sums over one class of a confusion matrix. */
export interface ClassSums {
  /** Rows whose label is the class. */
  actual: WeightSum;
  /** Rows predicted to be the class. */
  predicted: WeightSum;
  hit: WeightSum;
}

/** What the label metrics are made of: sums per class, over everything, and the cells themselves. */
export interface ConfusionSums {
  classes: ClassSums[];
  /** Rows whose label the model does not know. */
  unknown: WeightSum;
  all: WeightSum;
  hits: number;
  cells: ConfusionCells;
}

export function confusionSums(cells: ConfusionCells): ConfusionSums {
  const empty = (): WeightSum => ({ weight: 0, squares: 0 });
  const classes = Array.from({ length: cells.classCount }, () => ({ actual: empty(), predicted: empty(), hit: empty() }));
  const unknown = empty();
  const all = empty();
  let hits = 0;
  for (const cell of cells.cells()) {
    const sums = [all, classes[cell.actual]?.actual ?? unknown, classes[cell.predicted]?.predicted];
    if (cell.actual === cell.predicted) {
      sums.push(classes[cell.actual]?.hit);
      hits += cell.weight;
    }
    for (const sum of sums) {
      if (!sum) continue;
      sum.weight += cell.weight;
      sum.squares += cell.squares;
    }
  }
  return { classes, unknown, all, hits, cells };
}

/** Classes that occur among labels or predictions: those that macro averages are taken over. */
export function presentClasses(sums: ConfusionSums): ClassSums[] {
  return sums.classes.filter((one) => one.actual.weight > 0 || one.predicted.weight > 0);
}

/** Number of different labels among the judged rows, all unknown ones counting as one. */
export function labelKinds(sums: ConfusionSums): number {
  return sums.classes.filter((one) => one.actual.weight > 0).length + (sums.unknown.weight > 0 ? 1 : 0);
}

export interface TableCell {
  actual: number;
  predicted: number;
  count: number;
}

const PSEUDO_ROWS = 3.8414588206941245;
const SMOOTHED_CLASSES = 64;

/** The cells scaled to the effective number of rows. */
export function scaledCells(sums: ConfusionSums): TableCell[] {
  const scale = sums.all.weight / sums.all.squares;
  return [...sums.cells.cells()].map(({ actual, predicted, weight }) => ({ actual, predicted, count: weight * scale }));
}

/**
 * The cells scaled to the effective number of rows, with z² = 3.84 pseudo-rows added, half of them right and half
 * wrong, spread by class frequency. This is to a table what Agresti and Coull's (1998) "add two successes and two
 * failures" is to a proportion: the delta method gives no interval of zero width for a table without errors.
 */
export function smoothedCells(sums: ConfusionSums): TableCell[] {
  const cells = scaledCells(sums);
  const classCount = sums.classes.length;
  const share = sums.classes.map((one) => (one.actual.weight + one.predicted.weight) / (2 * sums.all.weight));
  share.push(sums.unknown.weight / (2 * sums.all.weight));
  if (classCount > SMOOTHED_CLASSES) {
    return cells;
  }
  const right = share.slice(0, classCount).reduce((a, b) => a + b, 0);
  let wrong = 0;
  for (let i = 0; i <= classCount; i++) {
    for (let j = 0; j < classCount; j++) if (i !== j) wrong += (share[i] ?? 0) * (share[j] ?? 0);
  }
  const counts = new Float64Array((classCount + 1) * classCount);
  for (const cell of cells) counts[cell.actual * classCount + cell.predicted] = cell.count;
  const smoothed: TableCell[] = [];
  counts.forEach((count, key) => {
    const predicted = key % classCount;
    const actual = (key - predicted) / classCount;
    const pseudo =
      actual === predicted
        ? (share[actual] ?? 0) / right
        : wrong > 0
          ? ((share[actual] ?? 0) * (share[predicted] ?? 0)) / wrong
          : 0;
    const total = count + (PSEUDO_ROWS / 2) * pseudo;
    if (total > 0) smoothed.push({ actual, predicted, count: total });
  });
  return smoothed;
}

/** Standard error of a function of the cells by the delta method (multinomial sampling of rows). */
export function deltaError(cells: readonly TableCell[], slope: (actual: number, predicted: number) => number): number {
  let total = 0;
  let first = 0;
  let second = 0;
  for (const cell of cells) {
    const g = slope(cell.actual, cell.predicted);
    total += cell.count;
    first += cell.count * g;
    second += cell.count * g * g;
  }
  return Math.sqrt(Math.max(0, second - (first * first) / total));
}
