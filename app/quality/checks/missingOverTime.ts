import { calendarUnits, countWindows, isTime } from '../../timeline/windows.ts';
import { valueSql } from '../../data/columnSql.ts';
import { quoteName } from '../../data/duckdb.ts';
import { grades, type DataCheck, type Measure } from '../check.ts';
import { linearTrend, type CountedWindow } from '../maths/linearTrend.ts';
import { percent } from '../words.ts';

const columnsPerPass = 64;
/** Windows with fewer rows are not named in the message: their share says little. */
const enoughRows = 30;
const enoughWindows = 6;

export const missingOverTime: DataCheck = {
  id: 'missing-over-time',
  title: 'Missing values over time',
  help: 'Whether the share of missing cells grows or shrinks from window to window (the coarsest calendar unit with at least six): Cochran–Armitage test for a trend in proportions, and the change along the fitted line from the first window to the last.',
  measure: 'change of the share of missing cells from the first window to the last',
  bad: 'above',
  needs: ['time'],
  thresholds: [
    ...grades('share', { info: 0.02, warn: 0.05, fail: null }),
    {
      name: 'pValue',
      title: 'Only where chance gives such a trend less often than',
      unit: 'score',
      default: 0.001,
      kind: 'parameter',
    },
  ],
  async run({ card, columns, roles, parameter, connection, options, table }) {
    const { time } = roles;
    if (!time) return { skipped: 'No time column is known.' };
    const start = Date.parse(String(time.min));
    const end = Date.parse(String(time.max));
    // The coarsest that makes enough windows: its shares jump about least.
    const unit =
      isTime(start) && isTime(end)
        ? [...calendarUnits].reverse().find((each) => countWindows(start, end, each) >= enoughWindows)
        : undefined;
    if (unit === undefined) return { skipped: `The times span fewer than ${String(enoughWindows)} days.` };
    const looked = columns.filter((column) => column.missing > 0 && column.missing < card.rows && column.name !== time.name);
    const measures: Measure[] = [];
    for (let first = 0; first < looked.length; first += columnsPerPass) {
      const pass = looked.slice(first, first + columnsPerPass);
      const counts = pass.map(({ name, storage }, at) => `count(${valueSql(name, storage)})::DOUBLE AS present${String(at)}`);
      const windows = await connection.rows<Record<string, number>>(
        `SELECT epoch_ms(date_trunc('${unit}', CAST(${quoteName(time.name)} AS TIMESTAMP)))::DOUBLE AS start, ` +
          `count(*)::DOUBLE AS "rows", ${counts.join(', ')} FROM ${table.from} ` +
          `WHERE ${quoteName(time.name)} IS NOT NULL GROUP BY 1 ORDER BY 1`,
        options,
      );
      if (windows.length < 3) return { skipped: 'The times lie in fewer than three windows.' };
      for (const [at, column] of pass.entries()) {
        const counted: CountedWindow[] = windows.map((window) => ({
          at: window['start'] ?? 0,
          rows: window['rows'] ?? 0,
          hits: (window['rows'] ?? 0) - (window[`present${String(at)}`] ?? 0),
        }));
        const trend = linearTrend(counted);
        if (trend.pValue >= (parameter('pValue') ?? 0)) continue;
        const named = counted.filter(({ rows }) => rows >= enoughRows);
        const from = named[0] ?? counted[0];
        const to = named.at(-1) ?? counted.at(-1);
        if (!from || !to) continue;
        const said = (window: CountedWindow): string => `${percent(window.hits / window.rows)} in ${windowName(window.at, unit)}`;
        measures.push({
          key: column.name,
          columns: [column.name],
          count: column.missing,
          share: column.missing / card.rows,
          value: Math.abs(trend.change),
          message: `"${column.name}" is missing ${trend.change > 0 ? 'more and more' : 'less and less'} often: ${said(from)}, ${said(to)}.`,
          advice:
            trend.change > 0
              ? 'Find out what changed where the data come from. What the model was tested on holds less and less; watch it over time.'
              : 'Early rows are less complete than late ones: judge the model on late rows too.',
          rows: { kind: 'filters', filters: [{ column: column.name, op: 'missing' }] },
          sample: null,
        });
      }
    }
    return { tested: looked.length, measures };
  },
};

function windowName(start: number, unit: string): string {
  const date = new Date(start).toISOString();
  if (unit === 'year') return date.slice(0, 4);
  if (unit === 'quarter') return `Q${String(Math.floor(new Date(start).getUTCMonth() / 3) + 1)} ${date.slice(0, 4)}`;
  return unit === 'month' ? date.slice(0, 7) : date.slice(0, 10);
}
