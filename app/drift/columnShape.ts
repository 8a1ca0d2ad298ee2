// What a column looked like in each window, coarsely: a few bins or categories, the same for all windows.
import { countBelow } from '../base/sortedSearch.ts';
import type { DriftShape } from '../api/schemas/drift.ts';
import { remembered } from '../base/remembered.ts';
import type { CategorySample, NumberSample } from '../timeline/drift/samples.ts';
import type { ColumnSample } from './columnSamples.ts';

const bins = 20;
const mostLabels = 12;
/** Tails this thin do not stretch the axis. */
const tail = 0.005;
export const otherLabel = 'all others';

/** All samples are of one kind. */
export function columnShape(reference: ColumnSample, windows: readonly ColumnSample[]): DriftShape {
  if (reference.kind === 'number') {
    const samples = windows.map(({ sample }) => sample as NumberSample);
    const edges = edgesOf([reference.sample, ...samples]);
    const count = (sample: NumberSample): number[] => binned(sample, edges);
    return { edges, labels: null, reference: count(reference.sample), windows: samples.map(count) };
  }
  const samples = windows.map(({ sample }) => sample as CategorySample);
  const labels = labelsOf([reference.sample, ...samples]);
  const count = (sample: CategorySample): number[] => labelled(sample, labels);
  return { edges: null, labels, reference: count(reference.sample), windows: samples.map(count) };
}

/** Equally wide, over the middle 99 % of every sample; where all are one value, around it. */
function edgesOf(samples: readonly NumberSample[]): number[] {
  let low = Infinity;
  let high = -Infinity;
  for (const sample of samples) {
    if (sample.n === 0) continue;
    low = Math.min(low, quantile(sample, tail));
    high = Math.max(high, quantile(sample, 1 - tail));
  }
  if (!(high >= low)) return [0, 1];
  if (high === low) {
    const half = Math.abs(low) * 0.05 || 0.5;
    return [low - half, low + half];
  }
  return Array.from({ length: bins + 1 }, (_, i) => low * (1 - i / bins) + high * (i / bins));
}

/** The least value that at least this share of the rows does not exceed. */
export function quantile(sample: NumberSample, share: number): number {
  const upTo = cumulative(sample);
  const at = Math.min(upTo.length - 1, countBelow(upTo, share * sample.n));
  return sample.values[at] ?? NaN;
}

const cumulative = remembered(({ counts }: NumberSample): Float64Array => {
  const upTo = new Float64Array(counts.length);
  let seen = 0;
  for (let i = 0; i < counts.length; i++) upTo[i] = seen += counts[i] as number;
  return upTo;
});

function binned({ values, counts }: NumberSample, edges: readonly number[]): number[] {
  const low = edges[0] as number;
  const width = (edges[1] as number) - low;
  const found = edges.slice(1).map(() => 0);
  for (let i = 0; i < values.length; i++) {
    const bin = Math.min(found.length - 1, Math.max(0, Math.floor(((values[i] as number) - low) / width)));
    found[bin] = (found[bin] as number) + (counts[i] as number);
  }
  return found;
}

function labelsOf(samples: readonly CategorySample[]): string[] {
  const shares = new Map<string, number>();
  for (const { counts, n } of samples) {
    for (const [label, count] of counts) shares.set(label, (shares.get(label) ?? 0) + count / n);
  }
  const ranked = [...shares].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([label]) => label);
  return ranked.length <= mostLabels ? ranked : [...ranked.slice(0, mostLabels - 1), otherLabel];
}

function labelled({ counts, n }: CategorySample, labels: readonly string[]): number[] {
  const named = labels.map((label) => counts.get(label) ?? 0);
  const rest = n - named.reduce((sum, count) => sum + count, 0);
  // The last label stands for the rest only where there is one.
  if (rest > 0) named[named.length - 1] = (named.at(-1) as number) + rest;
  return named;
}
