import { counted } from '../../base/counts.ts';
import { grades, type QuickCheck } from '../check.ts';
import { percent } from '../words.ts';

export const missing: QuickCheck = {
  id: 'missing',
  title: 'Missing values',
  help: 'The share of empty cells of each column. The warning is at 5 %, as in Deepchecks (percent of nulls).',
  measure: 'share of rows without a value',
  bad: 'above',
  thresholds: grades('share', { info: 0, warn: 0.05, fail: 0.5 }),
  quick({ card, columns, roles }) {
    const fed = new Set(roles.features.map(({ name }) => name));
    return {
      tested: columns.length,
      measures: columns
        .filter((column) => column.missing > 0)
        .map((column) => {
          const share = column.missing / Math.max(1, card.rows);
          const isAll = column.missing === card.rows;
          return {
            key: column.name,
            columns: [column.name],
            count: column.missing,
            share,
            value: share,
            message: isAll
              ? `"${column.name}" is empty in every row.`
              : `"${column.name}" is missing in ${percent(share)} of the rows (${counted(column.missing, 'row')}).`,
            advice:
              column.name === roles.target?.name
                ? 'Rows without a label are predicted but not judged. Find out why labels are missing: where they are missing for a reason, figures of the rest mislead.'
                : isAll
                  ? 'Take the column away, or find out why it is not filled any more.'
                  : roles.isFed && fed.has(column.name)
                    ? 'Say in the mapping what a missing cell becomes, and test the model on more missing cells (Messy data).'
                    : 'Find out why, before the column is used.',
            rows: { kind: 'filters', filters: [{ column: column.name, op: 'missing' }] },
            sample: null,
          };
        }),
    };
  },
};
