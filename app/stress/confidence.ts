import { numberRanks } from './columnStatistics.ts';
import type { PredictionBatch } from '../prepare/predictions.ts';

const known = new WeakMap<PredictionBatch, Float64Array>();

/**
 * Percentile rank of how sure the model is of each row: the highest score minus the second highest, 1 = the surest.
 * Null where it gives no scores. Rows without an answer stand in the middle. Shared: not to be changed.
 */
export function confidenceRanks(clean: PredictionBatch): Float64Array | null {
  if (!clean.scores || clean.rowCount === 0) return null;
  let ranks = known.get(clean);
  if (!ranks) {
    ranks = numberRanks(margins(clean.scores, clean.rowCount)).map((rank) => (rank === rank ? rank : 0.5));
    known.set(clean, ranks);
  }
  return ranks;
}

function margins(scores: Float64Array, rowCount: number): Float64Array {
  const width = scores.length / rowCount;
  const margin = new Float64Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    let first = -Infinity;
    let second = -Infinity;
    for (let at = row * width; at < (row + 1) * width; at++) {
      const score = scores[at] as number;
      if (score > first) {
        second = first;
        first = score;
      } else if (score > second) second = score;
    }
    // A single class has no second: its score is the margin. NaN scores leave no answer.
    margin[row] = second === -Infinity ? (first === -Infinity ? NaN : first) : first - second;
  }
  return margin;
}
