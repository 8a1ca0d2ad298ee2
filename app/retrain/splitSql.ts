// Which labelled rows are fresh, held out and reference rows, as conditions that DuckDB decides.
import type { RetrainRows } from '../api/schemas/retrain.ts';
import { columnarParts, columnarTable } from '../data/columnarTable.ts';
import { valueSql } from '../data/columnSql.ts';
import { quoteName, type Connection } from '../data/duckdb.ts';
import { AppError } from '../base/errors.ts';
import type { RetrainRequest } from './retrainRequest.ts';

export interface Split {
  /** A FROM item with all columns of the data. */
  from: string;
  /** Behind the condition, where rows do not come in the order of the data by themselves. */
  order: string;
  train: string;
  heldOut: string;
  reference: string;
  rows: RetrainRows;
}

const rowName = 'drydock row';
const at = quoteName('drydock at');
const place = quoteName('drydock place');
/** Of all labelled rows, the reference where the project names no period. */
const referenceShare = 5;

type SplitRequest = Pick<RetrainRequest, 'data' | 'target' | 'time' | 'period' | 'settings'>;
interface Sql {
  connection: Connection;
  signal?: AbortSignal | undefined;
}

/**
 * By time: the last `holdOut` of the fresh rows are held out, cut between two different times, so that no row that the
 * command gets is from a moment of a row that judges it. Without a time column: evenly spread, every (1 / holdOut)-th.
 * @throws INVALID_INPUT where a period is asked for and there are no times, or all times are the same
 */
export async function splitRows(request: SplitRequest, sql: Sql): Promise<Split> {
  const { data, target, time } = request;
  const parts = columnarTable(await columnarParts(sql.connection, data.columnar), rowName);
  const storage = data.columns.find(({ name }) => name === target)?.storage ?? '';
  const labelled = `${valueSql(target, storage)} IS NOT NULL`;
  return time === null ? splitByPlace(request, { parts, labelled, sql }) : splitByTime(request, { parts, labelled, time, sql });
}

async function splitByTime(
  { settings, period }: SplitRequest,
  { parts, labelled, time, sql }: { parts: string; labelled: string; time: string; sql: Sql },
): Promise<Split> {
  const stamp = `CAST(${quoteName(time)} AS TIMESTAMP)`;
  const from = `(SELECT *, CASE WHEN ${labelled} AND isfinite(${stamp}) THEN epoch_us(${stamp}) END AS ${at} FROM ${parts})`;
  const all = await count(sql, `${from} WHERE ${at} IS NOT NULL`);
  const unplaced = await count(sql, `${parts} WHERE ${labelled}`);
  const early = period ? within(period) : await firstFifth(sql, from, all);
  const fresh = settings.fresh ? within(settings.fresh) : `(${at} IS NOT NULL AND NOT ${early})`;
  const freshRows = await count(sql, `${from} WHERE ${fresh}`);
  const cut = await cutBefore(sql, `${from} WHERE ${fresh}`, { rows: freshRows, before: freshRows * (1 - settings.holdOut) });
  if (freshRows > 0 && cut === null) {
    throw new AppError('INVALID_INPUT', 'All fresh rows are of one and the same time: none can be held out as later ones.', {
      hint: 'Choose another period of fresh rows, or another time column.',
      where: { column: time },
    });
  }
  const edge = cut ?? '0';
  const conditions = {
    train: `${fresh} AND ${at} < ${edge}`,
    heldOut: `${fresh} AND ${at} >= ${edge}`,
    reference: `${early} AND NOT ${fresh}`,
  };
  const part = (condition: string): Promise<RetrainRows['fresh']> => partOf(sql, `${from} WHERE ${condition}`);
  return {
    from,
    order: '',
    ...conditions,
    rows: {
      fresh: await part(fresh),
      train: await part(conditions.train),
      heldOut: await part(conditions.heldOut),
      reference: await part(conditions.reference),
      withoutTime: unplaced - all,
    },
  };
}

async function splitByPlace(
  { settings }: SplitRequest,
  { parts, labelled, sql }: { parts: string; labelled: string; sql: Sql },
): Promise<Split> {
  if (settings.fresh) {
    throw new AppError('INVALID_INPUT', 'The data have no time column that could say which rows are fresh.', {
      hint: 'Say which column is the time, or leave the period out.',
    });
  }
  const row = quoteName(rowName);
  const from =
    `(SELECT d.*, p.${place} FROM ${parts} d JOIN (SELECT ${row}, row_number() OVER (ORDER BY ${row}) - 1 AS ${place} ` +
    `FROM ${parts} WHERE ${labelled}) p USING (${row}))`;
  const all = await count(sql, `${parts} WHERE ${labelled}`);
  const reference = Math.floor(all / referenceShare);
  const share = `CAST(${String(settings.holdOut)} AS DOUBLE)`;
  const nth = `(${place} - ${String(reference)})`;
  const isHeld = `floor((${nth} + 1) * ${share}) > floor(${nth} * ${share})`;
  const conditions = {
    train: `${nth} >= 0 AND NOT (${isHeld})`,
    heldOut: `${nth} >= 0 AND ${isHeld}`,
    reference: `${nth} < 0`,
  };
  const part = async (condition: string): Promise<RetrainRows['fresh']> => ({
    rows: await count(sql, `${from} WHERE ${condition}`),
    first: null,
    last: null,
  });
  return {
    from,
    // A join keeps no order.
    order: ` ORDER BY ${row}`,
    ...conditions,
    rows: {
      fresh: { rows: all - reference, first: null, last: null },
      train: await part(conditions.train),
      heldOut: await part(conditions.heldOut),
      reference: await part(conditions.reference),
      withoutTime: 0,
    },
  };
}

/** Microseconds since 1970, as SQL. */
function microseconds(iso: string): string {
  const milliseconds = Date.parse(iso);
  if (!Number.isNaN(milliseconds)) return String(BigInt(milliseconds) * 1000n);
  throw new AppError('INVALID_INPUT', `${iso} is no time.`, { hint: 'Write it as 1995-01-31 or 1995-01-31T12:00:00Z.' });
}

function within({ start, end }: { start: string; end: string }): string {
  return `(${at} IS NOT NULL AND ${at} >= ${microseconds(start)} AND ${at} < ${microseconds(end)})`;
}

async function firstFifth(sql: Sql, from: string, all: number): Promise<string> {
  const cut = await cutBefore(sql, `${from} WHERE ${at} IS NOT NULL`, { rows: all, before: all / referenceShare });
  return cut === null ? 'false' : `(${at} IS NOT NULL AND ${at} < ${cut})`;
}

/** The time that has as nearly as possible `before` rows before it, at least one, and one not before it. Null = all are alike. */
async function cutBefore(sql: Sql, rows: string, about: { rows: number; before: number }): Promise<string | null> {
  if (about.rows < 2) return null;
  const { connection, signal } = sql;
  const wanted = Math.min(about.rows - 1, Math.max(1, Math.round(about.before)));
  const { t } = await connection.row<{ t: bigint }>(
    `SELECT ${at} AS t FROM ${rows} ORDER BY ${at} LIMIT 1 OFFSET ${String(wanted)}`,
    { signal },
  );
  const found = await connection.row<{ lower: bigint; upto: bigint; next: bigint | null }>(
    `SELECT count(*) FILTER (${at} < ${String(t)}) AS lower, count(*) FILTER (${at} <= ${String(t)}) AS upto, ` +
      `min(${at}) FILTER (${at} > ${String(t)}) AS next FROM ${rows}`,
    { signal },
  );
  const [lower, upto] = [Number(found.lower), Number(found.upto)];
  if (lower === 0) return found.next === null ? null : String(found.next);
  const isNextNearer = found.next !== null && upto - wanted < wanted - lower;
  return String(isNextNearer ? found.next : t);
}

async function count({ connection, signal }: Sql, rows: string): Promise<number> {
  return Number((await connection.row<{ n: bigint }>(`SELECT count(*) AS n FROM ${rows}`, { signal })).n);
}

async function partOf({ connection, signal }: Sql, rows: string): Promise<RetrainRows['fresh']> {
  const found = await connection.row<{ n: bigint; first: bigint | null; last: bigint | null }>(
    `SELECT count(*) AS n, min(${at}) AS first, max(${at}) AS last FROM ${rows}`,
    { signal },
  );
  const iso = (time: bigint | null): string | null => (time === null ? null : new Date(Number(time / 1000n)).toISOString());
  return { rows: Number(found.n), first: iso(found.first), last: iso(found.last) };
}
