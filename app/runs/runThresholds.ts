// What every decision threshold would have given, counted in one pass over the predictions of a run.
import type { RunSelection, ThresholdTable } from '../api/schemas/runs.ts';
import { AppError } from '../base/errors.ts';
import { quoteName, quoteText } from '../data/duckdb.ts';
import { ThresholdTally, type RowKind } from '../metrics/thresholdTally.ts';
import { missingAsNaN } from './chunkColumns.ts';
import { withRun, type RunQuery } from './evaluateRun.ts';
import { scoreColumn } from './predictionColumns.ts';

/** Even steps between 0 and 1, and as many further thresholds at most that are taken from the scores. */
const steps = 1_000;

const sampledRows = 50_000;

const kinds: readonly RowKind[] = ['negative', 'positive', 'unknown'];

/**
 * Counts at 0, 0.001, …, 1 and at the scores themselves (beyond 1,000 different ones: about their quantiles; the counts are
 * exact at whatever threshold). Rows without a label, prediction or weight are left out, as they are of every figure;
 * labels the model does not know are never right.
 * @throws INVALID_INPUT for a run without two classes, scores or labels
 */
export async function runThresholds(query: RunQuery, selection: RunSelection): Promise<ThresholdTable> {
  return withRun(query, selection, async ({ table, connection, from, where }) => {
    const { shape, classes, positive } = table;
    const negative = classes.find((label) => label !== positive);
    if (positive === null || negative === undefined || !shape.hasScores || !shape.hasActual) {
      throw new AppError('INVALID_INPUT', 'This run has no decision threshold: it needs two classes with scores, and labels.', {
        hint: 'Choose a run of a model with two classes and scores, on data with labels.',
      });
    }
    const { signal } = query;
    const score = quoteName(scoreColumn(positive));
    const judged =
      `${from} WHERE ${where} AND actual IS NOT NULL AND predicted IS NOT NULL AND isfinite(${score})` +
      (shape.hasWeight ? ' AND isfinite("weight")' : '');
    const { rows, scores } = await connection.row<{ rows: number; scores: number }>(
      `SELECT coalesce(sum(n), 0)::DOUBLE AS rows, count(*)::DOUBLE AS scores FROM (SELECT count(*) AS n FROM ${judged} GROUP BY ${score})`,
      { signal },
    );
    // Of many rows every so manieth: which thresholds are tried may rest on a sample, what they give does not.
    const every = Math.ceil(rows / sampledRows);
    const complete = scores <= steps;
    const found = await connection.rows<{ threshold: number }>(
      complete
        ? `SELECT DISTINCT ${score} AS threshold FROM ${judged}`
        : `SELECT unnest(quantile_disc(${score}, [${quantiles().join(', ')}])) AS threshold FROM ${judged} AND "row" % ${String(every)} = 0`,
      { signal },
    );
    const thresholds = ascending(found.map(({ threshold }) => threshold));
    const tally = new ThresholdTally(thresholds);
    const kind = `(CASE actual WHEN ${quoteText(positive)} THEN 1 WHEN ${quoteText(negative)} THEN 0 ELSE 2 END)::DOUBLE`;
    const weight = shape.hasWeight ? '"weight"' : '1::DOUBLE';
    for await (const chunk of connection.stream(`SELECT ${score}, ${kind}, ${weight} FROM ${judged}`, { signal })) {
      const [ofRow, kindOf, weightOf] = [missingAsNaN(chunk, 0), missingAsNaN(chunk, 1), missingAsNaN(chunk, 2)];
      for (let row = 0; row < chunk.rowCount; row++) {
        tally.add(ofRow[row] as number, kinds[kindOf[row] as number] ?? 'unknown', weightOf[row] as number);
      }
    }
    return { positive, negative, thresholds, ...tally.counts(), scores, complete };
  });
}

function quantiles(): string[] {
  return Array.from({ length: steps - 1 }, (_, i) => String((i + 1) / steps));
}

/** The even steps and those found, each once. */
function ascending(found: readonly number[]): number[] {
  const even = Array.from({ length: steps + 1 }, (_, i) => i / steps);
  const possible = found.filter((threshold) => threshold >= 0 && threshold <= 1);
  return [...new Set([...even, ...possible])].sort((a, b) => a - b);
}
