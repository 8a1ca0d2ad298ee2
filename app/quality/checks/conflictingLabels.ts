import { counted } from '../../base/counts.ts';
import { quoteName } from '../../data/duckdb.ts';
import { rowHashSql } from '../columnKinds.ts';
import { grades, type DataCheck } from '../check.ts';
import { classSql } from '../labelClasses.ts';
import { percent } from '../words.ts';

/** Rows of groups that disagree, while the check runs. */
const conflicts = '__drydock_conflicts';

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
    const hash = rowHashSql(compared);
    const isKnown = `${quoteName(target.name)} IS NOT NULL`;
    // First which groups disagree, by two numbers a group, which spill well: labels are gathered for those alone.
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE ${conflicts} AS SELECT ${row} AS r, ${hash} AS h, ${label} AS label FROM ${from} WHERE ${isKnown} ` +
        `AND ${hash} IN (SELECT ${hash} FROM ${from} WHERE ${isKnown} GROUP BY 1 HAVING min(hash(${label})) <> max(hash(${label})))`,
      options,
    );
    const groups = `g AS (SELECT h, min(r) AS first, count(*) AS n, mode(label) AS most FROM ${conflicts} GROUP BY h)`;
    const found = await connection.row<{ n: number; g: number; labelled: number; wrong: number }>(
      `WITH ${groups} SELECT (SELECT coalesce(sum(n), 0)::DOUBLE FROM g) AS n, (SELECT count(*)::DOUBLE FROM g) AS g, ` +
        `(SELECT count(*)::DOUBLE FROM ${from} WHERE ${isKnown}) AS labelled, ` +
        `(SELECT count(*)::DOUBLE FROM ${conflicts} JOIN g USING (h) WHERE label <> most) AS wrong`,
      options,
    );
    if (found.n === 0) return { tested: 1, measures: [] };
    const rows = await keepRows({
      key: 'rows',
      sql: `WITH ${groups} SELECT r AS "row", label || ', ' || n || ' rows as row ' || (first + 1) AS note FROM ${conflicts} JOIN g USING (h) ORDER BY first, r`,
    });
    await connection.run(`DROP TABLE ${conflicts}`, options);
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
          rows,
          sample: null,
        },
      ],
    };
  },
};
