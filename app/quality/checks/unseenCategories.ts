import { counted } from '../../base/counts.ts';
import type { ColumnProfile } from '../../api/schemas/datasets.ts';
import { quoteText } from '../../data/duckdb.ts';
import { isCategory, textSql } from '../columnKinds.ts';
import { grades, type DataCheck, type Measure } from '../check.ts';
import { declaredOf } from '../expectations.ts';
import { listed, percent, quoted } from '../words.ts';

/** A column of the reference with more different texts than this is free text. */
const mostCategories = 20_000;

export const unseenCategories: DataCheck = {
  id: 'unseen-categories',
  title: 'Unseen categories',
  help: 'Texts of categorical columns that the reference does not have, or that are none of those declared. Deepchecks warns of any (category mismatch between train and test).',
  measure: 'share of the rows held against the reference',
  bad: 'above',
  thresholds: grades('share', { info: null, warn: 0, fail: 0.2 }),
  async run({ columns, settings, reference, roles, connection, options, table, keepRows }) {
    const measures: Measure[] = [];
    let tested = 0;
    for (const column of columns) {
      const declared = declaredOf(settings, column.name)?.categories;
      const known = declared
        ? `(VALUES ${declared.map((text) => `(${quoteText(text)})`).join(', ')}) AS known(v)`
        : roles.keys.includes(column.name)
          ? null
          : seen(column, reference);
      if (!isCategory(column) || known === null || declared?.length === 0) continue;
      tested++;
      const from = declared || !reference ? table.from : reference.current.from;
      const all = declared || !reference ? table.rows : reference.current.rows;
      const text = textSql(column);
      const where = `${text} IS NOT NULL AND ${text} NOT IN (SELECT v FROM ${known})`;
      const found = await connection.rows<{ value: string; n: number; all: number; kinds: number }>(
        `SELECT value, n, sum(n) OVER ()::DOUBLE AS "all", count(*) OVER ()::DOUBLE AS kinds FROM ` +
          `(SELECT ${text} AS value, count(*)::DOUBLE AS n FROM ${from} WHERE ${where} GROUP BY 1) ORDER BY n DESC, value LIMIT 5`,
        options,
      );
      const [first] = found;
      if (!first) continue;
      const share = first.all / Math.max(1, all);
      const more = first.kinds - found.length;
      measures.push({
        key: column.name,
        columns: [column.name],
        count: first.all,
        share,
        value: share,
        message: `"${column.name}" has ${counted(first.kinds, 'text')} ${declared ? 'that were not declared' : 'that the reference does not have'}, in ${counted(first.all, 'row')} (${percent(share)}): ${listed(found.map(({ value, n }) => `${quoted(value)} (${String(n)})`))}${more > 0 ? ` and ${String(more)} more` : ''}.`,
        advice:
          'See how the model does on these rows: to most models an unknown text counts as nothing at all. Slips of the pen can be mended, new things need training.',
        rows: await keepRows({
          key: column.name,
          sql: `SELECT ${table.row} AS "row", ${text} AS note FROM ${from} WHERE ${where} ORDER BY 1`,
        }),
        sample: null,
      });
    }
    return tested === 0 ? { skipped: 'There is no reference with categories, and none were declared.' } : { tested, measures };
  },
};

function seen(
  column: ColumnProfile,
  reference: { from: string; columns: Map<string, { name: string; storage: string; distinct: number }> } | null,
): string | null {
  const found = reference?.columns.get(column.name);
  if (!reference || !found || found.distinct > mostCategories || found.distinct === 0) return null;
  return `(SELECT DISTINCT ${textSql(found)} AS v FROM ${reference.from} WHERE ${textSql(found)} IS NOT NULL)`;
}
