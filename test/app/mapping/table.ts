// Small tables for tests: a dataset card profiled from plain arrays, and the same rows as a column batch.
import type { ColumnProfile, DatasetCard } from '../../../app/api/schemas/datasets.ts';
import type { Column, ColumnBatch } from '../../../app/base/columns.ts';

export type TestCell = number | string | boolean | null;

export interface TestColumn {
  cells: TestCell[];
  type?: ColumnProfile['type'];
  storage?: string;
}

function guessType(present: TestCell[]): { type: ColumnProfile['type']; storage: string } {
  if (present.every((cell) => typeof cell === 'boolean')) return { type: 'boolean', storage: 'BOOLEAN' };
  if (present.every((cell) => Number.isInteger(cell))) return { type: 'integer', storage: 'BIGINT' };
  if (present.every((cell) => typeof cell === 'number')) return { type: 'number', storage: 'DOUBLE' };
  return { type: 'category', storage: 'VARCHAR' };
}

function profile(name: string, column: TestColumn): ColumnProfile {
  const present = column.cells.filter((cell) => cell !== null);
  const guessed = present.length === 0 ? { type: 'text' as const, storage: 'VARCHAR' } : guessType(present);
  const counts = new Map<string, number>();
  for (const cell of present) counts.set(String(cell), (counts.get(String(cell)) ?? 0) + 1);
  const numbers = present.filter((cell) => typeof cell === 'number').sort((a, b) => a - b);
  const at = (share: number): number => numbers[Math.floor(share * (numbers.length - 1))] ?? NaN;
  const quantiles = { p01: at(0.01), p05: at(0.05), p25: at(0.25), p50: at(0.5), p75: at(0.75), p95: at(0.95), p99: at(0.99) };
  return {
    name,
    type: column.type ?? guessed.type,
    storage: column.storage ?? guessed.storage,
    missing: column.cells.length - present.length,
    distinct: counts.size,
    min: numbers[0] ?? null,
    max: numbers.at(-1) ?? null,
    mean: null,
    std: null,
    quantiles: numbers.length > 0 ? quantiles : null,
    histogram: null,
    top: [...counts]
      .map(([value, count]) => ({ value, count }))
      .sort((a, b) => b.count - a.count)
      .slice(0, 50),
    timeFormat: null,
  };
}

export function cardOf(table: Record<string, TestColumn | TestCell[]>): DatasetCard {
  const columns = Object.entries(table).map(([name, column]) =>
    profile(name, Array.isArray(column) ? { cells: column } : column),
  );
  const first = Object.values(table)[0] ?? [];
  const time = columns.find(({ type }) => type === 'datetime');
  return {
    name: 'table',
    paths: ['/table.csv'],
    sha256: '0'.repeat(64),
    sizeBytes: 1,
    format: 'csv',
    options: {},
    rows: (Array.isArray(first) ? first : first.cells).length,
    rejected: 0,
    duplicates: 0,
    columns,
    timeSpan: time ? { column: time.name, start: '2020-01-01', end: '2020-12-31' } : null,
    columnar: [],
    rejectedPath: null,
    questions: [],
    warnings: [],
  };
}

export function batchOf(table: Record<string, TestColumn | TestCell[]>): ColumnBatch {
  let rowCount = 0;
  const columns: Record<string, Column> = {};
  for (const [name, column] of Object.entries(table)) {
    const cells = Array.isArray(column) ? column : column.cells;
    rowCount = cells.length;
    if (cells.some((cell) => typeof cell === 'string')) {
      const dictionary = [...new Set(cells.filter((cell) => cell !== null).map(String))];
      columns[name] = {
        kind: 'text',
        codes: Int32Array.from(cells, (cell) => (cell === null ? -1 : dictionary.indexOf(String(cell)))),
        dictionary,
      };
    } else {
      columns[name] = {
        kind: 'number',
        values: Float64Array.from(cells, (cell) => Number(cell ?? 0)),
        valid: Uint8Array.from(cells, (cell) => Number(cell !== null)),
      };
    }
  }
  return { firstRow: 0, rowCount, columns };
}
