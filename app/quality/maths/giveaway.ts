import { wilson } from '../../metrics/wilson.ts';
import type { ColumnSample } from '../sampleColumns.ts';

export interface Giveaway {
  /** Class index of the label that is given away, or that is ruled out. */
  label: number;
  /** True = rows there have the label; false = they have any other. */
  isLabel: boolean;
  /** Which rows give it away. */
  where:
    | { kind: 'from'; value: number }
    | { kind: 'to'; value: number }
    | { kind: 'text'; text: string }
    | { kind: 'missing' }
    | { kind: 'present' };
  /** Rows there, and those of them with the label. */
  rows: number;
  hits: number;
  /** Share of the label among all rows. */
  base: number;
  /** Lower end of Wilson's 95 % interval of the share of the label there. */
  certainty: number;
}

/**
 * The part of a column that gives a label away most surely: the rows from a value on, up to a value, with a text, with or
 * without a value. Surest = highest lower end of Wilson's interval of the share of the label, so that few rows prove nothing.
 * Only labels that are at most `mostBase` of the rows, since a frequent one is often right by itself; of several classes also
 * "any other than" one that is the rest. Null where there is none.
 * @param labels class index per row, negative = missing
 */
export function findGiveaway(
  sample: ColumnSample,
  labels: Int32Array,
  { classCount, mostBase }: { classCount: number; mostBase: number },
): Giveaway | null {
  const length = labels.length;
  const rows: number[] = [];
  const totals = new Float64Array(classCount);
  for (let row = 0; row < length; row++) {
    if ((labels[row] as number) < 0) continue;
    rows.push(row);
    totals[labels[row] as number]!++;
  }
  const isRare = (count: number): boolean => count > 0 && count <= mostBase * rows.length;
  const known = Array.from(totals.keys()).filter((k) => (totals[k] as number) > 0);
  const events = known.flatMap((label) => [
    ...(isRare(totals[label] as number) ? [{ label, isLabel: true }] : []),
    ...(known.length > 2 && isRare(rows.length - (totals[label] as number)) ? [{ label, isLabel: false }] : []),
  ]);
  let best: Giveaway | null = null;
  const consider = (where: Giveaway['where'], count: number, hits: Float64Array): void => {
    for (const { label, isLabel } of events) {
      const right = isLabel ? (hits[label] as number) : count - (hits[label] as number);
      const certainty = wilson(right / Math.max(1, count), count).low ?? 0;
      if (best && certainty <= best.certainty) continue;
      const all = isLabel ? (totals[label] as number) : rows.length - (totals[label] as number);
      best = { label, isLabel, where, rows: count, hits: right, base: all / rows.length, certainty };
    }
  };
  const isMissing = (row: number): boolean =>
    sample.kind === 'number' ? Number.isNaN(sample.values[row]) : (sample.codes[row] as number) < 0;
  const gone = rows.filter(isMissing);
  const there = rows.filter((row) => !isMissing(row));
  if (gone.length > 0 && there.length > 0) {
    consider({ kind: 'missing' }, gone.length, tally(gone, labels, classCount));
    consider({ kind: 'present' }, there.length, tally(there, labels, classCount));
  }
  if (sample.kind === 'category') {
    const byText = sample.texts.map(() => ({ count: 0, hits: new Float64Array(classCount) }));
    for (const row of there) {
      const group = byText[sample.codes[row] as number];
      if (!group) continue;
      group.count++;
      group.hits[labels[row] as number]!++;
    }
    for (const [code, { count, hits }] of byText.entries()) {
      if (count > 0) consider({ kind: 'text', text: sample.texts[code] ?? '' }, count, hits);
    }
    return best;
  }
  const { values } = sample;
  const sorted = there.sort((a, b) => (values[a] as number) - (values[b] as number));
  for (const kind of ['to', 'from'] as const) {
    const hits = new Float64Array(classCount);
    const order = kind === 'to' ? sorted : [...sorted].reverse();
    for (const [at, row] of order.entries()) {
      hits[labels[row] as number]!++;
      const next = order[at + 1];
      // All rows of one value at once; and a part is less than all.
      if (next !== undefined && values[next] !== values[row]) consider({ kind, value: values[row] as number }, at + 1, hits);
    }
  }
  return best;
}

function tally(rows: readonly number[], labels: Int32Array, classCount: number): Float64Array {
  const hits = new Float64Array(classCount);
  for (const row of rows) hits[labels[row] as number]!++;
  return hits;
}
