import { runPrepared } from '../../../inference/runPrepared.ts';
import type { Session } from '../../../inference/runtime.ts';
import { readOutputs, type PredictionBatch } from '../../../prepare/predictions.ts';
import { compareAnswers } from '../compareAnswers.ts';
import { finding, type LintContext, type LintRule } from '../lintContext.ts';

/** Twice in the open session, once in a fresh one. */
export const repeat: LintRule = {
  id: 'repeat',
  title: 'Two runs differ',
  help: 'The same rows must get the same answers every time. They do not where the graph draws random numbers, or keeps something between runs.',
  async look(context) {
    const { session, clean, prepared, rowNumbers } = context;
    const again = await answersOf(context, session);
    const fresh = await context.openSession(session.provider);
    let anew: PredictionBatch;
    try {
      anew = await answersOf(context, fresh);
    } finally {
      await fresh.close();
    }
    const differences = [compareAnswers(clean, again), compareAnswers(clean, anew)];
    const largest = Math.max(...differences.map((one) => one.largest));
    const worst = differences.find((one) => one.largest === largest) ?? differences[0];
    const flips = Math.max(...differences.map((one) => one.flips));
    const summary = `${prepared.rowCount} rows three times, once in a fresh session: largest difference ${largest.toPrecision(2)}.`;
    if (largest === 0 && flips === 0) return { summary, findings: [] };
    return {
      summary,
      findings: [
        finding({
          id: 'repeat',
          severity: flips > 0 || largest > 1e-3 ? 'fail' : largest > 1e-6 ? 'warn' : 'info',
          message:
            flips > 0
              ? `${flips} of ${prepared.rowCount} rows get another answer when the same rows are run again.`
              : `The same rows get scores that differ by up to ${largest.toPrecision(2)} when they are run again.`,
          meaning: 'A figure cannot be measured twice, a golden test cannot be relied on, and a complaint cannot be replayed.',
          action:
            'Look for random operators in the graph (RandomNormal, RandomUniform, Dropout in training mode) and export without them; differences of rounding alone come from parallel sums: fix the number of threads.',
          evidence: [
            { name: 'rows', value: prepared.rowCount },
            { name: 'flips', value: flips },
            { name: 'largest difference', value: largest },
          ],
          rows: (worst?.flipped ?? []).map((row) => rowNumbers[row] as number),
        }),
      ],
    };
  },
};

async function answersOf({ plan, prepared }: LintContext, session: Session): Promise<PredictionBatch> {
  return readOutputs(plan, await runPrepared(session, plan, prepared), prepared.rowCount, prepared.rejected);
}
