import { finding, type LintRule } from '../lintContext.ts';

/** Comes first: where it cannot be done, nothing else can. */
export const sampledRows: LintRule = {
  id: 'rows',
  title: 'Rows get no answer',
  help: 'What is looked at are rows of your data that the model answers. Rows that end the runtime, or get no number, are found here.',
  async look({ table, rows, plan }) {
    const summary = `${rows.rowCount} of ${table.rowCount} sampled rows get an answer.`;
    const lost = table.rowCount - rows.rowCount;
    if (lost === 0) return { summary, findings: [] };
    const refuses = plan.inputs.some(({ features }) => features.some(({ missing }) => missing.kind === 'reject'));
    return {
      summary,
      findings: [
        finding({
          id: 'no-answer',
          severity: lost / table.rowCount >= 0.5 ? 'warn' : 'info',
          message: `${lost} of ${table.rowCount} sampled rows get no answer.`,
          meaning: refuses
            ? 'A cell is missing and the mapping refuses such rows, a value does not fit its input, or the model gives no number for them.'
            : 'A value does not fit its input, or the model gives no number for them. They are loud failures: nobody takes them for an answer.',
          action:
            'A validation shows the rows without a prediction, or names the first one that the model does not take; another policy for missing cells may answer them.',
          evidence: [
            { name: 'rows without an answer', value: lost },
            { name: 'rows sampled', value: table.rowCount },
          ],
        }),
      ],
    };
  },
};
