import type { ColumnProfile } from '../../api/schemas/datasets.ts';
import { grades, measureOf, type DataCheck, type Measure } from '../check.ts';
import { sampleNote } from '../drawRows.ts';
import { isLabelled, targetSample } from '../labelSample.ts';
import { classPower, numberPower } from '../maths/predictivePower.ts';
import { sampleColumns } from '../sampleColumns.ts';
import { number, quoted } from '../words.ts';

/** ppscore's default. */
const mostRows = 5000;
/** Fewer rows with a value and a label predict anything by luck. */
const fewestRows = 50;

export const leakage: DataCheck = {
  id: 'leakage',
  title: 'Columns that know the label',
  help: 'Predictive power score of each column for the label (ppscore, as in Deepchecks, which warns from 0.8 on): a decision tree on that column alone, 4-fold cross-validation, weighted F1 or mean absolute error against the naive guess, on at most 5,000 rows. Columns that feed no model are looked at too.',
  measure: 'predictive power score, 0 to 1',
  bad: 'above',
  needs: ['target'],
  thresholds: grades('score', { info: 0.5, warn: 0.8, fail: 0.95 }),
  async run(context) {
    const { columns, roles, card, seed } = context;
    const target = await targetSample(context, mostRows);
    if (!roles.target || !target) return { skipped: 'There are no labels.' };
    const looked = columns.filter(({ name, missing }) => name !== roles.target?.name && missing < card.rows);
    const fed = new Set(roles.features.map(({ name }) => name));
    const labelled = card.rows - roles.target.missing;
    const measures: Measure[] = [];
    for await (const { column, sample } of sampleColumns(context, looked, { most: mostRows, where: isLabelled(roles.target) })) {
      const power =
        target.kind === 'class' ? classPower(sample, target.labels, target.classes.length) : numberPower(sample, target.values);
      if (!power || power.rows < fewestRows || power.score < 0.2) continue;
      const feeds = !roles.isFed || fed.has(column.name);
      measures.push(
        measureOf({
          key: column.name,
          columns: [column.name, roles.target.name],
          count: power.rows,
          share: power.rows / Math.min(mostRows, labelled),
          // What feeds no model spoils nothing as long as it stays so: never worse than a warning.
          value: feeds ? power.score : Math.min(power.score, 0.94),
          message: `"${column.name}" alone predicts ${quoted(roles.target.name)} with a predictive power score of ${number(power.score)} (${said(target.kind, power)})${roles.isFed && !feeds ? '; it does not feed the model' : ''}.`,
          advice: advice(column, feeds && roles.isFed),
          sample: sampleNote(Math.min(mostRows, labelled), labelled, seed),
        }),
      );
    }
    return { tested: looked.length, measures };
  },
};

function said(kind: 'class' | 'number', { model, naive }: { model: number; naive: number }): string {
  return kind === 'class'
    ? `F1 ${number(model)}, naive guess ${number(naive)}`
    : `mean error ${number(model)}, naive guess ${number(naive)}`;
}

function advice({ name }: ColumnProfile, isFed: boolean): string {
  return isFed
    ? `Find out whether ${quoted(name)} is known before the answer is. If not, the model cannot have it where it is used: train without it.`
    : 'It may be another form of the label, or be written down after the fact. Keep it out of the model.';
}
