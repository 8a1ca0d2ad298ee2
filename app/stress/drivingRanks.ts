import type { Column } from '../base/columns.ts';
import { Random } from '../base/random.ts';
import { ranksOf } from './columnStatistics.ts';
import type { Draws } from './draws.ts';
import { rowOrder } from './rowOrder.ts';
import type { StressTable } from './stressTable.ts';

const known = new WeakMap<Column | StressTable, Float64Array>();

/**
 * Percentile ranks (in [0, 1], their mean 1/2) of the column that decides what happens to another: drawn among the numbers and
 * times that feed the model; where there is no other, the order of the rows. Rows without a value stand in the middle.
 * Shared: not to be changed.
 * @param name the column that is driven; null = none, any column may drive
 */
export function drivingRanks(table: StressTable, name: string | null, draws: Draws): Float64Array {
  const candidates = table.features.filter((one) => one.name !== name && one.column.kind !== 'text' && one.kind !== 'boolean');
  const random = new Random(draws.seedOf(`\0driving ${name ?? '\0'}`));
  const driver = candidates[random.integer(candidates.length)]?.column ?? table;
  let ranks = known.get(driver);
  if (!ranks) {
    ranks =
      'features' in driver
        ? Float64Array.from(rowOrder(table).positions, (position) => (position + 0.5) / table.rowCount)
        : ranksOf(driver).map((rank) => (rank === rank ? rank : 0.5));
    known.set(driver, ranks);
  }
  return ranks;
}
