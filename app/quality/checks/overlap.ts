import { counted } from '../../base/counts.ts';
import type { ColumnProfile } from '../../api/schemas/datasets.ts';
import { kindOf } from '../../data/columnSql.ts';
import { rowHashSql } from '../columnKinds.ts';
import { grades, type DataCheck } from '../check.ts';
import { percent } from '../words.ts';

export const overlap: DataCheck = {
  id: 'overlap',
  title: 'Rows that are in the reference too',
  help: 'Rows equal to one of the reference in every column that both have, but the keys (Deepchecks: train-test samples mix). What was trained on proves nothing.',
  measure: 'share of the rows held against the reference',
  bad: 'above',
  needs: ['reference'],
  thresholds: grades('share', { info: null, warn: 0, fail: 0.05 }),
  async run({ columns, roles, reference, connection, options, table, keepRows }) {
    if (!reference) return { skipped: 'There is no reference.' };
    const shared = columns.flatMap((column) => {
      const other = reference.columns.get(column.name);
      return other && !roles.keys.includes(column.name) ? [{ column, other }] : [];
    });
    const sameKind = (storage: string, other: string): boolean => kindOf(storage) === kindOf(other);
    if (shared.length === 0 || shared.some(({ column, other }) => !sameKind(column.storage, other.storage))) {
      return { skipped: 'The columns of the reference are of other kinds, or there are none in common.' };
    }
    const hashOf = (side: readonly Pick<ColumnProfile, 'name' | 'storage'>[]): string => rowHashSql(side);
    const where = `${hashOf(shared.map(({ column }) => column))} IN (SELECT ${hashOf(shared.map(({ other }) => other))} FROM ${reference.from})`;
    const { n } = await connection.row<{ n: number }>(
      `SELECT count(*)::DOUBLE AS n FROM ${reference.current.from} WHERE ${where}`,
      options,
    );
    if (n === 0) return { tested: 1, measures: [] };
    const share = n / Math.max(1, reference.current.rows);
    return {
      tested: 1,
      measures: [
        {
          key: 'rows',
          columns: [],
          count: n,
          share,
          value: share,
          message: `${counted(n, 'row')} (${percent(share)}) are in the reference too, equal in all ${String(shared.length)} columns compared.`,
          advice: 'If the model was trained on the reference, take these rows out of the test: on them it only has to remember.',
          rows: await keepRows({
            key: 'rows',
            sql: `SELECT ${table.row} AS "row" FROM ${reference.current.from} WHERE ${where} ORDER BY 1`,
          }),
          sample: null,
        },
      ],
    };
  },
};
