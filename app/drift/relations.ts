// How a column goes together with the label, before and now: where it turned round, what the model learned no longer holds.
import { adjustedPValues } from '../metrics/benjaminiHochberg.ts';
import { Z95 } from '../metrics/interval.ts';
import { normalCdf } from '../metrics/normal.ts';
import { numberRanks } from '../stress/columnStatistics.ts';
import type { ComparedPredictions } from './comparedPredictions.ts';
import type { ComparedRows } from './comparedRows.ts';
import { evenly } from './evenly.ts';
import { figure } from './figures.ts';
import type { WindowedColumn } from './windowedColumns.ts';

/** Spearman's rank correlation of a column and the label, over the rows that have both. */
export interface Relation {
  n: number;
  value: number;
  /** 95 %, by Fisher's transformation with the variance of Fieller, Hartley and Pearson (1957). */
  low: number;
  high: number;
}

/** Ranks of more rows say no more, and take longer. */
const mostRows = 50_000;
const leastRows = 30;

/**
 * What is to be learned of each row, by place: 1 or 0 for two classes, the value itself for numbers; NaN = no label, or one that the model does
 * not know. Null without labels, and of more classes: there no order says which way a relation goes.
 */
export function learned({ classes, positive, actual }: ComparedPredictions): Float64Array | null {
  if (!actual) return null;
  if (actual instanceof Float64Array) return actual;
  if (positive === null || classes.length !== 2) return null;
  return Float64Array.from(actual, (code) => (code < 0 ? NaN : Number(code === positive)));
}

/** Of a column of numbers over some windows; null where too few rows have both, or one of them never changes. */
export function relationOf(
  column: WindowedColumn,
  target: Float64Array,
  { rows: { offsets, together }, windows }: { rows: Pick<ComparedRows, 'offsets' | 'together'>; windows: readonly number[] },
): Relation | null {
  if (column.kind !== 'number') return null;
  const places: number[] = [];
  for (const w of windows) {
    for (let at = offsets[w] as number; at < (offsets[w + 1] as number); at++) {
      if (windows.length > 1 && together?.[at] === 0) continue;
      if (Number.isFinite(column.values[at]) && Number.isFinite(target[at])) places.push(at);
    }
  }
  if (places.length < leastRows) return null;
  const kept = [...evenly(places.length, mostRows)].map((i) => places[i] as number);
  return relation(
    Float64Array.from(kept, (at) => column.values[at] as number),
    Float64Array.from(kept, (at) => target[at] as number),
  );
}

export function relation(x: Float64Array, y: Float64Array): Relation | null {
  const [a, b] = [numberRanks(x), numberRanks(y)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    // Ranks lie between 0 and 1, their mean is 1/2.
    const [p, q] = [(a[i] as number) - 0.5, (b[i] as number) - 0.5];
    ab += p * q;
    aa += p * p;
    bb += q * q;
  }
  if (aa === 0 || bb === 0) return null;
  const value = Math.max(-1, Math.min(1, ab / Math.sqrt(aa * bb)));
  const z = Math.atanh(value);
  const half = Z95 * errorOf(x.length);
  return { n: x.length, value, low: Math.tanh(z - half), high: Math.tanh(z + half) };
}

const errorOf = (n: number): number => Math.sqrt(1.06 / (n - 3));

export interface RelationPair {
  before: Relation;
  now: Relation;
}

/**
 * Of pairs, those whose relation turned round: it went one way before and goes the other way now, both beyond chance. The p-value is the larger of the two
 * one-sided ones (both must hold), adjusted for the number of pairs (Benjamini-Hochberg, 0.05).
 */
export function turnedRound(pairs: readonly RelationPair[]): boolean[] {
  const pOf = ({ value, n }: Relation, sign: number): number => 1 - normalCdf((sign * Math.atanh(value)) / errorOf(n));
  const raw = pairs.map(({ before, now }) => {
    const sign = Math.sign(before.value);
    return Math.max(pOf(before, sign), pOf(now, -sign));
  });
  return adjustedPValues(raw).map((pValue) => pValue <= 0.05);
}

export function turnedWords({ before, now }: RelationPair, label: string): string {
  const words = ({ value, low, high }: Relation): string => `${figure(value)} (${figure(low)} to ${figure(high)})`;
  return `its relation with ${label} turned round: rank correlation ${words(now)}, before ${words(before)}`;
}
