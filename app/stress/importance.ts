import type { Interval } from '../api/schemas/common.ts';
import { throwIfAborted } from '../base/abort.ts';
import { Random } from '../base/random.ts';
import type { PredictionBatch } from '../prepare/predictions.ts';
import { takeColumn } from './columnRows.ts';
import type { StressColumn } from './corruption.ts';
import type { ModelUnderTest } from './modelUnderTest.ts';

/** Shuffles of one column; the importance is their mean. */
export const importanceRepeats = 5;

/** Every row once, in a seeded random order (Fisher and Yates; Knuth 3.4.2 algorithm P). */
export function permutation(rowCount: number, seed: number): Int32Array {
  const order = Int32Array.from({ length: rowCount }, (_, row) => row);
  const random = new Random(seed);
  for (let last = rowCount - 1; last > 0; last--) {
    const other = random.integer(last + 1);
    [order[last], order[other]] = [order[other] as number, order[last] as number];
  }
  return order;
}

export interface ImportanceRequest {
  model: ModelUnderTest;
  column: StressColumn;
  /** How much worse the metric is with these answers; null = it cannot be told. */
  dropOf: (answers: PredictionBatch) => Promise<Interval>;
  permutations: readonly Int32Array[];
  /** After each shuffle. */
  onShuffled?: () => void;
  signal?: AbortSignal | undefined;
}

/**
 * Permutation importance (Breiman, "Random forests", Machine Learning 45, 2001; as scikit-learn's `permutation_importance`): how
 * much worse the metric is when the column's cells, the missing ones among them, are dealt out to other rows: the mean over
 * the shuffles. Its interval is the mean of the paired intervals of the shuffles, which is wider than that of their mean.
 */
export async function permutationImportance(request: ImportanceRequest): Promise<Interval> {
  const { model, column, permutations, signal } = request;
  const drops: Interval[] = [];
  for (const order of permutations) {
    throwIfAborted(signal);
    const answers = await model.predict(new Map([[column.name, takeColumn(column.column, order)]]), signal);
    drops.push(await request.dropOf(answers));
    request.onShuffled?.();
  }
  const mean = (end: keyof Interval): number | null => {
    const values = drops.map((drop) => drop[end] ?? drop.value).filter((value) => value !== null);
    return values.length === drops.length && values.length > 0
      ? values.reduce((sum, value) => sum + value, 0) / values.length
      : null;
  };
  return { value: mean('value'), low: mean('low'), high: mean('high') };
}
