import { counted } from '../../base/counts.ts';
import type { ColumnProfile } from '../../api/schemas/datasets.ts';
import { isFloat, realSql } from '../../data/columnSql.ts';
import { comparableSql, isText, rowHashSql, textSql } from '../columnKinds.ts';
import { grades, type DataCheck } from '../check.ts';
import { countRepeats, repeatsSql } from '../repeatedRows.ts';
import { percent } from '../words.ts';

export const nearDuplicateRows: DataCheck = {
  id: 'near-duplicates',
  title: 'Nearly repeated rows',
  help: 'Rows equal to an earlier one in every column but the keys, once case, spaces, accents and signs of texts are left out and broken numbers are rounded to four digits. Repeated rows are not counted here.',
  measure: 'share of all rows that nearly repeat an earlier one',
  bad: 'above',
  thresholds: grades('share', { info: 0, warn: 0.001, fail: 0.05 }),
  async run(context) {
    const { columns, roles, table, keepRows } = context;
    const compared = columns.filter(({ name }) => !roles.keys.includes(name));
    if (!compared.some((column) => isText(column) || isFloat(column.storage))) {
      return { skipped: 'There is nothing to write in two ways: no texts and no broken numbers.' };
    }
    const key = `hash(${compared.map(roughSql).join(', ')})`;
    const count = (await countRepeats(context, key)) - (await countRepeats(context, rowHashSql(compared)));
    if (count <= 0) return { tested: 1, measures: [] };
    const share = count / table.rows;
    return {
      tested: 1,
      measures: [
        {
          key: 'rows',
          columns: [],
          count,
          share,
          value: share,
          message: `${counted(count, 'row')} (${percent(share)}) repeat an earlier one but for case, spaces, accents or the last digits of numbers.`,
          advice: 'Most likely the same thing, entered twice: keep one of each.',
          rows: await keepRows({ key: 'rows', sql: repeatsSql(context, key) }),
          sample: null,
        },
      ],
    };
  },
};

function roughSql(column: ColumnProfile): string {
  if (isText(column)) return `regexp_replace(strip_accents(lower(${textSql(column)})), '[^\\p{L}\\p{N}]+', '', 'g')`;
  return isFloat(column.storage) ? `printf('%.3e', ${realSql(column.name, column.storage)} + 0)` : comparableSql(column);
}
