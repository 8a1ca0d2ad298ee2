import { tmpdir } from 'node:os';
import { openDatabase, quoteName } from '../../data/duckdb.ts';
import { scoreColumn } from '../predictionColumns.ts';
import { openCompared, whyNotComparable } from './comparedRun.ts';
import { sharesScores } from './pairBlocks.ts';
import { pairTable } from './pairTable.ts';

/**
 * The largest difference between two runs in a score of a row, or in a predicted number; null where they share neither, or
 * rows cannot be matched.
 */
export async function largestDifference(
  runDirs: { a: string; b: string },
  signal: AbortSignal | undefined,
): Promise<number | null> {
  const [a, b] = await Promise.all([openCompared(runDirs.a), openCompared(runDirs.b)]);
  if (whyNotComparable(a, b) !== null) return null;
  const names = a.table.shape.task === 'regression' ? ['predicted'] : sharesScores(a, b) ? a.table.classes.map(scoreColumn) : [];
  if (names.length === 0) return null;
  const database = await openDatabase({ memoryLimit: '512MB', tempDirectory: tmpdir() });
  try {
    const connection = await database.connect();
    const { from } = await pairTable(connection, a, b);
    const differences = names.map((name) => {
      const difference = `abs(p.${quoteName(name)}::DOUBLE - q.${quoteName(name)}::DOUBLE)`;
      return `max(${difference}) FILTER (isfinite(${difference}))`;
    });
    const { largest } = await connection.row<{ largest: number | null }>(
      `SELECT greatest(${differences.join(', ')}, NULL) AS largest FROM ${from}`,
      { signal },
    );
    return largest;
  } finally {
    database.close();
  }
}
