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
export function joinedSample(
  column: WindowedColumn,
  { offsets, together }: ComparedRows,
  windows: readonly number[],
): ColumnSample {
  const places: number[] = [];
  for (const window of windows) {
    for (let at = offsets[window] as number; at < (offsets[window + 1] as number); at++) {
      if (together === null || together[at] === 1) places.push(at);
    }
  }
  return column.kind === 'number'
    ? { kind: 'number', sample: numberSample(Float64Array.from(places, (at) => column.values[at] as number)) }
    : {
        kind: 'category',
        sample: countCodes(
          column,
          Int32Array.from(places, (at) => column.codes[at] as number),
        ),
      };
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
