// Columns of a table at the rows compared, put in order of their windows: a window is a piece of an array.
import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { Column } from '../base/columns.ts';
import { readBatches } from '../data/readBatches.ts';
import type { ComparedRows } from './comparedRows.ts';

export interface WindowedNumbers {
  kind: 'number';
  /** NaN = missing. */
  values: Float64Array;
}

export interface WindowedCategories {
  kind: 'category';
  /** -1 = missing. */
  codes: Int32Array;
  dictionary: string[];
}

export type WindowedColumn = WindowedNumbers | WindowedCategories;

const batchRows = 65_536;
/** Cells held at once: 128 MB. */
const mostCells = 16e6;

/**
 * Each column asked for, a few at a time. A column of numbers or times travels as numbers, any other as categories
 * (booleans are `true` and `false`).
 * @throws FILE_UNREADABLE, DATA_MISMATCH (no such column), CANCELLED
 */
export async function* windowedColumns(
  data: DatasetCard,
  names: readonly string[],
  {
    compared,
    asCategory,
    signal,
  }: {
    compared: ComparedRows;
    /** Columns to take as categories whatever they hold. */
    asCategory: ReadonlySet<string>;
    signal?: AbortSignal | undefined;
  },
): AsyncGenerator<[name: string, column: WindowedColumn], void, undefined> {
  const together = Math.max(1, Math.floor(mostCells / Math.max(1, compared.rows.length)));
  const types = new Map(data.columns.map(({ name, type }) => [name, type]));
  for (let from = 0; from < names.length; from += together) {
    const group = names.slice(from, from + together);
    const gatherers = group.map((name) => createGatherer(compared, asCategory.has(name), types.get(name) === 'boolean'));
    let at = 0;
    for await (const batch of readBatches(data, { columns: group, batchRows, threads: 2, memoryLimit: '512MB', signal })) {
      const end = batch.firstRow + batch.rowCount;
      let to = at;
      while (to < compared.rows.length && (compared.rows[to] as number) < end) to++;
      group.forEach((name, index) => gatherers[index]?.take(batch.columns[name] as Column, { firstRow: batch.firstRow, at, to }));
      at = to;
      if (at === compared.rows.length) break;
    }
    for (const [index, name] of group.entries()) yield [name, (gatherers[index] as Gatherer).finish()];
  }
}

interface Gatherer {
  /** Takes the rows compared from number `at` up to `to`, which lie in this batch. */
  take(column: Column, from: { firstRow: number; at: number; to: number }): void;
  finish(): WindowedColumn;
}

function createGatherer({ rows, place }: ComparedRows, asCategory: boolean, isBoolean: boolean): Gatherer {
  const known = new Map<string, number>();
  let values: Float64Array | null = null;
  let codes: Int32Array | null = null;
  const codeOf = (text: string): number => {
    const there = known.get(text);
    if (there !== undefined) return there;
    known.set(text, known.size);
    return known.size - 1;
  };
  return {
    take(column, { firstRow, at, to }) {
      if (column.kind !== 'text' && !asCategory && !isBoolean) {
        values ??= new Float64Array(rows.length).fill(NaN);
        const { values: cells, valid } = column;
        for (let i = at; i < to; i++) {
          const row = (rows[i] as number) - firstRow;
          if (valid === null || valid[row] !== 0) values[place[i] as number] = Number(cells[row]);
        }
        return;
      }
      codes ??= new Int32Array(rows.length).fill(-1);
      const ofBatch = column.kind === 'text' ? column.dictionary.map(() => -1) : [];
      for (let i = at; i < to; i++) {
        const row = (rows[i] as number) - firstRow;
        if (column.kind === 'text') {
          const code = column.codes[row] as number;
          if (code < 0) continue;
          if (ofBatch[code] === -1) ofBatch[code] = codeOf(column.dictionary[code] as string);
          codes[place[i] as number] = ofBatch[code] as number;
        } else if (column.valid?.[row] !== 0) {
          const value = column.values[row];
          codes[place[i] as number] = codeOf(isBoolean ? String(value === 1) : String(value));
        }
      }
    },
    finish: () =>
      values
        ? { kind: 'number', values }
        : { kind: 'category', codes: codes ?? new Int32Array(rows.length).fill(-1), dictionary: [...known.keys()] },
  };
}
