import { counted } from '../../base/counts.ts';
import { grades, type QuickCheck } from '../check.ts';
import { classOf } from '../labelClasses.ts';
import { number, quoted } from '../words.ts';

export const classImbalance: QuickCheck = {
  id: 'class-imbalance',
  title: 'Class imbalance',
  help: 'Rows of the rarest class for each row of the most frequent one. The warning is below 0.1, as in Deepchecks. Stray labels are no classes.',
  measure: 'rows of the rarest class per row of the most frequent one',
  bad: 'below',
  needs: ['classes'],
  thresholds: grades('score', { info: null, warn: 0.1, fail: null }),
  quick({ card, roles }) {
    const { target, classIndex, classes: known } = roles;
    if (!target) return { skipped: 'No target column is known.' };
    if (target.distinct > target.top.length) return { skipped: 'There are more labels than the profile lists.' };
    const labelled = card.rows - target.missing;
    // As stray labels have it: what the model does not know, and without a model what hardly ever occurs.
    const labels = target.top.filter(({ value, count }) =>
      classIndex ? classIndex(value) >= 0 : target.distinct < 3 || count >= labelled * 0.005,
    );
    const found = new Map<string, { count: number; labels: string[] }>();
    for (const { value, count } of labels) {
      const name = classOf({ classIndex, classes: known }, value);
      const before = found.get(name) ?? { count: 0, labels: [] };
      found.set(name, { count: before.count + count, labels: [...before.labels, value] });
    }
    const classes = [...found].map(([name, one]) => ({ name, ...one })).sort((a, b) => b.count - a.count);
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
          message: `The rarest class, ${quoted(least.name)}, has ${counted(least.count, 'row')}; the most frequent one, ${quoted(most.name)}, has ${number(1 / value)} times as many.`,
          advice:
            'Judge the model by balanced accuracy, average precision or by class rather than by accuracy, and look at the width of the intervals.',
          rows: { kind: 'filters', filters: [{ column: target.name, op: 'in', values: least.labels }] },
          sample: null,
        },
      ],
    };
  },
};
