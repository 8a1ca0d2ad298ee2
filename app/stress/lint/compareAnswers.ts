import type { PredictionBatch } from '../../prepare/predictions.ts';
import { isAnswered } from './lintContext.ts';

export interface AnswerDifference {
  /** Rows with an answer in both. */
  rows: number;
  /** Other class; of a regression: a value that differs by more than a thousandth of it (of 1 where it is smaller). */
  flips: number;
  /** Indices of these rows, at most ten. */
  flipped: number[];
  /** Rows answered in only one of the two. */
  lost: number;
  /** Of scores: the largest over the classes. Of values: relative to them where they exceed 1. Labels only: 0 or 1. */
  largest: number;
  mean: number;
}

/** Row by row; both over the same rows. `of` picks the row of b that belongs to a row of a. */
export function compareAnswers(
  a: PredictionBatch,
  b: PredictionBatch,
  of: (row: number) => number = (row) => row,
): AnswerDifference {
  const found: AnswerDifference = { rows: 0, flips: 0, flipped: [], lost: 0, largest: 0, mean: 0 };
  const classCount = a.scores ? a.scores.length / Math.max(1, a.rowCount) : 0;
  let sum = 0;
  for (let row = 0; row < a.rowCount; row++) {
    const other = of(row);
    const answered = [isAnswered(a, row), isAnswered(b, other)];
    if (answered[0] !== answered[1]) found.lost++;
    if (!answered[0] || !answered[1]) continue;
    found.rows++;
    const isFlip = a.classIndex ? a.classIndex[row] !== b.classIndex?.[other] : false;
    let difference = isFlip ? 1 : 0;
    if (a.values && b.values) {
      const value = a.values[row] as number;
      difference = Math.abs(value - (b.values[other] as number)) / Math.max(1, Math.abs(value));
    } else if (a.scores && b.scores) {
      difference = 0;
      for (let k = 0; k < classCount; k++) {
        const one = a.scores[row * classCount + k] as number;
        difference = Math.max(difference, Math.abs(one - (b.scores[other * classCount + k] as number)));
      }
    }
    if (isFlip || (a.values && difference > 1e-3)) {
      found.flips++;
      if (found.flipped.length < 10) found.flipped.push(row);
    }
    sum += difference;
    found.largest = Math.max(found.largest, difference);
  }
  found.mean = found.rows > 0 ? sum / found.rows : 0;
  return found;
}

/** The highest score of each row; null without scores. */
export function topScores({ scores, rowCount }: PredictionBatch): Float64Array | null {
  if (!scores) return null;
  const classCount = scores.length / Math.max(1, rowCount);
  return Float64Array.from({ length: rowCount }, (_, row) =>
    scores.subarray(row * classCount, (row + 1) * classCount).reduce((top, score) => Math.max(top, score), -Infinity),
  );
}
