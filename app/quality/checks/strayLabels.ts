import { counted } from '../../base/counts.ts';
import type { Measure, QuickCheck } from '../check.ts';
import { grades } from '../check.ts';
import { listed, percent, quoted } from '../words.ts';

export const strayLabels: QuickCheck = {
  id: 'stray-labels',
  title: 'Stray labels',
  help: 'Labels that are no classes of the model, and labels that occur in very few rows, among the twenty most frequent ones of the profile.',
  measure: 'share of the labelled rows',
  bad: 'above',
  needs: ['classes'],
  thresholds: [
    ...grades('share', { info: null, warn: 0, fail: 0.05 }),
    {
      name: 'rare',
      title: 'A label is rare below this share of the labelled rows',
      unit: 'share',
      default: 0.005,
      kind: 'parameter',
    },
  ],
  quick({ card, roles, parameter }) {
    const { target, classIndex } = roles;
    if (!target) return { skipped: 'No target column is known.' };
    const labelled = card.rows - target.missing;
    const rare = (parameter('rare') ?? 0) * labelled;
    const measures = target.top.flatMap(({ value: label, count }): Measure[] => {
      const isUnknown = classIndex !== null && classIndex(label) < 0;
      // A class of the model may be rare; without a model a label in a handful of rows is no class that could be learned.
      if (!isUnknown && (classIndex !== null || count >= rare || target.distinct < 3)) return [];
      const share = count / Math.max(1, labelled);
      return [
        {
          key: label,
          columns: [target.name],
          count,
          share,
          value: share,
          message: isUnknown
            ? `The label ${quoted(label)} is no class of the model (${listed(
                roles.classes.map((name) => quoted(name)),
                4,
              )}): ${counted(count, 'row')}.`
            : `The label ${quoted(label)} occurs in ${counted(count, 'row')} only (${percent(share)} of the labelled ones).`,
          advice: isUnknown
            ? 'Correct these labels, or say in the mapping which class is meant. Until then the rows count as wrong.'
            : 'Find out whether it is a code or a slip of the pen. If it is a class, get more rows of it: nothing can be said about so few.',
          rows: { kind: 'filters', filters: [{ column: target.name, op: 'eq', value: label }] },
          sample: null,
        },
      ];
    });
    return { tested: target.top.length, measures };
  },
};
