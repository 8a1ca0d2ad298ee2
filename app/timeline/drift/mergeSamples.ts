import type { NumberSample } from './samples.ts';

/** The sample of all rows together: exactly what `numberSample` makes of them. One pass over each pair. */
export function mergeNumbers(samples: readonly NumberSample[]): NumberSample {
  const [first] = samples;
  if (!first) return { values: new Float64Array(), counts: new Float64Array(), n: 0, missing: 0 };
  if (samples.length === 1) return first;
  // Halves, not one after the other: each value is looked at as often as the halving goes on.
  const middle = samples.length >> 1;
  return mergePair(mergeNumbers(samples.slice(0, middle)), mergeNumbers(samples.slice(middle)));
}

function mergePair(a: NumberSample, b: NumberSample): NumberSample {
  const values = new Float64Array(a.values.length + b.values.length);
  const counts = new Float64Array(values.length);
  let [i, j, distinct] = [0, 0, 0];
  while (i < a.values.length || j < b.values.length) {
    const [x, y] = [a.values[i] ?? Infinity, b.values[j] ?? Infinity];
    values[distinct] = Math.min(x, y);
    counts[distinct++] = (x <= y ? (a.counts[i++] as number) : 0) + (y <= x ? (b.counts[j++] as number) : 0);
  }
  return {
    values: values.slice(0, distinct),
    counts: counts.slice(0, distinct),
    n: a.n + b.n,
    missing: a.missing + b.missing,
  };
}
