// The predictions of a run as a table to select from: what is saved, what follows from it (correct, confidence, loss, error),
// and, where it is asked for, the columns of the dataset joined by row number.
import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { Abstain } from '../api/schemas/repairs.ts';
import type { RunRecord, RunSelection } from '../api/schemas/runs.ts';
import { AppError } from '../base/errors.ts';
import { columnarParts, columnarTable, quotePath } from '../data/columnarTable.ts';
import { quoteName, quoteText, type Connection } from '../data/duckdb.ts';
import { filterSql } from '../data/rowFilter.ts';
import { roleColumns } from './batchReader.ts';
import { predictionColumns, scoreColumn } from './predictionColumns.ts';
import type { PredictionShape } from './predictionBlock.ts';
import type { RunFolder } from './runFolder.ts';
import { positiveLabel } from './runSetup.ts';

export interface TableColumn {
  name: string;
  /** As shown: a semantic type. */
  type: string;
  /** DuckDB's type. */
  storage: string;
}

export interface RunTable {
  shape: PredictionShape;
  classes: readonly string[];
  positive: string | null;
  hasId: boolean;
  /** Columns that come from the predictions, in the order they are shown; `row` is apart. */
  columns: TableColumn[];
  /** Dataset columns by the name they have in the table; `original` is the name in the dataset. */
  dataColumns: (TableColumn & { original: string })[];
  /** FROM item with those columns that `names` asks for (dataset columns are joined only when asked for). */
  from(connection: Connection, names: readonly string[]): Promise<string>;
  /** The WHERE condition of a selection. */
  where(selection: RunSelection): string;
}

/**
 * @param data the dataset as it is open now, to join its columns; null where it is not there or has changed since the run
 * @throws NOT_FOUND when the run has no predictions
 */
export function runTable(folder: RunFolder, record: RunRecord, data: DatasetCard | null): RunTable {
  const { plan, mapping } = record;
  const roles = roleColumns(mapping);
  const isRegression = plan.reading.task === 'regression';
  const classes = isRegression ? [] : plan.reading.classes;
  const shape: PredictionShape = {
    task: isRegression ? 'regression' : 'classification',
    classCount: classes.length,
    hasScores: !isRegression && plan.reading.scores !== undefined,
    hasTime: roles.time !== null,
    hasActual: roles.target !== null,
    hasWeight: roles.weight !== null,
  };
  const hasId = roles.id !== null;
  const positive = positiveLabel(plan);
  // The mark of the gate is made from the scores: runs of any age have those.
  const saved = predictionColumns(shape, { classes, hasId, isGated: false });
  const derived = derivedColumns(shape, classes, { positive, threshold: plan.threshold, abstain: plan.abstain });
  const columns = [...savedColumns(saved, shape), ...derived.map(({ name, type, storage }) => ({ name, type, storage }))];
  const taken = new Set(['row', ...columns.map(({ name }) => name)]);
  const usable = data !== null && data.sha256 === record.data.sha256 ? data : null;
  const dataColumns = (usable?.columns ?? []).map((column) => {
    let name = column.name;
    while (taken.has(name)) name += ' (data)';
    taken.add(name);
    return { name, original: column.name, type: column.type, storage: column.storage };
  });

  return {
    shape,
    classes,
    positive,
    hasId,
    columns,
    dataColumns,
    async from(connection, names) {
      const wanted = dataColumns.filter(({ name }) => names.includes(name));
      const computed = derived.map(({ name, sql }) => `${sql} AS ${quoteName(name)}`);
      const selects = [...saved.map(quoteName), ...computed].join(', ');
      const predictions = `(SELECT ${selects} FROM read_parquet(${quotePath(folder.predictions)}))`;
      if (wanted.length === 0 || !usable) return predictions;
      const parts = await columnarParts(connection, usable.columnar);
      const joined = wanted.map(({ name, original }) => `d.${quoteName(original)} AS ${quoteName(name)}`);
      return `(SELECT p.*, ${joined.join(', ')} FROM ${predictions} p JOIN ${columnarTable(parts, '__number')} d ON d."__number" = p."row" - 1)`;
    },
    where(selection) {
      return [
        timeSql(selection, shape),
        rowSql(selection),
        timeOrderSql(selection, shape),
        filterSql(selection.filters, known(columns, dataColumns)),
      ].join(' AND ');
    },
  };
}

/** Everything that can be filtered and sorted by. */
export function known(columns: TableColumn[], dataColumns: TableColumn[]): TableColumn[] {
  return [{ name: 'row', type: 'integer', storage: 'BIGINT' }, ...columns, ...dataColumns];
}

/** The columns a selection looks at. */
export function namesOf(selection: RunSelection): string[] {
  return selection.filters.map((filter) => filter.column);
}

/** Rows of one time follow each other by their number, so that both ends are exact where several rows share a time. */
function timeOrderSql({ timeOrder }: RunSelection, shape: PredictionShape): string {
  if (!timeOrder) return 'true';
  requireTime(shape);
  const end = (text: string, row: number, far: '>' | '<'): string =>
    `("time" ${far} ${timestamp(text)} OR ("time" = ${timestamp(text)} AND "row" ${far}= ${String(Math.floor(row))}))`;
  return `${end(timeOrder.start, timeOrder.firstRow, '>')} AND ${end(timeOrder.end, timeOrder.lastRow, '<')}`;
}

function requireTime(shape: PredictionShape): void {
  if (shape.hasTime) return;
  throw new AppError('INVALID_INPUT', 'This run has no time column to select by.', {
    hint: 'Select by rows, or run again with a column in the role "time".',
  });
}

function timeSql(selection: RunSelection, shape: PredictionShape): string {
  if (!selection.time) return 'true';
  requireTime(shape);
  return `"time" >= ${timestamp(selection.time.start)} AND "time" < ${timestamp(selection.time.end)}`;
}

function timestamp(text: string): string {
  const time = Date.parse(text);
  if (Number.isNaN(time)) {
    throw new AppError('INVALID_INPUT', `This is not a time: ${text.slice(0, 100)}`, {
      hint: 'Write times as in 2020-01-31T00:00:00Z.',
    });
  }
  return `make_timestamp(${String(time)}::BIGINT * 1000)`;
}

function rowSql(selection: RunSelection): string {
  const { rows } = selection;
  return rows ? `"row" BETWEEN ${String(Math.floor(rows.first))} AND ${String(Math.floor(rows.last))}` : 'true';
}

function savedColumns(names: string[], shape: PredictionShape): TableColumn[] {
  return names
    .filter((name) => name !== 'row')
    .map((name) => {
      if (name === 'time') return { name, type: 'datetime', storage: 'TIMESTAMP' };
      if (name === 'id') return { name, type: 'id', storage: 'VARCHAR' };
      const isLabel = (name === 'actual' || name === 'predicted') && shape.task === 'classification';
      return isLabel ? { name, type: 'category', storage: 'VARCHAR' } : { name, type: 'number', storage: 'DOUBLE' };
    });
}

interface DerivedColumn extends TableColumn {
  sql: string;
}

/** How a run decides. */
interface Decided {
  positive: string | null;
  threshold: number | undefined;
  abstain: Abstain | undefined;
}

/**
 * correct: the prediction equals the label. confidence: the score of the predicted class. score: of the positive class, or the
 * confidence where there are more classes. loss: -log of the score of the true class, clipped as the log loss. margin: the
 * highest score minus the second highest; where a threshold decides, twice the distance of the score from it, which is the
 * same at 0.5. abstained: marked as unsure by the gate, where there is one. error: predicted - actual, absoluteError its size.
 */
function derivedColumns(shape: PredictionShape, classes: readonly string[], decision: Decided): DerivedColumn[] {
  const { positive, abstain } = decision;
  const double = (name: string, sql: string): DerivedColumn => ({ name, type: 'number', storage: 'DOUBLE', sql });
  if (shape.task === 'regression') {
    if (!shape.hasActual) return [];
    return [double('error', 'predicted - actual'), double('absoluteError', 'abs(predicted - actual)')];
  }
  const correct: DerivedColumn = { name: 'correct', type: 'boolean', storage: 'BOOLEAN', sql: '(actual = predicted)' };
  const scoreOf = (column: string): string =>
    `(CASE ${column} ${classes.map((label) => `WHEN ${quoteText(label)} THEN ${quoteName(scoreColumn(label))}`).join(' ')} END)`;
  const confidence = scoreOf('predicted');
  return [
    ...(shape.hasActual ? [correct] : []),
    ...(shape.hasScores
      ? [
          double('confidence', confidence),
          double('score', positive === null ? confidence : quoteName(scoreColumn(positive))),
          ...(shape.hasActual ? [double('loss', clippedLoss(scoreOf('actual')))] : []),
          double('margin', marginSql(classes.map(scoreColumn).map(quoteName), decision)),
          ...(abstain
            ? [{ name: 'abstained', type: 'boolean', storage: 'BOOLEAN', sql: abstainedSql(abstain, classes, confidence) }]
            : []),
        ]
      : []),
  ];
}

/** As app/prepare/abstain.ts marks a row; NULL where there is no prediction. */
function abstainedSql(abstain: Abstain, classes: readonly string[], confidence: string): string {
  const number = (value: number): string => `${quoteText(String(value))}::DOUBLE`;
  if (abstain.kind === 'confidence') return `(${confidence} < ${number(abstain.least)})`;
  const limit = number(1 - abstain.quantile - 1e-12);
  const inSet = classes.map((label) => `(${quoteName(scoreColumn(label))} >= ${limit})::INTEGER`).join(' + ');
  return `(${confidence} < ${limit} OR ${inSet} <> 1)`;
}

function marginSql(scores: string[], decision: Decided): string {
  if (decision.threshold !== undefined && decision.positive !== null) {
    return `2 * abs(${quoteName(scoreColumn(decision.positive))} - ${quoteText(String(decision.threshold))}::DOUBLE)`;
  }
  if (scores.length === 2) return `abs(${scores.join(' - ')})`;
  const sorted = `list_reverse_sort([${scores.join(', ')}])`;
  return `${sorted}[1] - ${sorted}[2]`;
}

/** -log of a probability, clipped as the log loss is; NULL stays NULL (greatest and least would drop it). */
function clippedLoss(probability: string): string {
  const low = `${Number.EPSILON}::DOUBLE`;
  return `-ln(CASE WHEN ${probability} < ${low} THEN ${low} WHEN ${probability} > 1 - ${low} THEN 1 - ${low} ELSE ${probability} END)`;
}
