// Parts -> log.parquet: inputs in the types they were sent in, labels joined by id, rows in order of time.
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import type { PreparationPlan } from '../api/schemas/mapping.ts';
import type { LogColumns, LogSummary } from '../api/schemas/monitor.ts';
import { counted } from '../base/counts.ts';
import { AppError } from '../base/errors.ts';
import { quotePath } from '../data/columnarTable.ts';
import { openDatabase, quoteName, type Connection } from '../data/duckdb.ts';
import { truthColumns } from '../prepare/cellRules.ts';
import { logColumns } from '../runs/logColumns.ts';
import { replaceFile } from '../storage/atomicWrite.ts';
import { partName } from './logLine.ts';
import { inputColumn, scoreColumn } from './logParts.ts';
import type { LogState, SeenKinds } from './logState.ts';
import type { MonitorFolder } from './monitorFolder.ts';

export interface BuildRequest {
  folder: MonitorFolder;
  state: LogState;
  plan: PreparationPlan;
  /** False: the file is what it should be; only the summary is wanted. */
  write: boolean;
  memoryLimit?: string | undefined;
  signal?: AbortSignal | undefined;
}

/** @throws DATA_INVALID when the log has no prediction */
export async function buildLog(request: BuildRequest): Promise<{ columns: LogColumns; summary: LogSummary }> {
  const { folder, state, plan, signal } = request;
  const database = await openDatabase({ threads: 2, memoryLimit: request.memoryLimit, tempDirectory: tmpdir() });
  try {
    const connection = await database.connect();
    await createViews(connection, folder, state);
    const { n } = await connection.row<{ n: number }>('SELECT count(*)::DOUBLE AS n FROM predictions', { signal });
    if (n === 0) throw noPredictions(state, folder);
    const present = new Set(
      (await connection.rows<{ column_name: string }>('DESCRIBE SELECT * FROM predictions')).map((one) => one.column_name),
    );
    const inputs = state.columns.map(({ name, seen }, index) => ({ name, seen, part: inputColumn(index) }));
    const kept = inputs
      .filter(({ part }) => present.has(part))
      .map((one) => ({ ...one, shown: state.hidden.includes(one.name) ? partName(one.name) : one.name }));
    const { classes, task } = plan.reading;
    const scored = task === 'regression' ? [] : classes.filter((_, index) => present.has(scoreColumn(index)));
    const columns = logColumns(
      kept.map(({ shown }) => shown),
      scored,
    );
    if (request.write) {
      const selects = [
        `p.time AS ${quoteName(columns.time)}`,
        `p.id AS ${quoteName(columns.id)}`,
        ...(await Promise.all(kept.map(async (one) => `${await typedSql(connection, one, plan)} AS ${quoteName(one.shown)}`))),
        `${task === 'regression' ? 'CAST(p.prediction AS DOUBLE)' : 'p.prediction'} AS ${quoteName(columns.prediction)}`,
        ...scored.map((label, index) => `p.${scoreColumn(classes.indexOf(label))} AS ${quoteName(columns.scores[index] ?? '')}`),
        `${task === 'regression' ? 'TRY_CAST(l.label AS DOUBLE)' : 'l.label'} AS ${quoteName(columns.label)}`,
      ];
      await replaceFile(folder.log, (temporary) =>
        connection.run(
          `COPY (SELECT ${selects.join(', ')} FROM predictions p LEFT JOIN last_labels l ON l.id = p.id ` +
            `ORDER BY p.time, p.source, p.line) TO ${quotePath(temporary)} (FORMAT parquet, COMPRESSION zstd)`,
          { signal },
        ),
      );
    }
    return { columns, summary: await summarise(connection, task === 'regression', signal) };
  } finally {
    database.close();
  }
}

function noPredictions(state: LogState, folder: MonitorFolder): AppError {
  const hint =
    state.refused > 0
      ? `${counted(state.refused, 'line')} could not be used, kept with the reason in ${folder.refused}`
      : 'Start the server of the bundle with DRYDOCK_LOG_DIR set, and name that folder.';
  return new AppError('DATA_INVALID', 'The log holds no prediction of this run.', { hint });
}

function listSql(folder: MonitorFolder, parts: readonly string[]): string {
  return `read_parquet([${parts.map((part) => quotePath(join(folder.parts, part))).join(', ')}], union_by_name = true)`;
}

/** `predictions`, and `last_labels` with the one label of every id: of the tables given the last, else the latest feedback. */
async function createViews(connection: Connection, folder: MonitorFolder, state: LogState): Promise<void> {
  const gone = state.sources.flatMap(({ dropped }, index) => (dropped ? [index] : []));
  const still = gone.length > 0 ? `WHERE source NOT IN (${gone.join(', ')})` : '';
  const none = 'SELECT 0 AS source, 0 AS line, NULL::TIMESTAMP AS time, NULL::VARCHAR AS id, NULL::VARCHAR';
  const predictions =
    state.predictions.length > 0
      ? `SELECT * FROM ${listSql(folder, state.predictions)} ${still}`
      : `${none} AS prediction, NULL::DOUBLE AS latency WHERE false`;
  await connection.run(`CREATE TEMP VIEW predictions AS ${predictions}`);
  const feedback =
    state.labels.length > 0 ? `SELECT * FROM ${listSql(folder, state.labels)} ${still}` : `${none} AS label WHERE false`;
  const labels = [
    `SELECT id, label, time, 0 AS given, source, line FROM (${feedback})`,
    ...state.tables.map(
      ({ part }, index) =>
        `SELECT id, label, NULL::TIMESTAMP AS time, ${String(index + 1)} AS given, 0 AS source, line FROM read_parquet(${quotePath(join(folder.parts, part))})`,
    ),
  ];
  await connection.run(
    `CREATE TEMP TABLE last_labels AS SELECT id, label, time, given FROM (${labels.join(' UNION ALL ')}) ` +
      'QUALIFY row_number() OVER (PARTITION BY id ORDER BY given DESC, time DESC, source DESC, line DESC) = 1',
  );
}

/** Cells as what they were in JSON; where that differs from row to row, as numbers if all of them are. */
async function typedSql(
  connection: Connection,
  { name, seen, part }: { name: string; seen: SeenKinds; part: string },
  plan: PreparationPlan,
): Promise<string> {
  const text = `p.${part}`;
  const isNumeric = seen.integer || seen.number;
  if (truthColumns(plan).has(name) && !seen.text)
    return `CASE WHEN ${text} IN ('true', '1') THEN true WHEN ${text} IS NOT NULL THEN false END`;
  if (seen.boolean && !isNumeric && !seen.text) return `CAST(${text} AS BOOLEAN)`;
  if (!isNumeric || seen.boolean) return text;
  const type = seen.number || seen.text ? 'DOUBLE' : 'BIGINT';
  if (!seen.text) return `CAST(${text} AS ${type})`;
  const { misfits } = await connection.row<{ misfits: number }>(
    `SELECT count(*) FILTER (${part} IS NOT NULL AND TRY_CAST(${part} AS DOUBLE) IS NULL)::DOUBLE AS misfits FROM predictions`,
  );
  return misfits > 0 ? text : `CAST(${text} AS DOUBLE)`;
}

async function summarise(connection: Connection, isOfNumbers: boolean, signal: AbortSignal | undefined): Promise<LogSummary> {
  const label = isOfNumbers ? 'TRY_CAST(l.label AS DOUBLE)' : 'l.label';
  const seconds = '(epoch_ms(l.time) - epoch_ms(p.time)) / 1000.0';
  const row = await connection.row<Record<string, number | null>>(
    `SELECT count(*)::DOUBLE AS rows, count(${label})::DOUBLE AS labelled, (count(l.label) - count(${label}))::DOUBLE AS odd, count(*) FILTER (p.prediction IS NULL)::DOUBLE AS "none", ` +
      `epoch_ms(min(p.time))::DOUBLE AS "first", epoch_ms(max(p.time))::DOUBLE AS "last", ` +
      `quantile_cont(${seconds}, 0.5)::DOUBLE AS delay50, quantile_cont(${seconds}, 0.9)::DOUBLE AS delay90, max(${seconds})::DOUBLE AS delay100, ` +
      `quantile_cont(p.latency, 0.5)::DOUBLE AS ms50, quantile_cont(p.latency, 0.95)::DOUBLE AS ms95, quantile_cont(p.latency, 0.99)::DOUBLE AS ms99 ` +
      'FROM predictions p LEFT JOIN last_labels l ON l.id = p.id',
    { signal },
  );
  const repeated = await connection.row<{ ids: number; rows: number | null }>(
    'SELECT count(*)::DOUBLE AS ids, sum(n)::DOUBLE AS rows FROM (SELECT count(*) AS n FROM predictions GROUP BY id HAVING count(*) > 1)',
    { signal },
  );
  const unmatched = await connection.row<{ feedback: number; tables: number }>(
    'SELECT count(*) FILTER (given = 0)::DOUBLE AS feedback, count(*) FILTER (given > 0)::DOUBLE AS tables ' +
      'FROM last_labels WHERE id NOT IN (SELECT id FROM predictions)',
    { signal },
  );
  const number = (name: string): number => row[name] ?? 0;
  const time = (name: string): string | null =>
    row[name] === null || row[name] === undefined ? null : new Date(number(name)).toISOString();
  const has = (name: string): boolean => row[name] !== null && row[name] !== undefined;
  return {
    rows: number('rows'),
    labelled: number('labelled'),
    notNumbers: number('odd'),
    withoutPrediction: number('none'),
    first: time('first'),
    last: time('last'),
    repeatedIds: repeated.ids,
    repeatedRows: repeated.rows ?? 0,
    unmatched,
    delay: has('delay50') ? { median: number('delay50'), p90: number('delay90'), longest: number('delay100') } : null,
    latencyMs: has('ms50') ? { median: number('ms50'), p95: number('ms95'), p99: number('ms99') } : null,
  };
}
