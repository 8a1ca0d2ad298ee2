// Windows of a column as the samples that drift tests compare.
import { numberSample, type CategorySample, type NumberSample } from '../timeline/drift/samples.ts';
import type { ComparedRows } from './comparedRows.ts';
import type { WindowedCategories, WindowedColumn } from './windowedColumns.ts';

export type ColumnSample = { kind: 'number'; sample: NumberSample } | { kind: 'category'; sample: CategorySample };

/** One window alone. */
export function windowSample(column: WindowedColumn, { offsets }: ComparedRows, window: number): ColumnSample {
  const [from, to] = [offsets[window] as number, offsets[window + 1] as number];
  return column.kind === 'number'
    ? { kind: 'number', sample: numberSample(column.values.subarray(from, to)) }
    : { kind: 'category', sample: countCodes(column, column.codes.subarray(from, to)) };
}

/** Windows put together, each with the weight of its rows. */
export function joinedSample(column: WindowedColumn, rows: ComparedRows, windows: readonly number[]): ColumnSample {
  const places = placesOf(rows, windows);
  return column.kind === 'number'
    ? { kind: 'number', sample: numberSample(taken(new Float64Array(places.length), column.values, places)) }
    : { kind: 'category', sample: countCodes(column, taken(new Int32Array(places.length), column.codes, places)) };
}

function placesOf({ offsets, together }: ComparedRows, windows: readonly number[]): Int32Array {
  const places = new Int32Array(windows.reduce((sum, w) => sum + (offsets[w + 1] as number) - (offsets[w] as number), 0));
  let count = 0;
  for (const window of windows) {
    for (let at = offsets[window] as number; at < (offsets[window + 1] as number); at++) {
      if (together === null || together[at] === 1) places[count++] = at;
    }
  }
  return places.subarray(0, count);
}

function taken<Numbers extends Float64Array | Int32Array>(into: Numbers, from: Numbers, places: Int32Array): Numbers {
  for (let i = 0; i < places.length; i++) into[i] = from[places[i] as number] as number;
  return into;
}

function countCodes({ dictionary }: WindowedCategories, codes: Int32Array): CategorySample {
  const counted = new Float64Array(dictionary.length);
  let missing = 0;
  for (const code of codes) {
    if (code < 0) missing++;
    else counted[code] = (counted[code] as number) + 1;
  }
  const counts = new Map<string, number>();
  dictionary.forEach((label, code) => {
    if ((counted[code] as number) > 0) counts.set(label, counted[code] as number);
  });
  return { counts, n: codes.length - missing, missing };
}
