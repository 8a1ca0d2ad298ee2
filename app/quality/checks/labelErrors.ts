import { counted } from '../../base/counts.ts';
import { quotePath } from '../../data/columnarTable.ts';
import { quoteName } from '../../data/duckdb.ts';
import { findLabelIssues, rankedLabelIssues } from '../../metrics/labelIssues.ts';
import { scoreColumn } from '../../runs/predictionColumns.ts';
import { grades, type DataCheck } from '../check.ts';
import { percent, quoted } from '../words.ts';

/** Scores of this many cells are held in memory: 8 bytes each. */
const mostScores = 20_000_000;

export const labelErrors: DataCheck = {
  id: 'label-errors',
  title: 'Likely wrong labels',
  help: 'Confident learning as cleanlab does it (Northcutt, Jiang, Chuang 2021; filter prune by noise rate): labels that the scores of the last finished run contradict with confidence. On data the model was trained on it finds little. Up to 20 million scores.',
  measure: 'share of the labelled rows',
  bad: 'above',
  needs: ['classes', 'run'],
  thresholds: grades('share', { info: 0, warn: 0.05, fail: null }),
  async run({ run, roles, connection, options, keepNumbers }) {
    if (!run || !roles.target) return { skipped: 'There is no run.' };
    const { classes } = run;
    const from = `read_parquet(${quotePath(run.predictions)})`;
    const { n } = await connection.row<{ n: number }>(`SELECT count("actual")::DOUBLE AS n FROM ${from}`, options);
    if (n * classes.length > mostScores) return { skipped: `There are more than ${String(mostScores / 1e6)} million scores.` };
    const indexOf = new Map(classes.map((name, index) => [name, index]));
    const actual = new Int32Array(n);
    const scores = new Float64Array(n * classes.length);
    const rows = new Float64Array(n);
    let at = 0;
    const selects = classes.map((name) => `${quoteName(scoreColumn(name))}::DOUBLE`);
    const sql = `SELECT "row"::DOUBLE, CAST("actual" AS VARCHAR), ${selects.join(', ')} FROM ${from} WHERE "actual" IS NOT NULL ORDER BY "row"`;
    for await (const chunk of connection.stream(sql, options)) {
      const numbers = chunk.items(0) as ArrayLike<number>;
      const labels = chunk.vector(1);
      const columns = classes.map((_, k) => chunk.vector(k + 2));
      for (let i = 0; i < chunk.rowCount; i++, at++) {
        rows[at] = numbers[i] ?? 0;
        actual[at] = indexOf.get(String(labels.getItem(i))) ?? -1;
        for (const [k, column] of columns.entries())
          scores[at * classes.length + k] = (column.getItem(i) as number | null) ?? NaN;
      }
    }
    const found = findLabelIssues({ rowCount: at, actual, scores }, classes.length);
    if (found.judged === 0) return { skipped: 'No row of the run has both a label the model knows and scores.' };
    if (found.issues === 0) return { tested: 1, measures: [] };
    const share = found.issues / found.judged;
    const ranked = rankedLabelIssues(found);
    return {
      tested: 1,
      measures: [
        {
          key: 'rows',
          columns: [roles.target.name],
          count: found.issues,
          share,
          value: share,
          message: `${counted(found.issues, 'label')} (${percent(share)}) are likely wrong by the scores of the run ${quoted(run.name)}.`,
          advice:
            'Look at them from the top, and correct what is wrong. Where the label is right, the model is: these are then its surest errors.',
          rows: await keepNumbers(
            'rows',
            ranked.map((issue) => ({
              row: (rows[issue] ?? 1) - 1,
              note: `likely ${classes[found.likely[issue] ?? -1] ?? ''}; the label has score ${(found.selfConfidence[issue] ?? 0).toFixed(3)}`,
            })),
          ),
          sample: null,
        },
      ],
    };
  },
};
