import type { Damage, DamageRequest, StressColumn } from './corruption.ts';
import { eachMissing } from './eachColumn.ts';

/**
 * Cells get lost with a chance that grows in step with a percentile rank r: min(1, 2 · amount · r). As the mean rank is 1/2,
 * the mean chance is the amount, up to 1/2 of the cells. Without a rank there is no cell to lose.
 */
export function missingByRank(request: DamageRequest, ranksFor: (column: StressColumn) => Float64Array): Damage {
  return eachMissing(request, (column) => {
    const draw = request.draws.uniform(column.name);
    const ranks = ranksFor(column);
    return (row) => (draw[row] as number) < 2 * request.amount * (ranks[row] as number);
  });
}
