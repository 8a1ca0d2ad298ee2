import { quoteName } from '../../data/duckdb.ts';
import { rowHashSql } from '../columnKinds.ts';
import { grades, type DataCheck } from '../check.ts';
import { classSql } from '../labelClasses.ts';
import { counted, percent } from '../words.ts';

export const conflictingLabels: DataCheck = {
  id: 'conflicting-labels',
  title: 'Conflicting labels',
  help: 'Rows equal in every feature with different labels (Deepchecks: conflicting labels). No model can be right on all of them: their share bounds what can be reached.',
  measure: 'share of the labelled rows in such groups',
  bad: 'above',
  needs: ['classes'],
  thresholds: grades('share', { info: 0, warn: 0.01, fail: 0.2 }),
  async run({ columns, roles, connection, options, table, keepRows }) {
    const { target, features } = roles;
    const compared = features.filter(({ name }) => columns.some((column) => column.name === name));
    if (!target || compared.length === 0) return { skipped: 'There are no features to compare.' };
    const label = classSql(roles, target);
    const { from, row } = table;
    const groups =
      `h AS (SELECT ${row} AS r, ${rowHashSql(compared)} AS h, ${label} AS label FROM ${from} WHERE ${quoteName(target.name)} IS NOT NULL), ` +
      `g AS (SELECT h, min(r) AS first, count(*) AS n, mode(label) AS most, count(DISTINCT label) AS labels FROM h GROUP BY h HAVING count(DISTINCT label) > 1)`;
    const found = await connection.row<{ n: number; g: number; labelled: number; wrong: number }>(
      `WITH ${groups} SELECT (SELECT coalesce(sum(n), 0)::DOUBLE FROM g) AS n, (SELECT count(*)::DOUBLE FROM g) AS g, ` +
        `(SELECT count(*)::DOUBLE FROM h) AS labelled, (SELECT count(*)::DOUBLE FROM h JOIN g USING (h) WHERE label <> most) AS wrong`,
      options,
    );
    if (found.n === 0) return { tested: 1, measures: [] };
    const share = found.n / found.labelled;
    const best = 1 - found.wrong / found.labelled;
    return {
      tested: 1,
      measures: [
        {
          key: 'rows',
          columns: [target.name],
          count: found.n,
          share,
          value: share,
          message: `${counted(found.n, 'row')} (${percent(share)}) in ${counted(found.g, 'group')} are equal in all ${String(compared.length)} features and have different labels.`,
          advice: `No model on these features can be right on more than ${percent(best)} of these data. Look for a feature that tells such rows apart, or for wrong labels.`,
          rows: await keepRows({
            key: 'rows',
            sql: `WITH ${groups} SELECT r AS "row", label || ', ' || n || ' rows as row ' || (first + 1) AS note FROM h JOIN g USING (h) ORDER BY first, r`,
          }),
          sample: null,
        },
      ],
    };
  },
};
