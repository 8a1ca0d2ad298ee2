import type { Column } from '../../base/columns.ts';
import { parseNumber } from '../../prepare/parseNumber.ts';

/** The numbers of a column that are there and finite, ascending. Of text: those that can be read as numbers. */
export function sortedNumbers(column: Column): Float64Array {
  const found: number[] = [];
  if (column.kind === 'text') {
    const numbers = column.dictionary.map((text) => parseNumber(text) ?? NaN);
    for (const code of column.codes) if (code >= 0) found.push(numbers[code] as number);
  } else {
    for (let row = 0; row < column.values.length; row++) {
      if (column.valid?.[row] !== 0) found.push(Number(column.values[row]));
    }
  }
  return Float64Array.from(found.filter(Number.isFinite)).sort();
}

/** Whole where the column is: constants and bounds of a column of integers are integers. */
export function inKind(value: number, sorted: Float64Array): number {
  return sorted.every(Number.isInteger) ? Math.round(value) : Number(value.toPrecision(12));
}

/** The most frequent number, the smallest of equals; NaN for none. */
export function modeOf(sorted: Float64Array): number {
  let [best, most, run] = [NaN, 0, 0];
  for (let i = 0; i < sorted.length; i++) {
    run = sorted[i] === sorted[i - 1] ? run + 1 : 1;
    if (run > most) {
      most = run;
      best = sorted[i] as number;
    }
  }
  return best;
}

/** Texts by how often they occur, the most frequent first. */
export function textCounts(column: Column): { text: string; count: number }[] {
  if (column.kind !== 'text') return [];
  const counts = new Float64Array(column.dictionary.length);
  for (const code of column.codes) if (code >= 0) counts[code] = (counts[code] as number) + 1;
  return column.dictionary
    .map((text, code) => ({ text, count: counts[code] as number }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1));
}
