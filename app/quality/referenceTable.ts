// What the data are held against: another table, or an earlier period of the same.
import type { ColumnProfile, DatasetCard } from '../api/schemas/datasets.ts';
import type { QualityReport, QualitySettings } from '../api/schemas/quality.ts';
import type { RunSettings } from '../api/schemas/runs.ts';
import { AppError } from '../base/errors.ts';
import { columnarParts, columnarTable } from '../data/columnarTable.ts';
import { quoteName, quoteText, type Connection, type SqlOptions } from '../data/duckdb.ts';
import { isNumber } from './columnKinds.ts';
import { columnStats, type ColumnStats } from './columnStats.ts';
import { hiddenNumbers } from './hiddenNumbers.ts';
import { isIgnored } from './isIgnored.ts';

export interface ReferenceTable {
  facts: NonNullable<QualityReport['reference']>;
  /** FROM item of the reference. */
  from: string;
  /** FROM item of the rows held against it; has the row numbers. */
  current: { from: string; rows: number };
  /** Columns of the reference, by name. */
  columns: Map<string, ColumnStats>;
  /** The same of the rows held against it; columns that both have. */
  currentColumns: Map<string, ColumnStats>;
  /** As SQL over the rows of the data: whether a row is held against the reference. */
  isCurrent: string;
  /** For filters in the window: the first moment that is held against the reference; null = every row is. */
  since: string | null;
}

/** The first so much of the rows is the reference period where none was chosen. */
const firstShare = 0.2;
/** Fewer rows have neither a range nor categories that later rows could be held against. */
const fewestFirst = 20;

interface Given {
  connection: Connection;
  options: SqlOptions;
  table: { from: string; row: string; rows: number };
  card: DatasetCard;
  time: ColumnProfile | null;
  settings: QualitySettings;
  /** The reference period of the runs. */
  period: RunSettings['reference'];
  /** The reference file, read. */
  file: DatasetCard | null;
  /** From which share of the cells on a number is looked at as a code for "no value"; null = such numbers are not looked for. */
  frequent: number | null;
}

/** A moment as SQL. */
function momentSql(iso: string): string {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) {
    throw new AppError('INVALID_INPUT', `The reference period has "${iso}" for a time.`, {
      hint: 'Write it as ISO 8601, for instance 1995-01-01.',
    });
  }
  return `TIMESTAMP ${quoteText(new Date(at).toISOString().slice(0, -1))}`;
}

/**
 * Null where there is nothing to hold the data against.
 * @throws INVALID_INPUT for a period without a time column, or one that leaves no rows on one side
 */
export async function referenceTable(given: Given): Promise<ReferenceTable | null> {
  const { settings } = given;
  if (settings.reference.kind === 'none') return null;
  if (given.file) return fromFile(given, given.file);
  const { time } = given;
  const chosen =
    settings.reference.kind === 'period' ? settings.reference : given.period && time ? given.period : await firstRows(given);
  if (!chosen) return null;
  if (!time) {
    throw new AppError('INVALID_INPUT', 'A reference period needs a column that says when, and none is known.', {
      hint: 'Name the time column, or choose another reference.',
    });
  }
  const at = `CAST(${quoteName(time.name)} AS TIMESTAMP)`;
  const after = chosen.start === null ? 'true' : `${at} >= ${momentSql(chosen.start)}`;
  const from = `(SELECT * FROM ${given.table.from} WHERE ${after} AND ${at} < ${momentSql(chosen.end)})`;
  const isCurrent = `${at} >= ${momentSql(chosen.end)}`;
  const current = `(SELECT * FROM ${given.table.from} WHERE ${isCurrent})`;
  const { connection, options, card } = given;
  // What stands for "no value" is seen best in all rows; it must not widen what is expected.
  const codes = await codesOf(given, given.table.from, card);
  const columns = await columnStats(connection, from, card.columns, options, codes);
  const currentColumns = await columnStats(connection, current, card.columns, options);
  const rows = [...columns.values()][0]?.rows ?? 0;
  const compared = [...currentColumns.values()][0]?.rows ?? 0;
  if (rows === 0 || compared === 0) {
    if (settings.reference.kind !== 'period') return null;
    throw new AppError('INVALID_INPUT', `The reference period leaves no rows ${rows === 0 ? 'in it' : 'to hold against it'}.`, {
      hint: `The data are from ${String(time.min)} to ${String(time.max)}: choose a period inside of that.`,
      where: { column: time.name },
    });
  }
  const { start, end } = chosen;
  return {
    facts: { kind: 'period', name: `${time.name} before ${end.slice(0, 10)}`, sha256: null, start, end, rows, compared },
    from,
    current: { from: current, rows: compared },
    columns,
    currentColumns,
    isCurrent,
    since: end,
  };
}

/** By column, the numbers that the check of missing values in disguise reports. */
async function codesOf(
  { connection, options, frequent, settings }: Given,
  from: string,
  card: DatasetCard,
): Promise<Map<string, number[]>> {
  const codes = new Map<string, number[]>();
  if (frequent === null) return codes;
  const looked = card.columns.filter((column) => isNumber(column) && !isIgnored(settings, column.name, 'disguised-missing'));
  const found = await hiddenNumbers({ connection, options, from, rows: card.rows }, looked, frequent);
  for (const { column, value } of found) codes.set(column.name, [...(codes.get(column.name) ?? []), value]);
  return codes;
}

async function fromFile(given: Given, file: DatasetCard): Promise<ReferenceTable> {
  const { connection, options, table, card } = given;
  const parts = await columnarParts(connection, file.columnar);
  const from = columnarTable(parts, table.row);
  const names = new Set(file.columns.map(({ name }) => name));
  const shared = card.columns.filter(({ name }) => names.has(name));
  return {
    facts: {
      kind: 'file',
      name: file.name,
      sha256: file.sha256,
      start: file.timeSpan?.start ?? null,
      end: file.timeSpan?.end ?? null,
      rows: file.rows,
      compared: table.rows,
    },
    from,
    current: { from: table.from, rows: table.rows },
    columns: await columnStats(connection, from, file.columns, options, await codesOf(given, from, file)),
    currentColumns: await columnStats(connection, table.from, shared, options),
    isCurrent: 'true',
    since: null,
  };
}

/** The first fifth of the rows by time, to the end of a day where that leaves rows on both sides; null of too few rows. */
async function firstRows({ connection, options, table, time }: Given): Promise<{ start: null; end: string } | null> {
  if (!time || time.min === time.max || table.rows * firstShare < fewestFirst) return null;
  const at = `CAST(${quoteName(time.name)} AS TIMESTAMP)`;
  const { end, exact } = await connection.row<{ end: Date | null; exact: Date | null }>(
    `SELECT date_trunc('day', q) + INTERVAL 1 DAY AS "end", q AS exact FROM ` +
      `(SELECT quantile_disc(${at}, ${String(firstShare)}) AS q, max(${at}) AS last FROM ${table.from})`,
    options,
  );
  if (!end || !exact) return null;
  const last = Date.parse(String(time.max));
  const chosen = end.getTime() <= last ? end : exact;
  return { start: null, end: chosen.toISOString() };
}
