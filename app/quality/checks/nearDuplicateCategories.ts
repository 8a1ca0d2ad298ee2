import { counted } from '../../base/counts.ts';
import { quoteText } from '../../data/duckdb.ts';
import { isCategory, textSql } from '../columnKinds.ts';
import { grades, type DataCheck, type Measure } from '../check.ts';
import { similarTexts } from '../maths/similarTexts.ts';
import { classOf } from '../labelClasses.ts';
import { listed, percent, quoted } from '../words.ts';

/** The most frequent texts of a column that are compared with each other. */
const mostTexts = 2000;

export const nearDuplicateCategories: DataCheck = {
  id: 'near-duplicate-categories',
  title: 'Categories written in several ways',
  help: 'Texts that are equal but for case, spaces, accents and signs; and slips of the pen: one edit apart (two from 10 characters on; edit distance with swaps) from a text at least ten times as frequent (three times where two neighbours are swapped), all digits equal. Of the 2,000 most frequent texts of a column.',
  measure: 'share of the rows with the rarer spelling',
  bad: 'above',
  thresholds: grades('share', { info: null, warn: 0, fail: null }),
  async run({ columns, card, connection, options, roles, table, keepRows }) {
    const looked = columns.filter((column) => isCategory(column) && column.distinct > 1);
    const measures: Measure[] = [];
    for (const column of looked) {
      const text = textSql(column);
      const texts = await connection.rows<{ text: string; count: number }>(
        `SELECT ${text} AS text, count(*)::DOUBLE AS count FROM ${table.from} WHERE ${text} IS NOT NULL AND length(${text}) <= 200 ` +
          `GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${String(mostTexts)}`,
        options,
      );
      const similar = await similarTexts(texts, options.signal);
      // Labels that the mapping reads as one class are one to the model as well.
      const pairs =
        column.name === roles.target?.name && roles.classIndex
          ? similar.filter(({ rare, usual }) => classOf(roles, rare.text) !== classOf(roles, usual.text))
          : similar;
      if (pairs.length === 0) continue;
      const count = pairs.reduce((sum, { rare }) => sum + rare.count, 0);
      const share = count / Math.max(1, card.rows - column.missing);
      const meant = `CASE ${text} ${pairs.map(({ rare, usual }) => `WHEN ${quoteText(rare.text)} THEN ${quoteText(`${quoted(rare.text)}, likely ${quoted(usual.text)}`)}`).join(' ')} END`;
      measures.push({
        key: column.name,
        columns: [column.name],
        count,
        share,
        value: share,
        message: `"${column.name}" writes ${counted(new Set(pairs.map(({ usual }) => usual.text)).size, 'category').replace('categorys', 'categories')} in several ways, in ${counted(count, 'row')} (${percent(share)}): ${listed(
          pairs.map(
            ({ rare, usual }) =>
              `${quoted(rare.text)} (${String(rare.count)}) for ${quoted(usual.text)} (${String(usual.count)})`,
          ),
          3,
        )}.`,
        advice:
          'To a model these are different categories. Mend the texts where they come from, or try category repair (Messy data).',
        rows: await keepRows({
          key: column.name,
          sql: `SELECT ${table.row} AS "row", ${meant} AS note FROM ${table.from} WHERE ${text} IN (${pairs.map(({ rare }) => quoteText(rare.text)).join(', ')}) ORDER BY 1`,
        }),
        sample: texts.length === mostTexts ? `of the ${String(mostTexts)} most frequent texts` : null,
      });
    }
    return { tested: looked.length, measures };
  },
};
