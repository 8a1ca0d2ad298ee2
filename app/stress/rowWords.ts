// What a row says and what the model says of it, as a person reads it.
import type { Cell } from '../api/schemas/common.ts';
import type { PredictionBatch } from '../prepare/predictions.ts';
import { hasAnswer } from './answers.ts';
import type { StressTable } from './stressTable.ts';

/** The true label of a row; null where there is none. */
export function labelOf({ classes, unknownLabels }: StressTable, actual: StressTable['actual'], row: number): Cell {
  const label = actual?.[row];
  if (label === undefined || Number.isNaN(label)) return null;
  if (actual instanceof Float64Array) return label;
  if (label === -1) return null;
  return label >= 0 ? (classes[label] ?? null) : (unknownLabels[-2 - label] ?? null);
}

/** The class with its score (of the positive class, where there is one), or the value. */
export function answerOf(
  { classes, positive }: StressTable,
  answers: PredictionBatch,
  row: number,
): { answer: Cell; score: number | null } {
  if (!hasAnswer(answers, row)) return { answer: null, score: null };
  if (answers.values) return { answer: answers.values[row] as number, score: null };
  const k = answers.classIndex?.[row] as number;
  const score = answers.scores?.[row * classes.length + (positive ?? k)];
  return { answer: classes[k] ?? null, score: score ?? null };
}
