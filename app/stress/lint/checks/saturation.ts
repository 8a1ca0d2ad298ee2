import { topScores } from '../compareAnswers.ts';
import { finding, type LintRule } from '../lintContext.ts';
import type { LintFinding } from '../../../api/schemas/lint.ts';

/** A top score above this says "certain". */
export const certain = 0.999;
/** Share of certain rows from which on scores tell little, and of rows at exactly 1 from which on they tell nothing. */
const many = 0.5;
const nearlyAll = 0.99;

export const saturation: LintRule = {
  id: 'saturation',
  title: 'Scores are saturated, or no probabilities',
  help: 'Where nearly every row gets a score of 1, scores cannot rank, warn or abstain. Scores outside of 0 to 1 are no probabilities at all.',
  async look({ clean, plan, prepared, rowNumbers }) {
    const { scores, classIndex } = clean;
    const top = topScores(clean);
    if (!scores || !top || !classIndex) return { skipped: 'The model gives no scores.' };
    const classCount = scores.length / prepared.rowCount;
    const rows = prepared.rowCount;
    const sure = top.filter((score) => score > certain).length / rows;
    const exact = top.filter((score) => score >= 1).length / rows;
    const wrong: number[] = [];
    for (let row = 0; row < rows; row++) {
      const ofRow = scores.subarray(row * classCount, (row + 1) * classCount);
      const sum = ofRow.reduce((total, score) => total + score, 0);
      if (Math.abs(sum - 1) > 1e-3 || ofRow.some((score) => score < -1e-6 || score > 1 + 1e-6)) wrong.push(row);
    }
    const evidence = [
      { name: `share with a top score above ${certain}`, value: sure },
      { name: 'share with a top score of exactly 1', value: exact },
      { name: 'rows', value: rows },
    ];
    const findings: LintFinding[] = [];
    if (wrong.length > 0) {
      findings.push(
        finding({
          id: 'not-probabilities',
          severity: 'fail',
          message: `The scores of ${wrong.length} of ${rows} rows are no probabilities: outside of 0 to 1, or not adding up to 1.`,
          meaning: 'Log loss, calibration, thresholds and the confidence that a server reports are all wrong.',
          action:
            'On the Model page or in the mapping, say that the output holds logits; or export the model with its last softmax or sigmoid.',
          where: { output: plan.reading.scores?.output ?? '' },
          evidence: [{ name: 'rows', value: wrong.length }],
          rows: wrong.slice(0, 10).map((row) => rowNumbers[row] as number),
        }),
      );
    }
    if (sure >= many) {
      findings.push(
        finding({
          id: 'saturated',
          severity: exact >= nearlyAll ? 'fail' : 'warn',
          message: `${(100 * sure).toFixed(0)} % of the rows get a top score above ${certain}.`,
          meaning:
            'The model says that it is certain nearly always. Scores cannot tell the rows it will get wrong from the others.',
          action:
            'Look at the calibration on the Validate page; calibrate by temperature, and check that logits are not divided or multiplied on the way out.',
          where: { output: plan.reading.scores?.output ?? '' },
          evidence,
        }),
      );
    }
    return {
      summary: `${(100 * sure).toPrecision(3)} % of ${rows} rows have a top score above ${certain}, ${(100 * exact).toPrecision(3)} % of exactly 1.`,
      findings,
    };
  },
};
