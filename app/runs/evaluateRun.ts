// Figures of a finished run for other windows or a selection of its rows, straight from predictions.parquet.
import { tmpdir } from 'node:os';
import type { RowPage, PageRequest, Cell } from '../api/schemas/common.ts';
import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { Evaluation, RunSelection, Timeline } from '../api/schemas/runs.ts';
import { AppError } from '../base/errors.ts';
import { columnarParts, quotePath, type ColumnarPart } from '../data/columnarTable.ts';
import { openDatabase, quoteName, quoteText, type Connection } from '../data/duckdb.ts';
import { toCell } from '../data/toCell.ts';
import { filterSql } from '../data/rowFilter.ts';
import { chooseUnit } from '../timeline/chooseUnit.ts';
import { planTimeline } from '../timeline/timelinePlan.ts';
import { orderedPredictions } from './orderedPredictions.ts';
import { missingAsMinusOne, missingAsNaN } from './chunkColumns.ts';
import { scoreColumn } from './predictionColumns.ts';
import type { PredictionBlock } from './predictionBlock.ts';
import { runFolder, type RunFolder } from './runFolder.ts';
import { createScores } from './runSetup.ts';
import { checkPredictions } from './checkPredictions.ts';
import { readRunRecord } from './runStore.ts';
import { known, namesOf, runTable, type RunTable } from './runTable.ts';

export interface RunQuery {
  runDir: string;
  /** The dataset as it is open now: its columns can be filtered by and are shown. Null where it is not there. */
  data: DatasetCard | null;
  signal?: AbortSignal | undefined;
}

/** Accuracy over time with other windows, over all rows or a selection. */
export async function runTimeline(query: RunQuery, unit: string, selection: RunSelection): Promise<Timeline> {
  return withRun(query, selection, async ({ table, connection, from, where, record }) => {
    const span = table.shape.hasTime
      ? await connection.row<{ start: number | null; end: number | null }>(
          `SELECT epoch_us(min("time"))::DOUBLE / 1000 AS start, epoch_us(max("time"))::DOUBLE / 1000 AS "end" FROM ${from} WHERE ${where}`,
          { signal: query.signal },
        )
      : { start: null, end: null };
    const rows = await connection.row<{ last: number; n: number }>(
      `SELECT coalesce(max("row"), 0)::DOUBLE AS last, count(*)::DOUBLE AS n FROM ${from} WHERE ${where}`,
      { signal: query.signal },
    );
    const times = span.start === null || span.end === null ? null : { start: span.start, end: span.end };
    const auto = unit === 'auto';
    const plan = planTimeline({ unit: auto ? chooseUnit(times, rows.n) : unit, span: times, rows: rows.last });
    const { timeline } = await score({
      query,
      table,
      connection,
      from,
      where,
      plan,
      seed: record.settings.seed,
      reference: record.settings.reference,
    });
    if (!timeline) throw new Error('A timeline was asked for.');
    return { ...timeline, auto };
  });
}

/** All figures for a selection of rows: a window, a brush, a filter. */
export async function evaluateRun(query: RunQuery, selection: RunSelection): Promise<Evaluation> {
  return withRun(query, selection, async ({ table, connection, from, where, record }) => {
    const { evaluation } = await score({
      query,
      table,
      connection,
      from,
      where,
      plan: null,
      seed: record.settings.seed,
      reference: null,
    });
    return evaluation;
  });
}

interface Opened {
  folder: RunFolder;
  record: Awaited<ReturnType<typeof readRunRecord>>;
  table: RunTable;
  connection: Connection;
  from: string;
  where: string;
}

async function withRun<T>(
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
  plan: ReturnType<typeof planTimeline> | null;
  seed: number;
  reference: Timeline['reference'];
}): Promise<{ evaluation: Evaluation; timeline: Timeline | null }> {
  const { table, connection, query } = about;
  const { shape, classes, positive } = table;
  const selected = `(SELECT * FROM ${about.from} WHERE ${about.where})`;
  const unknownLabels = await unknownLabelsOf(connection, about.from, table);
  if (shape.task === 'classification') {
    const labels = [...classes, ...unknownLabels].map(quoteText).join(', ');
    await connection.run(`CREATE OR REPLACE TEMP TYPE run_labels AS ENUM (${labels})`);
  }
  const source = (): AsyncIterable<PredictionBlock> => selectBlocks(connection, selected, table, query.signal);
  const scores = createScores({ shape, classes, positive, plan: about.plan, seed: about.seed });
  for await (const block of source()) scores.add(block);
  return scores.finish({
    source,
    ordered: orderedPredictions({ from: selected, shape, classes, tempDirectory: tmpdir(), signal: query.signal }),
    unknownLabels,
    reference: about.reference,
  });
}

/** Labels in the predictions that are no class of the model, most frequent first. */
async function unknownLabelsOf(connection: Connection, from: string, table: RunTable): Promise<string[]> {
  if (!table.shape.hasActual || table.shape.task === 'regression') return [];
  const rows = await connection.rows<{ actual: string }>(
    `SELECT actual FROM ${from} WHERE actual IS NOT NULL AND actual NOT IN (${table.classes.map(quoteText).join(', ')}) ` +
      'GROUP BY actual ORDER BY count(*) DESC, actual',
  );
  return rows.map((row) => row.actual);
}

/** Rows as blocks of typed arrays. Their order does not matter: every row says its number. */
async function* selectBlocks(
  connection: Connection,
  from: string,
  table: RunTable,
  signal: AbortSignal | undefined,
): AsyncGenerator<PredictionBlock, void, undefined> {
  const { shape, classes } = table;
  const isClass = shape.task === 'classification';
  const value = (name: string): string => (isClass ? `CAST(${name} AS run_labels)` : name);
  const selects = [
    '("row" - 1)::DOUBLE',
    ...(shape.hasTime ? ['epoch_us("time")::DOUBLE / 1000'] : []),
    ...(shape.hasWeight ? ['weight'] : []),
    ...(shape.hasActual ? [value('actual')] : []),
    value('predicted'),
    ...(shape.hasScores ? classes.map((label) => quoteName(scoreColumn(label))) : []),
  ];
  for await (const chunk of connection.stream(`SELECT ${selects.join(', ')} FROM ${from}`, { signal })) {
    let column = 0;
    const rowNumbers = missingAsNaN(chunk, column++);
    const time = shape.hasTime ? missingAsNaN(chunk, column++) : null;
    const weight = shape.hasWeight ? missingAsNaN(chunk, column++) : null;
    const values = (at: number): Int32Array | Float64Array => {
      if (!isClass) return missingAsNaN(chunk, at);
      const codes = missingAsMinusOne(chunk, at);
      // Behind the classes come the labels the model does not know.
      for (let row = 0; row < codes.length; row++) {
        const code = codes[row] as number;
        if (code >= classes.length) codes[row] = classes.length - 2 - code;
      }
      return codes;
    };
    const actual = shape.hasActual ? values(column++) : null;
    const predicted = values(column++);
    let scores: Float64Array | null = null;
    if (shape.hasScores) {
      scores = new Float64Array(chunk.rowCount * classes.length);
      for (let k = 0; k < classes.length; k++) {
        const ofClass = missingAsNaN(chunk, column++);
        for (let row = 0; row < chunk.rowCount; row++) scores[row * classes.length + k] = ofClass[row] as number;
      }
    }
    yield { firstRow: rowNumbers[0] ?? 0, rowCount: chunk.rowCount, rowNumbers, time, weight, actual, predicted, scores };
  }
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

function sortSql(name: string, columns: { name: string; storage: string }[]): string {
  const column = columns.find((candidate) => candidate.name === name);
  if (!column) {
    throw new AppError('INVALID_INPUT', `There is no column "${name}" to sort by.`, {
      hint: 'Sort by another column.',
      where: { column: name },
    });
  }
  const quoted = quoteName(name);
  return /^(DOUBLE|FLOAT)$/.test(column.storage) ? `CASE WHEN isnan(${quoted}) THEN NULL ELSE ${quoted} END` : quoted;
}

/** The dataset columns of a few rows, by 1-based row number. */
async function dataCells(
  connection: Connection,
  data: DatasetCard,
  table: RunTable,
  numbers: number[],
): Promise<Map<number, Cell[]>> {
  const cells = new Map<number, Cell[]>();
  if (table.dataColumns.length === 0 || numbers.length === 0) return cells;
  const selects = table.dataColumns.map(({ original, storage }, index) => `${cellSql(original, storage)} AS c${String(index)}`);
  for (const part of await columnarParts(connection, data.columnar)) {
    const local = numbers.map((number) => number - 1 - part.firstRow).filter((row) => row >= 0 && row < part.rows);
    if (local.length === 0) continue;
    const found = await connection.rows(`SELECT file_row_number AS n, ${selects.join(', ')} FROM ${partRows(part, local)}`);
    for (const row of found) {
      cells.set(
        Number(row['n']) + part.firstRow + 1,
        selects.map((_, index) => toCell(row[`c${String(index)}`])),
      );
    }
  }
  return cells;
}

/** The range lets DuckDB skip row groups. */
function partRows(part: ColumnarPart, rows: number[]): string {
  const range = `file_row_number BETWEEN ${String(Math.min(...rows))} AND ${String(Math.max(...rows))}`;
  return `read_parquet(${quotePath(part.path)}, file_row_number = true) WHERE ${range} AND file_row_number IN (${rows.join(', ')})`;
}

function cellSql(name: string, storage: string): string {
  const type = storage.toUpperCase();
  if (type.startsWith('TIMESTAMP')) return `CAST(${quoteName(name)} AS TIMESTAMP)`;
  if (/^(DOUBLE|FLOAT|U?(TINY|SMALL|BIG)INT|U?INTEGER|BOOLEAN|VARCHAR)$/.test(type)) return quoteName(name);
  return type.startsWith('DECIMAL') ? `CAST(${quoteName(name)} AS DOUBLE)` : `CAST(${quoteName(name)} AS VARCHAR)`;
}
