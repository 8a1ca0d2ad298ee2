// What the clean cells of a column are like: the scale of every damage. Kept as long as the column, for damage asks again and again.
import type { Column } from '../base/columns.ts';

export interface NumberStatistics {
  /** Cells with a finite number. */
  count: number;
  /** 0 for none. */
  mean: number;
  /** Of the sample (n - 1); 0 below two cells. */
  std: number;
  /** The finite numbers, ascending. */
  sorted: Float64Array;
}

const statistics = new WeakMap<Column, NumberStatistics>();
const numbers = new WeakMap<Column, Float64Array>();
const ranks = new WeakMap<Column, Float64Array>();

/** The cells as numbers, NaN = missing. Texts have none. Shared: not to be changed. */
export function numbersIn(column: Column): Float64Array {
  let values = numbers.get(column);
  if (!values) {
    values = makeNumbers(column);
    numbers.set(column, values);
  }
  return values;
}

/** Mean and standard deviation in two passes; infinite numbers are left out. */
export function statisticsOf(column: Column): NumberStatistics {
  let known = statistics.get(column);
  if (!known) {
    const sorted = numbersIn(column).filter(Number.isFinite).sort();
    const count = sorted.length;
    let sum = 0;
    for (let i = 0; i < count; i++) sum += sorted[i] as number;
    const mean = count === 0 ? 0 : sum / count;
    let squares = 0;
    for (let i = 0; i < count; i++) {
      const off = (sorted[i] as number) - mean;
      squares += off * off;
    }
    known = { count, mean, std: count < 2 ? 0 : Math.sqrt(squares / (count - 1)), sorted };
    statistics.set(column, known);
  }
  return known;
}

/**
 * Where each cell stands among those of its column: (cells below + half of those equal) / cells, so that the mean is 1/2.
 * Numbers by size; texts by how common they are, rare ones high. NaN = missing. Shared: not to be changed.
 */
export function ranksOf(column: Column): Float64Array {
  let known = ranks.get(column);
  if (!known) {
    known = column.kind === 'text' ? textRanks(column.codes, column.dictionary) : numberRanks(numbersIn(column));
    ranks.set(column, known);
  }
  return known;
}

/** As ranksOf, for numbers: infinite ones are the first and the last. */
export function numberRanks(values: Float64Array): Float64Array {
  const sorted = values.filter((value) => value === value).sort();
  const count = sorted.length;
  return values.map((value) => (value === value ? (lowerBound(sorted, value) + upperBound(sorted, value)) / (2 * count) : NaN));
}

function textRanks(codes: Int32Array, dictionary: readonly string[]): Float64Array {
  const counts = new Float64Array(dictionary.length);
  let total = 0;
  for (const code of codes) {
    if (code < 0) continue;
    counts[code] = (counts[code] as number) + 1;
    total++;
  }
  const order = Array.from(counts, (_, code) => code).filter((code) => (counts[code] as number) > 0);
  const textOf = (code: number): string => dictionary[code] as string;
  order.sort((a, b) => (counts[b] as number) - (counts[a] as number) || (textOf(a) < textOf(b) ? -1 : 1));
  const rankOf = new Float64Array(dictionary.length);
  let before = 0;
  for (const code of order) {
    const own = counts[code] as number;
    rankOf[code] = (before + own / 2) / total;
    before += own;
  }
  return Float64Array.from(codes, (code) => (code < 0 ? NaN : (rankOf[code] as number)));
}

function makeNumbers(column: Column): Float64Array {
  if (column.kind === 'text') return new Float64Array(column.codes.length).fill(NaN);
  const { valid } = column;
  const values = column.kind === 'bigint' ? bigintNumbers(column.values) : Float64Array.from(column.values);
  if (valid) for (let row = 0; row < values.length; row++) if (valid[row] === 0) values[row] = NaN;
  return values;
}

/** By halves (little-endian, as every platform of the runtime): no BigInt is made per cell. */
function bigintNumbers(values: BigInt64Array): Float64Array {
  const low = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
  const high = new Int32Array(values.buffer, values.byteOffset, 2 * values.length);
  const into = new Float64Array(values.length);
  for (let row = 0; row < into.length; row++) {
    into[row] = (high[2 * row + 1] as number) * 4294967296 + (low[2 * row] as number);
  }
  return into;
}

/** Numbers below `value`. */
export function lowerBound(sorted: Float64Array, value: number): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((sorted[middle] as number) < value) from = middle + 1;
    else to = middle;
  }
  return from;
}

function upperBound(sorted: Float64Array, value: number): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((sorted[middle] as number) <= value) from = middle + 1;
    else to = middle;
  }
  return from;
}
