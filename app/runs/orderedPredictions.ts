// Rows of predictions.parquet sorted by DuckDB, which spills to disk: for more rows than are sorted in memory, and for weights.
import { openDatabase, quoteName, quoteText, type Chunk, type Connection } from '../data/duckdb.ts';
import { scoreColumn } from './predictionColumns.ts';
import type { PredictionShape } from './predictionBlock.ts';
import { missingAsNaN } from './chunkColumns.ts';

export interface OrderedBlock {
  rowCount: number;
  /** Scores in descending or absolute errors in ascending order. */
  values: Float64Array;
  /** 1 = the row's label is the class asked for. Null for errors. */
  positive: Uint8Array | null;
  weight: Float64Array | null;
  time: Float64Array | null;
  /** 0-based. */
  rowNumbers: Float64Array;
}

export interface OrderedPredictions {
  /** Rows with a known label, a prediction and a finite score of the class, by that score, descending. */
  byScore(label: string): AsyncIterable<OrderedBlock>;
  /** Rows with a label and a prediction by the absolute difference of both, ascending. */
  byError(): AsyncIterable<OrderedBlock>;
}

export interface OrderedRequest {
  /** A FROM item that gives the columns of predictions.parquet. */
  from: string;
  shape: PredictionShape;
  /** Classes in output order; empty for regression. */
  classes: readonly string[];
  /** Folder for what does not fit into memory. */
  tempDirectory: string;
  signal?: AbortSignal | undefined;
}

export function orderedPredictions(request: OrderedRequest): OrderedPredictions {
  const { shape, classes } = request;
  const known = classes.map(quoteText).join(', ');
  const extra = [...(shape.hasTime ? ['epoch_ms("time")::DOUBLE AS at'] : []), ...(shape.hasWeight ? ['weight'] : [])];
  return {
    byScore: (label) =>
      sorted(request, {
        select: [`${quoteName(scoreColumn(label))} AS value`, `(actual = ${quoteText(label)})::INTEGER AS positive`, ...extra],
        where: `actual IN (${known}) AND predicted IS NOT NULL AND isfinite(${quoteName(scoreColumn(label))})`,
        order: 'value DESC, "row"',
      }),
    byError: () =>
      sorted(request, {
        select: ['abs(predicted - actual) AS value', 'NULL::INTEGER AS positive', ...extra],
        where: 'isfinite(actual) AND isfinite(predicted)',
        order: 'value, "row"',
      }),
  };
}

async function* sorted(
  request: OrderedRequest,
  sql: { select: string[]; where: string; order: string },
): AsyncGenerator<OrderedBlock, void, undefined> {
  const { shape, signal } = request;
  const database = await openDatabase({ threads: 2, memoryLimit: '256MB', tempDirectory: request.tempDirectory });
  let connection: Connection | null = null;
  try {
    connection = await database.connect();
    const text = `SELECT ("row" - 1)::DOUBLE AS number, ${sql.select.join(', ')} FROM ${request.from} WHERE ${sql.where} ORDER BY ${sql.order}`;
    for await (const chunk of connection.stream(text, { signal })) yield orderedBlock(chunk, shape);
  } finally {
    connection?.close();
    database.close();
  }
}

function orderedBlock(chunk: Chunk, shape: PredictionShape): OrderedBlock {
  const positive = chunk.items(2);
  const flags = new Uint8Array(chunk.rowCount);
  for (let row = 0; row < chunk.rowCount; row++) flags[row] = positive[row] === 1 ? 1 : 0;
  return {
    rowCount: chunk.rowCount,
    rowNumbers: missingAsNaN(chunk, 0),
    values: missingAsNaN(chunk, 1),
    positive: flags,
    time: shape.hasTime ? missingAsNaN(chunk, 3) : null,
    weight: shape.hasWeight ? missingAsNaN(chunk, shape.hasTime ? 4 : 3) : null,
  };
}
