// Whether a column is a series: each reading has to do with the one before.
import type { Column } from '../base/columns.ts';
import { ranksOf } from './columnStatistics.ts';
import type { StressColumn } from './corruption.ts';
import { rowOrder } from './rowOrder.ts';
import type { StressTable } from './stressTable.ts';

/** Neighbours agree by at least this much more than chance; for rows that have nothing to do with each other it is about 0. */
const leastAgreement = 0.2;
const fewestPairs = 30;

const known = new WeakMap<Column, boolean>();

/**
 * Rows of one source, one after the other in time, resemble their neighbours; rows about unrelated things (customers, accidents)
 * do not, and for them "the reading before" means nothing. Numbers: the rank correlation of each cell with the next (lag-1
 * autocorrelation of the ranks). Texts: Cohen's kappa of a cell and the next. Missing cells are left out.
 */
export function isSeries({ column }: StressColumn, table: StressTable): boolean {
  if (!table.time) return false;
  let is = known.get(column);
  if (is === undefined) {
    const { rows } = rowOrder(table);
    is = (column.kind === 'text' ? textAgreement(column, rows) : rankAgreement(ranksOf(column), rows)) >= leastAgreement;
    known.set(column, is);
  }
  return is;
}

function rankAgreement(ranks: Float64Array, rows: Int32Array): number {
  let [pairs, products, squares] = [0, 0, 0];
  for (let position = 1; position < rows.length; position++) {
    // Ranks are about 1/2.
    const before = (ranks[rows[position - 1] as number] as number) - 0.5;
    const here = (ranks[rows[position] as number] as number) - 0.5;
    if (Number.isNaN(before) || Number.isNaN(here)) continue;
    pairs++;
    products += before * here;
    squares += (before * before + here * here) / 2;
  }
  return pairs >= fewestPairs && squares > 0 ? products / squares : 0;
}

function textAgreement({ codes, dictionary }: Extract<Column, { kind: 'text' }>, rows: Int32Array): number {
  const counts = new Float64Array(dictionary.length);
  let [pairs, same] = [0, 0];
  for (let position = 1; position < rows.length; position++) {
    const before = codes[rows[position - 1] as number] as number;
    const here = codes[rows[position] as number] as number;
    if (before < 0 || here < 0) continue;
    pairs++;
    if (before === here) same++;
    counts[here] = (counts[here] as number) + 1;
  }
  const byChance = counts.reduce((sum, count) => sum + (count / pairs) ** 2, 0);
  return pairs >= fewestPairs && byChance < 1 ? (same / pairs - byChance) / (1 - byChance) : 0;
}
