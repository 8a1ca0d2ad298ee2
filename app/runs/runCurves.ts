// Curves of classes that are asked for: only their scores are read and sorted.
import { tmpdir } from 'node:os';
import type { ClassCurve, RunSelection } from '../api/schemas/runs.ts';
import { AppError } from '../base/errors.ts';
import { classCurves } from '../metrics/classCurves.ts';
import { RankTally } from '../metrics/rankTally.ts';
import { withRun, type RunQuery } from './evaluateRun.ts';
import { orderedPredictions } from './orderedPredictions.ts';
import { feedOrdered } from './rankOrder.ts';

/** @throws INVALID_INPUT for a class that the model does not have, or a run without scores or labels */
export async function runCurves(query: RunQuery, classes: readonly string[], selection: RunSelection): Promise<ClassCurve[]> {
  return withRun(query, selection, async ({ table, from, where }) => {
    const { shape } = table;
    if (!shape.hasScores || !shape.hasActual) {
      throw new AppError(
        'INVALID_INPUT',
        'This run has no curves: they need the probabilities of the model and labels in the data.',
        {
          hint: 'Choose the column with the true answer on the Data page and run again.',
        },
      );
    }
    const unknown = classes.find((label) => !table.classes.includes(label));
    if (unknown !== undefined) {
      throw new AppError('INVALID_INPUT', `The model has no class "${unknown}".`, { hint: 'Choose one of its classes.' });
    }
    const ordered = orderedPredictions({
      from: `(SELECT * FROM ${from} WHERE ${where})`,
      shape,
      classes: table.classes,
      tempDirectory: tmpdir(),
      signal: query.signal,
    });
    const ranked: { label: string; rank: RankTally }[] = [];
    for (const label of classes) {
      const rank = new RankTally();
      for await (const block of ordered.byScore(label)) feedOrdered(block, (_, ...row) => rank.add(...row));
      ranked.push({ label, rank });
    }
    return classCurves(ranked);
  });
}
