import type { Distance } from '../samples.ts';
import type { CountPair } from '../shares/countPair.ts';

/**
 * A test of two categories, its score without a sign. One category in all of both samples cannot differ; more than two have no
 * answer.
 */
export function ofTwo(test: (reference: Float64Array, current: Float64Array) => Distance, counts: CountPair): Distance {
  if (counts.reference.length === 1) return { score: 0, pValue: 1 };
  const { score, pValue } = test(counts.reference, counts.current);
  return { score: Math.abs(score), pValue };
}
