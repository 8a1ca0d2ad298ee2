// Figures of a finished run for other windows or a selection of its rows, straight from predictions.parquet.
import { tmpdir } from 'node:os';
import type { RowPage, PageRequest, Cell } from '../api/schemas/common.ts';
import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { Evaluation, RunSelection, Timeline } from '../api/schemas/runs.ts';
import { openDatabase, quoteName, type Connection } from '../data/duckdb.ts';
import { toCell } from '../data/toCell.ts';
import { filterSql } from '../data/rowFilter.ts';
import { chooseUnit } from '../timeline/chooseUnit.ts';
import { planTimeline, type TimelinePlan } from '../timeline/timelinePlan.ts';
import { orderedPredictions } from './orderedPredictions.ts';
import { dataCells, sortSql } from './pageCells.ts';
import { scoreColumn } from './predictionColumns.ts';
import { runFolder, type RunFolder } from './runFolder.ts';
import { createScores } from './runSetup.ts';
import { checkPredictions } from './checkPredictions.ts';
import { readRunRecord } from './runStore.ts';
import { placeWindows } from './timeOrder.ts';
import { selectedBlocks } from './selectedBlocks.ts';
import { known, namesOf, runTable, type RunTable } from './runTable.ts';

export interface RunQuery {
  runDir: string;
  /** The dataset as it is open now: its columns can be filtered by and are shown. Null where it is not there. */
  data: DatasetCard | null;
  signal?: AbortSignal | undefined;
}

/** Accuracy over time with other windows, over all rows or a selection. */
export async function runTimeline(query: RunQuery, unit: string, selection: RunSelection): Promise<Timeline> {
  return withRun(query, selection, async (opened) => {
    const plan = await planWindows(query, opened, unit);
    const { reference } = opened.record.settings;
    const timeline = await timelineOf(query, opened, { plan, reference });
    return { ...timeline, auto: unit === 'auto' };
  });
}

/** Windows over the rows that are opened. @throws INVALID_INPUT for a unit that needs times or makes too many windows */
export async function planWindows(query: RunQuery, opened: Opened, unit: string): Promise<TimelinePlan> {
  const { table, connection, from, where } = opened;
  const span = table.shape.hasTime
    ? await connection.row<{ start: number | null; end: number | null }>(
        `SELECT epoch_ms(min("time"))::DOUBLE AS start, epoch_ms(max("time"))::DOUBLE AS "end" FROM ${from} WHERE ${where}`,
        { signal: query.signal },
      )
    : { start: null, end: null };
  const rows = await connection.row<{ last: number; n: number }>(
    `SELECT coalesce(max("row"), 0)::DOUBLE AS last, count(*)::DOUBLE AS n FROM ${from} WHERE ${where}`,
    { signal: query.signal },
  );
  const times = span.start === null || span.end === null ? null : { start: span.start, end: span.end };
  const planned = planTimeline({ unit: unit === 'auto' ? chooseUnit(times, rows.n) : unit, span: times, rows: rows.last });
  const selected = `(SELECT * FROM ${from} WHERE ${where})`;
  return placeWindows(planned, { from: selected, tempDirectory: tmpdir(), signal: query.signal });
}

/** The figures of each window of a plan over the rows that are opened, or over those of them that `where` tells. */
export async function timelineOf(
  query: RunQuery,
  { table, connection, from, where, record }: Opened,
  about: { plan: TimelinePlan; reference: Timeline['reference']; where?: string },
): Promise<Timeline> {
  const { seed } = record.settings;
  const { timeline } = await score({ query, table, connection, from, where, seed, ...about });
  if (!timeline) throw new Error('A timeline was asked for.');
  return timeline;
}

/** All figures for a selection of rows: a window, a brush, a filter. */
export async function evaluateRun(query: RunQuery, selection: RunSelection): Promise<Evaluation> {
  return withRun(query, selection, (opened) => evaluationOf(query, opened));
}

/** All figures over the rows that are opened, or over those of them that `where` tells. */
export async function evaluationOf(query: RunQuery, opened: Opened, where = opened.where): Promise<Evaluation> {
  const { table, connection, from, record } = opened;
  const { seed } = record.settings;
  return (await score({ query, table, connection, from, where, seed, plan: null, reference: null })).evaluation;
}

export interface Opened {
  folder: RunFolder;
  record: Awaited<ReturnType<typeof readRunRecord>>;
  table: RunTable;
  connection: Connection;
  from: string;
  where: string;
}

/** Opens what a figure of a run is made of, and closes it again. */
export async function withRun<T>(
  query: RunQuery,
  selection: RunSelection,
  work: (opened: Opened) => Promise<T>,
  extra: string[] = [],
): Promise<T> {
  const folder = runFolder(query.runDir);
  const record = await readRunRecord(folder);
  await checkPredictions(folder.predictions, record);
  const table = runTable(folder, record, query.data);
  const database = await openDatabase({ memoryLimit: '512MB', tempDirectory: tmpdir() });
  try {
    const connection = await database.connect();
    const where = table.where(selection);
    const from = await table.from(connection, [...namesOf(selection), ...extra]);
    return await work({ folder, record, table, connection, from, where });
  } finally {
    database.close();
  }
}

async function score(about: {
  query: RunQuery;
  table: RunTable;
  connection: Connection;
  from: string;
  where: string;
  plan: TimelinePlan | null;
  seed: number;
  reference: Timeline['reference'];
}): Promise<{ evaluation: Evaluation; timeline: Timeline | null }> {
  const { table, connection, query } = about;
  const { shape, classes, positive } = table;
  const { selected, unknownLabels, source } = await selectedBlocks(connection, { ...about, signal: query.signal });
  const scores = createScores({ shape, classes, positive, plan: about.plan, seed: about.seed });
  for await (const block of source()) scores.add(block);
  return scores.finish({
    source,
    ordered: orderedPredictions({ from: selected, shape, classes, tempDirectory: tmpdir(), signal: query.signal }),
    unknownLabels,
    reference: about.reference,
  });
}

/** Score columns beyond so many classes are left out of pages; the file has them all. */
const shownScores = 20;

/** A page of the rows behind a mark: prediction, label, what follows from both, and the columns of the dataset. */
export async function runRows(query: RunQuery, selection: RunSelection, page: PageRequest): Promise<RowPage> {
  const looked = [...page.filters.map((filter) => filter.column), ...(page.sort ? [page.sort.column] : [])];
  return withRun(
    query,
    selection,
    async ({ table, connection, from, where }) => {
      const { signal } = query;
      const everything = known(table.columns, table.dataColumns);
      const condition = `${where} AND ${filterSql(page.filters, everything)}`;
      const shown = shownColumns(table);
      const total = await connection.row<{ n: number }>(`SELECT count(*)::DOUBLE AS n FROM ${from} WHERE ${condition}`, {
        signal,
      });
      const order = page.sort
        ? `${sortSql(page.sort.column, everything)} ${page.sort.descending ? 'DESC' : 'ASC'} NULLS LAST, `
        : '';
      const selects = ['"row"::DOUBLE AS "row"', ...shown.map((column) => quoteName(column.name))];
      const found = await connection.rows(
        `SELECT ${selects.join(', ')} FROM ${from} WHERE ${condition} ORDER BY ${order}"row" ` +
          `LIMIT ${String(page.limit)} OFFSET ${String(page.offset)}`,
        { signal },
      );
      const numbers = found.map((row) => Number(row['row']));
      const fromData = query.data ? await dataCells(connection, query.data, table, numbers) : new Map<number, Cell[]>();
      const none = table.dataColumns.map(() => null);
      return {
        columns: [...shown, ...table.dataColumns].map(({ name, type }) => ({ name, type })),
        rowNumbers: numbers,
        rows: found.map((row, index) => [
          ...shown.map((column) => toCell(row[column.name])),
          ...(fromData.get(numbers[index] as number) ?? none),
        ]),
        offset: page.offset,
        total: total.n,
      };
    },
    looked,
  );
}

/** What is shown of the predictions; `score` repeats another column, and time and id are in the dataset. */
function shownColumns(table: RunTable): { name: string; type: string }[] {
  const hasData = table.dataColumns.length > 0;
  const scores = new Set(table.classes.slice(shownScores).map(scoreColumn));
  return table.columns.filter(
    ({ name }) => name !== 'score' && !scores.has(name) && !(hasData && (name === 'time' || name === 'id' || name === 'weight')),
  );
}
