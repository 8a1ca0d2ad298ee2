import { counted } from '../../base/counts.ts';
import { isText, textSql } from '../columnKinds.ts';
import { grades, type DataCheck, type Measure } from '../check.ts';
import { listed, percent, quoted } from '../words.ts';

const columnsPerPass = 16;
const kinds = { number: 'numbers', time: 'dates', text: 'words' } as const;
type CellKind = keyof typeof kinds;

export const mixedTypes: DataCheck = {
  id: 'mixed-types',
  title: 'Mixed types',
  help: 'Columns of texts in which some cells are numbers or dates and others are words. Deepchecks warns where the rarer kind is 1 to 10 % of the cells: neither a slip nor a habit; here few are told as well.',
  measure: 'share of the cells of the rarer kinds, where they are at most a tenth',
  bad: 'above',
  thresholds: [
    ...grades('share', { info: 0, warn: 0.01, fail: null }),
    { name: 'rare', title: 'A kind is rare up to this share of the cells', unit: 'share', default: 0.1, kind: 'parameter' },
  ],
  async run({ columns, roles, connection, options, table, parameter, keepRows }) {
    const looked = columns.filter((column) => isText(column) && !roles.keys.includes(column.name));
    const measures: Measure[] = [];
    for (let first = 0; first < looked.length; first += columnsPerPass) {
      const pass = looked.slice(first, first + columnsPerPass);
      const selects = pass.flatMap((column, at) =>
        (Object.keys(kinds) as CellKind[]).map(
          (kind) => `count(*) FILTER (${kindSql(textSql(column))} = '${kind}')::DOUBLE AS ${kind}${String(at)}`,
        ),
      );
      const row = await connection.row<Record<string, number>>(`SELECT ${selects.join(', ')} FROM ${table.from}`, options);
      for (const [at, column] of pass.entries()) {
        const found = (Object.keys(kinds) as CellKind[])
          .map((kind) => ({ kind, count: row[`${kind}${String(at)}`] ?? 0 }))
          .filter(({ count }) => count > 0)
          .sort((a, b) => b.count - a.count);
        const [most, ...others] = found;
        const all = found.reduce((sum, { count }) => sum + count, 0);
        const count = all - (most?.count ?? 0);
        if (!most || others.length === 0 || count / all > (parameter('rare') ?? 1)) continue;
        const text = textSql(column);
        const where = `${text} IS NOT NULL AND ${kindSql(text)} IN (${others.map(({ kind }) => `'${kind}'`).join(', ')})`;
        const examples = await connection.rows<{ value: string }>(
          `SELECT ${text} AS value FROM ${table.from} WHERE ${where} GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 3`,
          options,
        );
        measures.push({
          key: column.name,
          columns: [column.name],
          count,
          share: count / all,
          value: count / all,
          message: `"${column.name}" holds ${kinds[most.kind]}, but ${counted(count, 'cell')} (${percent(count / all)}) of ${others.map(({ kind }) => kinds[kind]).join(' and ')}: ${listed(examples.map(({ value }) => quoted(value)))}.`,
          advice: 'Correct these cells where they come from. Read as a number, each of the others would be rejected.',
          rows: await keepRows({
            key: column.name,
            sql: `SELECT ${table.row} AS "row", ${text} AS note FROM ${table.from} WHERE ${where} ORDER BY 1`,
          }),
          sample: null,
        });
      }
    }
    return { tested: looked.length, measures };
  },
};

/** What a text reads as; NULL for a missing one and for spaces. */
function kindSql(text: string): string {
  return (
    `CASE WHEN trim(${text}) = '' THEN NULL WHEN TRY_CAST(replace(trim(${text}), ',', '.') AS DOUBLE) IS NOT NULL THEN 'number' ` +
    `WHEN regexp_matches(${text}, '\\d') AND TRY_CAST(${text} AS TIMESTAMP) IS NOT NULL THEN 'time' WHEN ${text} IS NOT NULL THEN 'text' END`
  );
}
