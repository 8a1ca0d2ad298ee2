import { counted } from '../../base/counts.ts';
import { grades, type QuickCheck } from '../check.ts';
import { percent } from '../words.ts';

export const rejectedRows: QuickCheck = {
  id: 'rejected-rows',
  title: 'Rejected rows',
  help: 'Rows that could not be read at all: wrong number of fields, an open quote, a text in a column of numbers. They take no part in anything.',
  measure: 'share of all rows of the files',
  bad: 'above',
  thresholds: grades('share', { info: null, warn: 0, fail: 0.05 }),
  quick({ card }) {
    const { rejected, rows } = card;
    const share = rejected / Math.max(1, rejected + rows);
    return {
      tested: 1,
      measures:
        rejected === 0
          ? []
          : [
              {
                key: 'rows',
                columns: [],
                count: rejected,
                share,
                value: share,
                message: `${counted(rejected, 'row')} could not be read (${percent(share)}).`,
                advice:
                  'Look at the reasons beside them. A wrong delimiter or decimal mark rejects many at once; it can be set when opening.',
                rows: { kind: 'rejected' },
                sample: null,
              },
            ],
    };
  },
};
