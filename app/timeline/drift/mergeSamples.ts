import { numberSample, shortened, type NumberSample } from './samples.ts';

/** Where each value is there so often, walking along the values is less work than sorting the rows. */
const oftenEnough = 8;

/** The sample of all rows together: exactly what `numberSample` makes of them. */
export function mergeNumbers(samples: readonly NumberSample[]): NumberSample {
  const distinct = samples.reduce((sum, { values }) => sum + values.length, 0);
  const n = samples.reduce((sum, sample) => sum + sample.n, 0);
  const missing = samples.reduce((sum, sample) => sum + sample.missing, 0);
  if (oftenEnough * distinct < n) return samples.reduce(mergePair);
  const rows = new Float64Array(n);
  let at = 0;
  for (const { values, counts } of samples) {
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      for (let left = counts[i] as number; left > 0; left--) rows[at++] = value;
    }
  }
  return { ...numberSample(rows), missing };
}

function mergePair(a: NumberSample, b: NumberSample): NumberSample {
  const values = new Float64Array(a.values.length + b.values.length);
  const counts = new Float64Array(values.length);
  let [i, j, distinct] = [0, 0, 0];
  while (i < a.values.length && j < b.values.length) {
    const [x, y] = [a.values[i] as number, b.values[j] as number];
    values[distinct] = x < y ? x : y;
    let count = 0;
    if (x <= y) count += a.counts[i++] as number;
    if (y <= x) count += b.counts[j++] as number;
    counts[distinct++] = count;
  }
  // Of one of them, none are left.
  for (const [sample, from] of [
    [a, i],
    [b, j],
  ] as const) {
    values.set(sample.values.subarray(from), distinct);
    counts.set(sample.counts.subarray(from), distinct);
    distinct += sample.values.length - from;
  }
  return {
    values: shortened(values, distinct),
    counts: shortened(counts, distinct),
    n: a.n + b.n,
    missing: a.missing + b.missing,
  };
}
