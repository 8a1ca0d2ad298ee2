// The rows behind the counts of a comparison: what either run said of them, and the columns of the dataset.
import { tmpdir } from 'node:os';
import type { FlipKind } from '../../api/schemas/compare.ts';
import type { PageRequest, RowPage } from '../../api/schemas/common.ts';
import type { DatasetCard } from '../../api/schemas/datasets.ts';
import { AppError } from '../../base/errors.ts';
import { openDatabase, quoteName } from '../../data/duckdb.ts';
import { filterSql } from '../../data/rowFilter.ts';
import { toCell } from '../../data/toCell.ts';
import { dataCells, sortSql } from '../pageCells.ts';
import type { TableColumn } from '../runTable.ts';
import { openCompared, whyNotComparable, type ComparedRun } from './comparedRun.ts';
import { pairTable } from './pairTable.ts';

export interface FlippedRequest {
  runDirs: { a: string; b: string };
  kind: FlipKind;
  page: PageRequest;
  /** The dataset as it is open now; null where it is not there or has changed since. */
  data: DatasetCard | null;
  signal?: AbortSignal | undefined;
}

interface PairColumn extends TableColumn {
  sql: string;
}

/**
 * @throws DATA_MISMATCH when rows of the two runs cannot be matched; INVALID_INPUT for an unknown column; NOT_FOUND
 */
export async function flippedRows({ runDirs, kind, page, data, signal }: FlippedRequest): Promise<RowPage> {
  const [a, b] = await Promise.all([openCompared(runDirs.a, data), openCompared(runDirs.b)]);
  const reason = whyNotComparable(a, b);
  if (reason !== null) {
    throw new AppError('DATA_MISMATCH', reason, { hint: 'Look at the figures of the two runs side by side.' });
  }
  const own = pairColumns(a, b);
  const dataColumns = namedApart(a, own);
  const everything = [{ name: 'row', type: 'integer', storage: 'BIGINT' }, ...own, ...dataColumns];
  const looked = new Set([...page.filters.map(({ column }) => column), ...(page.sort ? [page.sort.column] : [])]);
  const wanted = dataColumns.filter(({ name }) => looked.has(name));
  const database = await openDatabase({ memoryLimit: '512MB', tempDirectory: tmpdir() });
  try {
    const connection = await database.connect();
    const pair = await pairTable(
      connection,
      a,
      b,
      wanted.map(({ joined }) => joined),
    );
    const selects = [
      'p."row" AS "row"',
      ...own.map(({ name, sql }) => `${sql} AS ${quoteName(name)}`),
      ...wanted.map(({ name, joined }) => `p.${quoteName(joined)} AS ${quoteName(name)}`),
    ];
    const from = `(SELECT ${selects.join(', ')} FROM ${pair.from} WHERE ${pair.flips[kind]})`;
    const where = filterSql(page.filters, everything);
    const total = await connection.row<{ n: number }>(`SELECT count(*)::DOUBLE AS n FROM ${from} WHERE ${where}`, { signal });
    const order = page.sort
      ? `${sortSql(page.sort.column, everything)} ${page.sort.descending ? 'DESC' : 'ASC'} NULLS LAST, `
      : '';
    const shown = ['"row"::DOUBLE AS "row"', ...own.map(({ name }) => quoteName(name))];
    const found = await connection.rows(
      `SELECT ${shown.join(', ')} FROM ${from} WHERE ${where} ORDER BY ${order}"row" ` +
        `LIMIT ${String(page.limit)} OFFSET ${String(page.offset)}`,
      { signal },
    );
    const numbers = found.map((row) => Number(row['row']));
    const cells = data ? await dataCells(connection, data, a.table, numbers) : new Map<number, never[]>();
    const missing = dataColumns.map(() => null);
    return {
      columns: [...own, ...dataColumns].map(({ name, type }) => ({ name, type })),
      rowNumbers: numbers,
      rows: found.map((row, index) => [
        ...own.map(({ name }) => toCell(row[name])),
        ...(cells.get(numbers[index] as number) ?? missing),
      ]),
      offset: page.offset,
      total: total.n,
    };
  } finally {
    database.close();
  }
}

/** The label, and what either run made of the row. */
function pairColumns(a: ComparedRun, b: ComparedRun): PairColumn[] {
  const isRegression = a.table.shape.task === 'regression';
  const value = isRegression ? { type: 'number', storage: 'DOUBLE' } : { type: 'category', storage: 'VARCHAR' };
  const side = ({ table }: ComparedRun, letter: 'A' | 'B', name: 'p' | 'q'): PairColumn[] => {
    const extra = isRegression ? 'error' : 'score';
    const hasExtra = table.columns.some((column) => column.name === extra);
    return [
      { name: `predicted ${letter}`, ...value, sql: `${name}.predicted` },
      ...(hasExtra
        ? [{ name: `${extra} ${letter}`, type: 'number', storage: 'DOUBLE', sql: `${name}.${quoteName(extra)}` }]
        : []),
    ];
  };
  const hasLabels = a.table.shape.hasActual;
  return [...(hasLabels ? [{ name: 'actual', ...value, sql: 'p.actual' }] : []), ...side(a, 'A', 'p'), ...side(b, 'B', 'q')];
}

/** Columns of the dataset under names that no column of the comparison has; `joined` is the name in the table of run a. */
function namedApart({ table }: ComparedRun, own: PairColumn[]): (TableColumn & { joined: string })[] {
  const taken = new Set(['row', ...own.map(({ name }) => name)]);
  return table.dataColumns.map(({ name: joined, original, type, storage }) => {
    let name = original;
    while (taken.has(name)) name += ' (data)';
    taken.add(name);
    return { name, joined, type, storage };
  });
}
