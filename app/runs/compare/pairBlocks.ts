// Rows that both runs were judged on, as blocks of typed arrays, read in one pass.
import { quoteName, quoteText, type Chunk, type Connection } from '../../data/duckdb.ts';
import type { PairedClassRows, PairedValueRows } from '../../metrics/paired/pairedRows.ts';
import { missingAsMinusOne, missingAsNaN } from '../chunkColumns.ts';
import { scoreColumn } from '../predictionColumns.ts';
import type { ComparedRun } from './comparedRun.ts';
import type { PairTable } from './pairTable.ts';

interface BlockRequest {
  connection: Connection;
  pair: PairTable;
  a: ComparedRun;
  b: ComparedRun;
  signal?: AbortSignal | undefined;
}

/** Both give probabilities of the same classes, in whatever order. */
export function sharesScores({ table: a }: ComparedRun, { table: b }: ComparedRun): boolean {
  const classes = new Set(a.classes);
  const isSame = a.classes.length === b.classes.length && b.classes.every((label) => classes.has(label));
  return isSame && a.shape.hasScores && b.shape.hasScores;
}

/** Where both give probabilities of the same classes, those of b are counted in the order of a. */
export function classesOf(a: ComparedRun, b: ComparedRun): { a: readonly string[]; b: readonly string[] } {
  return { a: a.table.classes, b: sharesScores(a, b) ? a.table.classes : b.table.classes };
}

export async function* classBlocks(request: BlockRequest): AsyncGenerator<PairedClassRows, void, undefined> {
  const { connection, pair, a, b, signal } = request;
  const classes = classesOf(a, b);
  for (const side of ['a', 'b'] as const) {
    await connection.run(`CREATE OR REPLACE TEMP TYPE classes_${side} AS ENUM (${classes[side].map(quoteText).join(', ')})`);
  }
  const scored = sharesScores(a, b) ? classes.a : [];
  const codes = (side: 'a' | 'b', name: string): string[] => [
    `TRY_CAST(${name}.actual AS classes_${side})`,
    `TRY_CAST(${name}.predicted AS classes_${side})`,
    ...scored.map((label) => `${name}.${quoteName(scoreColumn(label))}`),
  ];
  const weighted = a.table.shape.hasWeight;
  const columns = ['(p."row" - 1)::DOUBLE', ...(weighted ? ['p.weight'] : []), ...codes('a', 'p'), ...codes('b', 'q')];
  const sql = `SELECT ${columns.join(', ')} FROM ${pair.from} WHERE ${pair.judged}`;
  for await (const chunk of connection.stream(sql, { signal })) {
    const first = weighted ? 2 : 1;
    yield {
      rowCount: chunk.rowCount,
      rowNumbers: missingAsNaN(chunk, 0),
      weight: weighted ? missingAsNaN(chunk, 1) : null,
      a: sideOf(chunk, first, scored.length),
      b: sideOf(chunk, first + 2 + scored.length, scored.length),
    };
  }
}

function sideOf(chunk: Chunk, from: number, classCount: number): PairedClassRows['a'] {
  const actual = missingAsMinusOne(chunk, from);
  // Only rows with a label are read: what is no class of the model is a label that it does not know.
  for (let row = 0; row < actual.length; row++) if (actual[row] === -1) actual[row] = -2;
  const predicted = missingAsMinusOne(chunk, from + 1);
  if (classCount === 0) return { actual, predicted, scores: null };
  const scores = new Float64Array(chunk.rowCount * classCount);
  for (let k = 0; k < classCount; k++) {
    const ofClass = missingAsNaN(chunk, from + 2 + k);
    for (let row = 0; row < chunk.rowCount; row++) scores[row * classCount + k] = ofClass[row] as number;
  }
  return { actual, predicted, scores };
}

export async function* valueBlocks(request: BlockRequest): AsyncGenerator<PairedValueRows, void, undefined> {
  const { connection, pair, a, signal } = request;
  const weighted = a.table.shape.hasWeight;
  const columns = ['(p."row" - 1)::DOUBLE', 'p.actual', 'p.predicted', 'q.predicted', ...(weighted ? ['p.weight'] : [])];
  const sql = `SELECT ${columns.join(', ')} FROM ${pair.from} WHERE ${pair.judged}`;
  for await (const chunk of connection.stream(sql, { signal })) {
    yield {
      rowCount: chunk.rowCount,
      rowNumbers: missingAsNaN(chunk, 0),
      actual: missingAsNaN(chunk, 1),
      a: missingAsNaN(chunk, 2),
      b: missingAsNaN(chunk, 3),
      weight: weighted ? missingAsNaN(chunk, 4) : null,
    };
  }
}
