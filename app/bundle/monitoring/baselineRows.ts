// The rows that a baseline is made of, in the order of time, with their predictions.
import { openDatabase, quoteName, quoteText } from '../../data/duckdb.ts';
import { readBatches } from '../../data/readBatches.ts';
import type { Column } from '../../base/columns.ts';
import { plannedColumns } from '../../prepare/preparer.ts';
import { scoreColumn } from '../../runs/predictionColumns.ts';
import type { BundleSources } from '../bundleSources.ts';

/** Of more, every second, third, … is taken: enough for bins of a tenth each, and for limits. */
const mostRows = 200_000;
const mostCells = 4_000_000;

export interface BaselineRows {
  count: number;
  byTime: boolean;
  /** Numbers (NaN = missing) or texts (null = missing) of each column that feeds the model. */
  columns: Map<string, Float64Array | (string | null)[]>;
  /** Those that are stored as float32. */
  singles: ReadonlySet<string>;
  /** Index of the predicted class, -1 = none; or the predicted values, NaN = none. */
  predicted: Float64Array;
  /** Index of the true class, -1 = none or unknown. Empty for a regression. */
  actual: Int32Array;
  /** One array a class; null without scores. */
  scores: Float64Array[] | null;
}

interface Predictions extends Omit<BaselineRows, 'columns' | 'singles'> {
  /** 0-based numbers of the rows in the data. */
  rows: Int32Array;
}

/** The label of the data as the model's class: as it is, or by the names that the mapping gives. */
function classIndexOf(sources: BundleSources): (label: string | null) => number {
  const { plan, mapping } = sources.record;
  const index = new Map(plan.reading.classes.map((label, k) => [label, k]));
  return (label) => {
    if (label === null) return -1;
    return index.get(label) ?? index.get(mapping.labels[label] ?? '') ?? -1;
  };
}

async function readPredictions(sources: BundleSources, signal: AbortSignal | undefined): Promise<Predictions> {
  const { plan, rows: counts } = sources.record;
  const { classes, task } = plan.reading;
  const isRegression = task === 'regression';
  const database = await openDatabase({ threads: 1 });
  try {
    const connection = await database.connect();
    const table = `read_parquet(${quoteText(sources.predictions)})`;
    const described = await connection.rows<{ column_name: string }>(`DESCRIBE SELECT * FROM ${table}`, { signal });
    const names = new Set(described.map(({ column_name: name }) => name));
    const scored = !isRegression && classes.length > 0 && classes.every((label) => names.has(scoreColumn(label)));
    const most = Math.max(1000, Math.min(mostRows, Math.floor(mostCells / (3 + (scored ? classes.length : 0)))));
    const step = Math.max(1, Math.ceil(counts.done / most));
    const columns = [
      'row',
      isRegression ? 'CAST(predicted AS DOUBLE) AS predicted' : 'CAST(predicted AS VARCHAR) AS predicted',
      !isRegression && names.has('actual') ? 'CAST(actual AS VARCHAR) AS actual' : 'NULL AS actual',
      ...(scored ? classes.map((label, k) => `${quoteName(scoreColumn(label))} AS score${k}`) : []),
    ];
    const byTime = names.has('time');
    const order = byTime ? 'time NULLS LAST, row' : 'row';
    const found = await connection.rows<Record<string, unknown>>(
      `SELECT ${columns.join(', ')} FROM ${table} WHERE (row - 1) % ${step} = 0 ORDER BY ${order}`,
      { signal },
    );
    const classOf = classIndexOf(sources);
    const predictedOf = (value: unknown): number =>
      isRegression ? (typeof value === 'number' ? value : NaN) : classes.indexOf(String(value));
    return {
      count: found.length,
      byTime,
      rows: Int32Array.from(found, ({ row }) => Number(row) - 1),
      predicted: Float64Array.from(found, ({ predicted }) => predictedOf(predicted)),
      actual: Int32Array.from(isRegression ? [] : found, ({ actual }) => classOf(actual as string | null)),
      scores: scored ? classes.map((_, k) => Float64Array.from(found, (row) => Number(row[`score${k}`] ?? NaN))) : null,
    };
  } finally {
    database.close();
  }
}

function valueAt(column: Column, index: number): number | string | null {
  if (column.kind === 'text') {
    const code = column.codes[index] as number;
    return code < 0 ? null : (column.dictionary[code] ?? null);
  }
  return column.valid?.[index] === 0 ? NaN : Number(column.values[index]);
}

export async function baselineRows(sources: BundleSources, signal?: AbortSignal): Promise<BaselineRows> {
  const { rows, ...predictions } = await readPredictions(sources, signal);
  const names = plannedColumns(sources.record.plan);
  const place = new Map(Array.from(rows, (row, at) => [row, at]));
  const columns: BaselineRows['columns'] = new Map();
  const singles = new Set<string>();
  const batches = readBatches(sources.data, { columns: names, batchRows: 65_536, signal });
  for await (const batch of batches) {
    for (const name of names) {
      const column = batch.columns[name] as Column;
      if (column.kind === 'number' && column.values instanceof Float32Array) singles.add(name);
      let values = columns.get(name);
      if (!values) {
        values = column.kind === 'text' ? Array.from(rows, () => null) : new Float64Array(rows.length).fill(NaN);
        columns.set(name, values);
      }
      for (let index = 0; index < batch.rowCount; index++) {
        const at = place.get(batch.firstRow + index);
        if (at !== undefined) (values as unknown[])[at] = valueAt(column, index);
      }
    }
  }
  return { ...predictions, columns, singles };
}
