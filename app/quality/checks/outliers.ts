import { counted } from '../../base/counts.ts';
import type { ColumnProfile } from '../../api/schemas/datasets.ts';
import { realSql } from '../../data/columnSql.ts';
import { isNumber } from '../columnKinds.ts';
import { grades, type DataCheck, type DataContext, type Measure } from '../check.ts';
import { hiddenNumbers } from '../hiddenNumbers.ts';
import { number, percent } from '../words.ts';

const columnsPerPass = 32;
/** Quartiles of fewer numbers are themselves chance. */
const fewestNumbers = 20;

export const outliers: DataCheck = {
  id: 'outliers',
  title: 'Outliers of one column',
  help: "Numbers beyond the quartiles by more than 1.5 interquartile ranges (Tukey; percentiles 25 and 75 and the scale are Deepchecks' defaults). Of a normal distribution 0.7 % are. Above, amounts and counts that lean to the right are held against the fence of their square roots or logarithms, whichever has the quartiles most even about the median (Tukey 1977), and whole numbers that go on without a gap are none. Quartiles are those of the profile: exact up to 200,000 values, from a fixed draw above. From 20 numbers on.",
  measure: 'share of the cells that are not missing',
  bad: 'above',
  thresholds: [
    ...grades('share', { info: 0.01, warn: 0.05, fail: null }),
    { name: 'scale', title: 'Interquartile ranges beyond the quartiles', unit: 'times', default: 1.5, kind: 'parameter' },
  ],
  async run({ columns, card, roles, connection, options, table, parameter, keepRows }) {
    const scale = parameter('scale');
    if (scale === null) return { skipped: 'The scale was set to never.' };
    // Codes for "no value" make no column of amounts one with negative numbers.
    const below = columns.filter((column) => isNumber(column) && Number(column.min) < 0 && (column.quantiles?.p25 ?? -1) >= 0);
    const codes = await hiddenNumbers({ connection, options, from: table.from, rows: card.rows }, below, 1);
    const isAmount = (column: ColumnProfile): boolean =>
      Number(column.min) >= 0 || codes.some((code) => code.column === column && code.least >= 0);
    const looked = columns.flatMap((column) => {
      if (!isNumber(column) || !column.quantiles || roles.keys.includes(column.name)) return [];
      if (card.rows - column.missing < fewestNumbers) return [];
      const { p25, p50, p75 } = column.quantiles;
      // Half of the values are the same one: anything else would be an outlier.
      if (!(p75 > p25)) return [];
      const high = upperFence({ p25, p50, p75 }, isAmount(column), scale);
      return [{ column, low: p25 - scale * (p75 - p25), high }];
    });
    await pastGapless({ connection, options, table }, looked);
    const measures: Measure[] = [];
    for (let first = 0; first < looked.length; first += columnsPerPass) {
      const pass = looked.slice(first, first + columnsPerPass);
      const selects = pass.map(({ column, low, high }, at) => {
        const real = realSql(column.name, column.storage);
        const i = String(at);
        return `count(*) FILTER (${real} < ${String(low)}::DOUBLE)::DOUBLE AS low${i}, count(*) FILTER (${real} > ${String(high)}::DOUBLE)::DOUBLE AS high${i}`;
      });
      const row = await connection.row<Record<string, number>>(`SELECT ${selects.join(', ')} FROM ${table.from}`, options);
      for (const [at, { column, low, high }] of pass.entries()) {
        const below = row[`low${String(at)}`] ?? 0;
        const above = row[`high${String(at)}`] ?? 0;
        if (below + above === 0) continue;
        const share = (below + above) / (card.rows - column.missing);
        const real = realSql(column.name, column.storage);
        const middle = String((low + high) / 2);
        measures.push({
          key: column.name,
          columns: [column.name],
          count: below + above,
          share,
          value: share,
          message: `"${column.name}" has ${counted(below + above, 'outlier')} (${percent(share)}): ${[
            ...(below > 0 ? [`${counted(below, 'row')} below ${number(low)}`] : []),
            ...(above > 0 ? [`${counted(above, 'row')} above ${number(high)}`] : []),
          ].join(', ')}; they reach from ${String(column.min)} to ${String(column.max)}.`,
          advice:
            'Look at the farthest first: wrong units, slips of the pen, stuck sensors. What is real should stay; see how the model does there.',
          rows: await keepRows({
            key: column.name,
            sql: `SELECT ${table.row} AS "row" FROM ${table.from} WHERE ${real} < ${String(low)}::DOUBLE OR ${real} > ${String(high)}::DOUBLE ORDER BY abs(${real} - ${middle}::DOUBLE) DESC, 1`,
          }),
          sample: null,
        });
      }
    }
    return { tested: looked.length, measures };
  },
};

/**
 * Tukey's upper fence, of numbers that are not negative on the rung of his ladder of powers (the numbers themselves, their
 * square roots, their logarithms) that has the quartiles most even about the median by Bowley's measure: on a straight scale
 * some 5 % of an exponential and 8 % of a lognormal distribution would be outliers (Tukey, Exploratory Data Analysis, 1977,
 * chapters 2C and 3).
 */
export function upperFence(
  { p25, p50, p75 }: { p25: number; p50: number; p75: number },
  isNotNegative: boolean,
  scale: number,
): number {
  const rungs = [{ to: (x: number) => x, back: (x: number) => x }];
  // To the left the roots and logarithms of numbers only lean farther.
  if (isNotNegative && p75 - p50 > p50 - p25) {
    rungs.push({ to: Math.sqrt, back: (x) => x * x });
    if (p25 > 0) rungs.push({ to: Math.log, back: Math.exp });
  }
  const fences = rungs.map(({ to, back }) => {
    const [low, middle, high] = [to(p25), to(p50), to(p75)];
    return { skew: Math.abs(high + low - 2 * middle) / (high - low), fence: back(high + scale * (high - low)) };
  });
  return fences.reduce((best, each) => (each.skew < best.skew ? each : best)).fence;
}

const wholeNumber = /INT(EGER)?$/;
/** Counts have few different values: of more, a run without a gap says little. */
const fewValues = 200;

/** Moves the upper fences of whole numbers of few values past those that follow on each other: the tail of a count. */
async function pastGapless(
  { connection, options, table }: Pick<DataContext, 'connection' | 'options' | 'table'>,
  looked: { column: ColumnProfile; high: number }[],
): Promise<void> {
  for (const each of looked) {
    const { column, high } = each;
    if (!wholeNumber.test(column.storage) || column.distinct > fewValues || Number(column.max) <= high) continue;
    const real = realSql(column.name, column.storage);
    const values = await connection.rows<{ value: number }>(
      `SELECT DISTINCT ${real} AS value FROM ${table.from} WHERE ${real} >= ${String(Math.floor(high))}::DOUBLE ORDER BY 1`,
      options,
    );
    let last = Math.floor(high);
    for (const { value } of values) {
      if (value > last + 1) break;
      last = value;
    }
    each.high = Math.max(high, last);
  }
}
