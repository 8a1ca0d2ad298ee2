// Predictions of a run as blocks of typed arrays, as they were while it ran.
import { quoteName, quoteText, type Connection } from '../data/duckdb.ts';
import { missingAsMinusOne, missingAsNaN } from './chunkColumns.ts';
import type { PredictionBlock, PredictionSource } from './predictionBlock.ts';
import { scoreColumn } from './predictionColumns.ts';
import type { RunTable } from './runTable.ts';

export interface SelectedBlocks {
  /** FROM item of the rows. */
  selected: string;
  /** Labels of all rows of the run that the model does not know, most frequent first: what codes below -1 stand for. */
  unknownLabels: string[];
  /** May be called again for another pass. */
  source: PredictionSource;
}

/** @param about `from` and `where` as RunTable gives them */
export async function selectedBlocks(
  connection: Connection,
  about: { from: string; where: string; table: RunTable; signal: AbortSignal | undefined },
): Promise<SelectedBlocks> {
  const { from, table, signal } = about;
  const selected = `(SELECT * FROM ${from} WHERE ${about.where})`;
  const unknownLabels = await unknownLabelsOf(connection, from, table);
  if (table.shape.task === 'classification') {
    const labels = [...table.classes, ...unknownLabels].map(quoteText).join(', ');
    await connection.run(`CREATE OR REPLACE TEMP TYPE run_labels AS ENUM (${labels})`);
  }
  return { selected, unknownLabels, source: () => selectBlocks(connection, selected, table, signal) };
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
    ...(shape.hasTime ? ['epoch_ms("time")::DOUBLE'] : []),
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
