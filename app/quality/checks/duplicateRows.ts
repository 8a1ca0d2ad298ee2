import { counted } from '../../base/counts.ts';
import { rowHashSql } from '../columnKinds.ts';
import { grades, type DataCheck } from '../check.ts';
import { countRepeats, repeatsSql } from '../repeatedRows.ts';
import { listed, percent, quoted } from '../words.ts';

export const duplicateRows: DataCheck = {
  id: 'duplicates',
  title: 'Repeated rows',
  help: 'Rows equal to an earlier one in every column but the keys. Deepchecks and Evidently want none; 5 % fail, as the limit that Deepchecks proposes.',
  measure: 'share of all rows that repeat an earlier one',
  bad: 'above',
  thresholds: grades('share', { info: null, warn: 0, fail: 0.05 }),
  async run(context) {
    const { columns, roles, table, keepRows } = context;
    const compared = columns.filter(({ name }) => !roles.keys.includes(name));
    if (compared.length === 0) return { skipped: 'Every column is a key.' };
    const key = rowHashSql(compared);
    const count = await countRepeats(context, key);
    if (count === 0) return { tested: 1, measures: [] };
    const share = count / table.rows;
    const without = roles.keys.length > 0 ? ` (without ${listed(roles.keys.map((name) => quoted(name)))})` : '';
    return {
      tested: 1,
      measures: [
        {
          key: 'rows',
          columns: [],
          count,
          share,
          value: share,
          message: `${counted(count, 'row')} (${percent(share)}) repeat an earlier one in every column${without}.`,
          advice:
            'Remove them unless such rows can truly happen twice: they count double in every figure, and make intervals too narrow.',
          rows: await keepRows({ key: 'rows', sql: repeatsSql(context, key) }),
          sample: null,
        },
      ],
    };
  },
};
