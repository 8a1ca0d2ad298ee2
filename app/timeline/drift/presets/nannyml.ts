import { remembered } from '../../../base/remembered.ts';
import { doaneEdges } from '../bins/doaneEdges.ts';
import { histogram } from '../bins/histogram.ts';
import type { CategorySample, NumberSample } from '../samples.ts';
import type { CountPair } from '../shares/countPair.ts';
import { jensenShannon } from '../../../metrics/shares/jensenShannon.ts';
import { deviationLimit } from './deviationLimit.ts';
import { settleByShare, withoutAnswer, type ColumnComparison, type DriftPreset } from './preset.ts';

const METHOD = 'Jensen-Shannon distance, base 2';

/** Standard deviations of the reference chunks' distances above their mean. */
const DEVIATIONS = 3;

/**
 * What NannyML's UnivariateDriftCalculator does by default (0.13.1): Jensen-Shannon distance from the whole reference, numbers in
 * Doane's bins over the reference, with one more cell for all that lies outside of these or is a category the reference does not
 * have. A distance alarms above mean + 3 (population) standard deviations of those of the reference's own chunks; with few or
 * small chunks that may be beyond 1, and nothing ever alarms. Missing values are left out. It gives no verdict on the dataset, so
 * that here any alarm is one.
 */
export const nannyml: DriftPreset = {
  name: 'nannyml',
  title: 'NannyML',
  explains:
    'Jensen-Shannon distance to the reference; drift above mean + 3 standard deviations of the distances of the reference’s own chunks. Any drifted column makes the dataset drift.',
  compare(column) {
    if (column.reference.n === 0) return withoutAnswer(METHOD, null);
    const { score, chunks } = distances(column);
    const threshold = deviationLimit(chunks, DEVIATIONS);
    if (score === null) return withoutAnswer(METHOD, threshold);
    const verdict = threshold !== null && score > threshold ? 'drift' : 'none';
    return { method: METHOD, score, threshold, pValue: null, verdict, chance: null };
  },
  settle: (columns) => settleByShare(columns, 0),
};

/** From the whole reference; null of what has no values. */
function distances(column: ColumnComparison): { score: number | null; chunks: (number | null)[] } {
  if (column.kind === 'number') {
    const { reference, current, chunks = [] } = column;
    const of = binned(reference);
    return { score: of(current), chunks: chunks.map(of) };
  }
  const { reference, current, chunks = [] } = column;
  const names = [...reference.counts.keys()];
  const known = Float64Array.from(reference.counts.values());
  const of = (sample: CategorySample): number | null => {
    const counts = Float64Array.from(names, (name) => sample.counts.get(name) ?? 0);
    return between({ reference: known, current: counts }, sample.n - counts.reduce((sum, count) => sum + count, 0));
  };
  return { score: of(current), chunks: chunks.map(of) };
}

/** Distances from one reference. Those of its chunks are asked for with every window, and worked out once. */
const binned = remembered((reference: NumberSample): ((sample: NumberSample) => number | null) => {
  const edges = doaneEdges(reference);
  const known = histogram(reference, edges).counts;
  return remembered((sample: NumberSample) => {
    const { counts, below, above } = histogram(sample, edges);
    return between({ reference: known, current: counts }, below + above);
  });
});

/** @param others current rows in none of the cells */
function between({ reference, current }: CountPair, others: number): number | null {
  if (others === 0 && current.every((count) => count === 0)) return null;
  return jensenShannon(Float64Array.of(...reference, 0), Float64Array.of(...current, others), 2);
}
