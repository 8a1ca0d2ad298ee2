import { counted } from '../../base/counts.ts';
import { quoteText } from '../../data/duckdb.ts';
import { isText, textSql } from '../columnKinds.ts';
import { grades, type DataCheck, type Measure } from '../check.ts';
import { listed, percent, quoted } from '../words.ts';

const columnsPerPass = 32;

/** What UTF-8 looks like when it is read as Windows-1252 (é → Ã©, ’ → â€™, non-breaking space → Â ), one character class a kind. */
const misread = 'Ã[\\x{80}-\\x{BF}‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ€]|Â[\\x{A0}-\\x{BF}]|â€[\\x{80}-\\x{BF}™œž˜šœ“”¦¢°]|ï»¿|ï¿½';
const lost = '\\x{FFFD}';
const control = '[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\x7F-\\x9F]';
const damaged = `${lost}|${misread}|${control}`;

export const encodingDamage: DataCheck = {
  id: 'encoding',
  title: 'Damaged texts',
  help: 'Characters that were lost on the way (�), UTF-8 that was read as Windows-1252 (cafÃ©), and control characters, in cells and in names of columns.',
  measure: 'share of the cells that are not missing',
  bad: 'above',
  thresholds: grades('share', { info: null, warn: 0, fail: 0.05 }),
  async run({ columns, card, connection, options, table, keepRows }) {
    const looked = columns.filter((column) => isText(column) && column.missing < card.rows);
    const measures: Measure[] = [];
    const named = columns.filter(({ name }) => damagedName.test(name));
    for (const { name } of named) {
      measures.push({
        key: `name ${name}`,
        columns: [name],
        count: 0,
        share: null,
        value: 1 / Math.max(1, card.columns.length),
        message: `The name of the column ${quoted(name)} is damaged.`,
        advice: 'Open the file with another encoding (reading options), or mend it where it comes from.',
        rows: { kind: 'none' },
        sample: null,
      });
    }
    for (let first = 0; first < looked.length; first += columnsPerPass) {
      const pass = looked.slice(first, first + columnsPerPass);
      const selects = pass.map(
        (column, at) => `count(*) FILTER (regexp_matches(${textSql(column)}, ${quoteText(damaged)}))::DOUBLE AS n${String(at)}`,
      );
      const row = await connection.row<Record<string, number>>(`SELECT ${selects.join(', ')} FROM ${table.from}`, options);
      for (const [at, column] of pass.entries()) {
        const count = row[`n${String(at)}`] ?? 0;
        if (count === 0) continue;
        const text = textSql(column);
        const where = `regexp_matches(${text}, ${quoteText(damaged)})`;
        const examples = await connection.rows<{ value: string }>(
          `SELECT left(${text}, 80) AS value FROM ${table.from} WHERE ${where} GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 3`,
          options,
        );
        const share = count / Math.max(1, card.rows - column.missing);
        measures.push({
          key: column.name,
          columns: [column.name],
          count,
          share,
          value: share,
          message: `"${column.name}" has damaged texts in ${counted(count, 'row')} (${percent(share)}): ${listed(examples.map(({ value }) => quoted(shown(value))))}.`,
          advice:
            'Open the file with another encoding (reading options), or mend it where it comes from: to a model these are other words.',
          rows: await keepRows({
            key: column.name,
            sql: `SELECT ${table.row} AS "row" FROM ${table.from} WHERE ${where} ORDER BY 1`,
          }),
          sample: null,
        });
      }
    }
    return { tested: looked.length + columns.length, measures };
  },
};

const damagedName = /\uFFFD|Ã[\u0080-\u00BF]|Â[\u00A0-\u00BF]|â€|ï»¿|[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/;

/** Control characters as the symbols for them, so that they can be seen. */
function shown(text: string): string {
  return text.replace(/[\u0000-\u001F]/g, (character) => String.fromCodePoint(0x2400 + (character.codePointAt(0) ?? 0)));
}
