// A run by the groups of one column: how each fares, and how far apart they are.
import type { RunSelection } from '../../api/schemas/runs.ts';
import type { Fairness, FairnessGroup } from '../../api/schemas/slices.ts';
import { AppError } from '../../base/errors.ts';
import { quoteText, type Connection } from '../../data/duckdb.ts';
import { filterSql } from '../../data/rowFilter.ts';
import type { WeightSum } from '../../metrics/weightedSum.ts';
import { wilsonOf } from '../../metrics/wilson.ts';
import { evaluateRun, withRun, type RunQuery } from '../evaluateRun.ts';
import { known, type RunTable, type TableColumn } from '../runTable.ts';
import { fairnessGaps } from './fairnessGaps.ts';
import { fairnessGroups, type Group } from './fairnessGroups.ts';

/** Groups with fewer rows are shown, not judged. */
const minRows = 20;

/** @throws INVALID_INPUT for a column that the run does not have */
export async function runFairness(query: RunQuery, column: string, selection: RunSelection): Promise<Fairness> {
  const { found, rates, positive, rows } = await withRun(
    query,
    selection,
    async ({ table, connection, from, where }) => {
      const columns = known(table.columns, table.dataColumns);
      const ofColumn = columns.find(({ name }) => name === column);
      if (!ofColumn) {
        throw new AppError('INVALID_INPUT', `The run has no column "${column}" to group by.`, {
          hint: 'Choose one of the data or of the predictions. The data must be those that the run was made with.',
          where: { column },
        });
      }
      const groups = await fairnessGroups(connection, ofColumn, { from, where, signal: query.signal });
      const all = await connection.row<{ n: number }>(`SELECT count(*)::DOUBLE AS n FROM ${from} WHERE ${where}`, {
        signal: query.signal,
      });
      const about = { connection, table, column: ofColumn, selected: `${from} WHERE ${where}` };
      return {
        found: groups,
        rates: table.positive === null ? null : await positiveRates(about, groups.groups),
        positive: table.positive,
        rows: all.n,
      };
    },
    [column],
  );
  const groups: FairnessGroup[] = [];
  for (const [at, { name, filters }] of found.groups.entries()) {
    const evaluation = await evaluateRun(query, { ...selection, filters: [...selection.filters, ...filters] });
    const { metrics, labelled } = evaluation;
    // Without any label only what is predicted can be judged.
    const isJudged = (labelled > 0 ? labelled : evaluation.rows) >= minRows;
    groups.push({ name, filters, rows: evaluation.rows, labelled, judged: isJudged, ...rates?.[at], metrics });
  }
  return {
    column,
    positive,
    rows,
    minRows,
    cut: found.cut,
    groups,
    groupsLeftOut: found.leftOut,
    gaps: fairnessGaps(groups, positive !== null),
  };
}

type Rates = Pick<FairnessGroup, 'selectionRate' | 'truePositiveRate' | 'falsePositiveRate' | 'precision'>;

interface Cell extends WeightSum {
  group: number;
  /** 1 = the positive class; null = no label. Labels that the model does not know are not positive. */
  actual: number | null;
  predicted: number;
}

/** Weighted where the run is; rows without a prediction or a weight have no part. */
async function positiveRates(
  about: { connection: Connection; table: RunTable; column: TableColumn; selected: string },
  groups: readonly Group[],
): Promise<Rates[]> {
  const { table, column, connection } = about;
  if (groups.length === 0) return [];
  const { hasActual, hasWeight } = table.shape;
  const positive = quoteText(table.positive ?? '');
  const weight = hasWeight ? 'weight' : '1::DOUBLE';
  const which = groups.map(({ filters }, at) => `WHEN ${filterSql(filters, [column])} THEN ${String(at)}`).join(' ');
  const cells = await connection.rows<Cell>(
    `SELECT (CASE ${which} END)::DOUBLE AS "group", ${hasActual ? `(actual = ${positive})::DOUBLE` : 'NULL::DOUBLE'} AS actual, ` +
      `(predicted = ${positive})::DOUBLE AS predicted, sum(${weight})::DOUBLE AS weight, sum(${weight} * ${weight})::DOUBLE AS squares ` +
      `FROM ${about.selected} AND predicted IS NOT NULL ${hasWeight ? 'AND isfinite(weight) AND weight > 0 ' : ''}` +
      'GROUP BY ALL HAVING "group" IS NOT NULL',
  );
  return groups.map((_, at) => ratesOf(cells.filter(({ group }) => group === at)));
}

function ratesOf(cells: readonly Cell[]): Rates {
  const sum = (has: (cell: Cell) => boolean): WeightSum => {
    const found = cells.filter(has);
    return {
      weight: found.reduce((all, cell) => all + cell.weight, 0),
      squares: found.reduce((all, cell) => all + cell.squares, 0),
    };
  };
  const rate = (is: (cell: Cell) => boolean, among: (cell: Cell) => boolean) =>
    wilsonOf(sum((cell) => is(cell) && among(cell)).weight, sum(among));
  const isPredicted = ({ predicted }: Cell): boolean => predicted === 1;
  const isPositive = ({ actual }: Cell): boolean => actual === 1;
  return {
    selectionRate: rate(isPredicted, () => true),
    truePositiveRate: rate(isPredicted, isPositive),
    falsePositiveRate: rate(isPredicted, ({ actual }) => actual === 0),
    precision: rate(isPositive, ({ predicted, actual }) => predicted === 1 && actual !== null),
  };
}
