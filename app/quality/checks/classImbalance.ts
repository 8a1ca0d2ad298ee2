import { grades, type QuickCheck } from '../check.ts';
import { counted, number, quoted } from '../words.ts';

export const classImbalance: QuickCheck = {
  id: 'class-imbalance',
  title: 'Class imbalance',
  help: 'Rows of the rarest class for each row of the most frequent one. The warning is below 0.1, as in Deepchecks. Stray labels are no classes.',
  measure: 'rows of the rarest class per row of the most frequent one',
  bad: 'below',
  needs: ['classes'],
  thresholds: grades('score', { info: null, warn: 0.1, fail: null }),
  quick({ card, roles }) {
    const { target, classIndex } = roles;
    if (!target) return { skipped: 'No target column is known.' };
    if (target.distinct > target.top.length) return { skipped: 'There are more labels than the profile lists.' };
    const labelled = card.rows - target.missing;
    // As stray labels have it: what the model does not know, and without a model what hardly ever occurs.
    const classes = target.top.filter(({ value, count }) =>
      classIndex ? classIndex(value) >= 0 : target.distinct < 3 || count >= labelled * 0.005,
    );
    const most = classes[0];
    const least = classes.at(-1);
    if (!most || !least || classes.length < 2) return { tested: 0, measures: [] };
    const value = least.count / most.count;
    return {
      tested: 1,
      measures: [
        {
          key: 'ratio',
          columns: [target.name],
          count: least.count,
          share: least.count / Math.max(1, labelled),
          value,
          message: `The class ${quoted(least.value)} has ${counted(least.count, 'row')}, ${number(value)} for each of ${quoted(most.value)}.`,
          advice:
            'Judge the model by balanced accuracy, average precision or by class rather than by accuracy, and look at the width of the intervals.',
          rows: { kind: 'filters', filters: [{ column: target.name, op: 'eq', value: least.value }] },
          sample: null,
        },
      ],
    };
  },
};
