import { checkBatchInvariance } from '../../../inference/batchInvariance.ts';
import { finding, type LintRule } from '../lintContext.ts';

const alone = 16;

export const batchSize: LintRule = {
  id: 'batch-size',
  title: 'The answer depends on the batch',
  help: 'A row must get the same answer alone as among others. It does not where rows are mixed: a normalisation left in training mode, a sum over the first dimension.',
  async look({ session, plan, prepared, rowNumbers }) {
    if (prepared.rowCount < 2) return { skipped: 'It takes two rows or more.' };
    const seen = await checkBatchInvariance(session, plan, prepared, { rows: alone });
    const summary = `${seen.rows} rows alone and among ${prepared.rowCount}: largest difference ${seen.maxDifference.toPrecision(2)}.`;
    if (seen.ok) return { summary, findings: [] };
    return {
      summary,
      findings: [
        finding({
          id: 'batch-size',
          severity: 'fail',
          message: `${seen.differing.length} of ${seen.rows} rows get another answer alone than in a batch of ${prepared.rowCount}.`,
          meaning: 'Accuracy as measured depends on the batch size, and a server that answers single rows gives other answers.',
          action: 'Export the model for inference (model.eval() in PyTorch, training=False in Keras), and test it again.',
          evidence: [
            { name: 'rows compared', value: seen.rows },
            { name: 'rows that differ', value: seen.differing.length },
            { name: 'largest difference', value: seen.maxDifference },
          ],
          rows: seen.differing.map((row) => rowNumbers[row] as number),
        }),
      ],
    };
  },
};
