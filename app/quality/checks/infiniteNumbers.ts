import { counted } from '../../base/counts.ts';
import { quoteName } from '../../data/duckdb.ts';
import { grades, type DataCheck, type Measure } from '../check.ts';
import { percent } from '../words.ts';

export const infiniteNumbers: DataCheck = {
  id: 'infinite',
  title: 'Infinite numbers',
  help: 'Cells of numbers that are infinite, for instance from a division by zero or an overflow. Means and scales of such a column do not exist, and most models answer nothing sensible.',
  measure: 'share of the cells that are not missing',
  bad: 'above',
  thresholds: grades('share', { info: null, warn: 0, fail: 0.05 }),
  async run({ card, columns, roles, table, keepRows }) {
    // Counted where the data are read.
    const counts = new Map(
      card.warnings.flatMap(({ code, where, count }) =>
        code === 'infinite-values' ? [[where?.column, count ?? 0] as const] : [],
      ),
    );
    const measures: Measure[] = [];
    for (const column of columns) {
      const count = counts.get(column.name) ?? 0;
      if (count === 0) continue;
      const share = count / (card.rows - column.missing);
      const isFed = roles.isFed && roles.features.some(({ name }) => name === column.name);
      measures.push({
        key: column.name,
        columns: [column.name],
        count,
        share,
        value: share,
        message: `"${column.name}" is infinite in ${counted(count, 'row')} (${percent(share)}).`,
        advice: `Find the division or the overflow it comes from${isFed ? ', and see what the model answers on these rows.' : ', before the column is used.'}`,
        rows: await keepRows({
          key: column.name,
          sql: `SELECT ${table.row} AS "row" FROM ${table.from} WHERE isinf(CAST(${quoteName(column.name)} AS DOUBLE)) ORDER BY 1`,
        }),
        sample: null,
      });
    }
    return { tested: columns.length, measures };
  },
};
