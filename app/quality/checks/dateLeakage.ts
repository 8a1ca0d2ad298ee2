import { counted } from '../../base/counts.ts';
import { quoteName, quoteText } from '../../data/duckdb.ts';
import { grades, type DataCheck } from '../check.ts';
import { percent } from '../words.ts';

export const dateLeakage: DataCheck = {
  id: 'date-leakage',
  title: 'Rows from before the end of the reference',
  help: 'Rows of the test that are not later than the last row of the reference file (Deepchecks: date leakage). A model trained on the reference knew the future of these rows.',
  measure: 'share of the rows with a time',
  bad: 'above',
  needs: ['time', 'reference'],
  thresholds: grades('share', { info: null, warn: 0, fail: null }),
  async run({ roles, reference, connection, options, card, table }) {
    const { time } = roles;
    if (!time || !reference) return { skipped: 'No time column is known.' };
    if (reference.facts.kind === 'period') return { skipped: 'The reference is an earlier period of the same data.' };
    const other = reference.columns.get(time.name);
    if (!other || !/^(TIMESTAMP|DATE)/.test(other.storage)) return { skipped: `The reference has no times in "${time.name}".` };
    const at = `CAST(${quoteName(time.name)} AS TIMESTAMP)`;
    const { last } = await connection.row<{ last: Date | null }>(`SELECT max(${at}) AS last FROM ${reference.from}`, options);
    if (!last) return { skipped: 'No row of the reference has a time.' };
    const end = last.toISOString();
    const { n } = await connection.row<{ n: number }>(
      `SELECT count(*)::DOUBLE AS n FROM ${table.from} WHERE ${at} <= TIMESTAMP ${quoteText(end.slice(0, -1))}`,
      options,
    );
    if (n === 0) return { tested: 1, measures: [] };
    const share = n / Math.max(1, card.rows - time.missing);
    return {
      tested: 1,
      measures: [
        {
          key: 'rows',
          columns: [time.name],
          count: n,
          share,
          value: share,
          message: `${counted(n, 'row')} (${percent(share)}) are not later than ${end.slice(0, 10)}, the end of the reference.`,
          advice: 'Split by time: test on rows that come after everything the model was trained on.',
          rows: { kind: 'filters', filters: [{ column: time.name, op: 'le', value: end }] },
          sample: null,
        },
      ],
    };
  },
};
