import { counted } from '../../base/counts.ts';
import type { ColumnProfile } from '../../api/schemas/datasets.ts';
import { quoteText } from '../../data/duckdb.ts';
import { isOneOfSql } from '../../data/missingTokens.ts';
import { isNumber, isText, textSql } from '../columnKinds.ts';
import { grades, type DataCheck, type DataContext, type Measure } from '../check.ts';
import { hiddenNumbers } from '../hiddenNumbers.ts';
import { listed, number, percent, quoted } from '../words.ts';

/** Texts, in small letters and without spaces around, that stand for "no value". */
const tokens = [
  '', 'na', 'n/a', '#n/a', '#na', 'nan', 'null', 'none', 'nil', '-', '--', '---', '?', '??', '.', '..', '…', '\\n', '<na>',
  '<null>', '(null)', '#null!', '#value!', '#ref!', '#div/0!', 'missing', 'unknown', 'undefined', 'nat', 'n.a.', 'not available',
  'not applicable', 'no data', 'tbd', 'xxx', '-1', '-99', '-999', '-9999', '9999', '99999', '999999', '00/00/0000', '0000-00-00',
]; // prettier-ignore

const textsPerPass = 32;

export const disguisedMissing: DataCheck = {
  id: 'disguised-missing',
  title: 'Missing values in disguise',
  help: 'Texts that stand for "no value" (empty, spaces, N/A, null, none, ?, unknown …) unless they are most of the column, and numbers that do: a code such as -1 or 999, or the end of a column that is frequent, where it lies beyond Tukey\'s outer fences (3 interquartile ranges) of all other values; and a code that is the only negative value of a column, or that has a gap of an interquartile range between it and all higher values.',
  measure: 'share of the cells that are not missing',
  bad: 'above',
  thresholds: [
    ...grades('share', { info: 0, warn: 0.001, fail: null }),
    {
      name: 'frequent',
      title: 'A number is frequent from this share of the cells on',
      unit: 'share',
      default: 0.005,
      kind: 'parameter',
    },
  ],
  async run(context) {
    const texts = context.columns.filter((column) => isText(column) && column.missing < context.card.rows);
    const numbers = context.columns.filter(isNumber).filter(({ distinct }) => distinct > 2);
    return {
      tested: texts.length + numbers.length,
      measures: [...(await hiddenTexts(context, texts)), ...(await numberMeasures(context, numbers))],
    };
  },
};

async function hiddenTexts(context: DataContext, columns: readonly ColumnProfile[]): Promise<Measure[]> {
  const { card, connection, options, table, keepRows } = context;
  const measures: Measure[] = [];
  for (let first = 0; first < columns.length; first += textsPerPass) {
    const pass = columns.slice(first, first + textsPerPass);
    const selects = pass.map((column, at) => {
      const hidden = isOneOfSql(plainSql(column), tokens);
      const i = String(at);
      return `count(*) FILTER (${hidden})::DOUBLE AS n${i}, count(DISTINCT ${textSql(column)}) FILTER (${hidden})::DOUBLE AS kinds${i}`;
    });
    const row = await connection.row<Record<string, number>>(`SELECT ${selects.join(', ')} FROM ${table.from}`, options);
    for (const [at, column] of pass.entries()) {
      const count = row[`n${String(at)}`] ?? 0;
      const present = card.rows - column.missing;
      // A text in most cells is an answer, not a gap: damage "None".
      if (count === 0 || count * 2 >= present) continue;
      const text = textSql(column);
      const where = `${isOneOfSql(plainSql(column), tokens)}`;
      const found = await connection.rows<{ value: string; n: number }>(
        `SELECT ${text} AS value, count(*)::DOUBLE AS n FROM ${table.from} WHERE ${where} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 20`,
        options,
      );
      const share = count / present;
      measures.push({
        key: column.name,
        columns: [column.name],
        count,
        share,
        value: share,
        message: `"${column.name}" has ${counted(count, 'cell')} with a text that stands for "no value": ${listed(found.map(({ value, n }) => `${quoted(value)} (${String(n)})`))}.`,
        advice: 'If they mean "missing", read them as such: the mapping then says what becomes of them.',
        maybeMissing: markersOf(found.map(({ value }) => value)),
        rows: await keepRows({
          key: column.name,
          sql: `SELECT ${table.row} AS "row", ${text} AS note FROM ${table.from} WHERE ${where} ORDER BY 1`,
        }),
        sample: null,
      });
    }
  }
  return measures;
}

/** As the reading options take them, which pass over spaces around a text; empty cells are missing anyway. */
function markersOf(texts: readonly string[]): string[] {
  return [...new Set(texts.map((text) => text.trim()))].filter((text) => text !== '');
}

function plainSql(column: ColumnProfile): string {
  return `lower(trim(${textSql(column)}, ${quoteText(' \t\r\n\u00a0')}))`;
}

async function numberMeasures(context: DataContext, columns: readonly ColumnProfile[]): Promise<Measure[]> {
  const { card, connection, options, table, parameter } = context;
  const source = { connection, options, from: table.from, rows: card.rows };
  const lonely = await hiddenNumbers(source, columns, parameter('frequent') ?? 1);
  return lonely.map(({ column, value, count, side, low, high }) => {
    const share = count / (card.rows - column.missing);
    return {
      key: `${column.name} ${String(value)}`,
      columns: [column.name],
      count,
      share,
      value: share,
      message: `"${column.name}" is ${number(value)} in ${counted(count, 'row')} (${percent(share)}), far ${side} all other values, half of which are between ${number(low)} and ${number(high)}: it looks like a code for "no value".`,
      advice: `If ${number(value)} means "missing", read it as such: the mapping then says what becomes of it.`,
      maybeMissing: [String(value)],
      rows: { kind: 'filters', filters: [{ column: column.name, op: 'eq', value }] },
      sample: null,
    };
  });
}
