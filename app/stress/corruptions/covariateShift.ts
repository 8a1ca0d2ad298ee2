import { portableExp } from '../../base/portableMath.ts';
import { short } from '../amounts.ts';
import { numbersIn, statisticsOf } from '../columnStatistics.ts';
import type { Corruption, DamageRequest } from '../corruption.ts';
import { isQuantity } from '../eachColumn.ts';

/** Mean of the standardised columns, standardised again: one z a row. Missing and infinite cells count as the mean. */
function zScores({ columns, table }: DamageRequest): Float64Array {
  const z = new Float64Array(table.rowCount);
  for (const { column } of columns) {
    const { mean, std } = statisticsOf(column);
    const values = numbersIn(column);
    if (std === 0) continue;
    for (let row = 0; row < z.length; row++) {
      const value = values[row] as number;
      if (Number.isFinite(value)) z[row] = (z[row] as number) + (value - mean) / std;
    }
  }
  const { mean, std } = statisticsOf({ kind: 'number', values: z, valid: null });
  return std === 0 ? new Float64Array(z.length) : z.map((value) => (value - mean) / std);
}

/**
 * As many rows as before, drawn with replacement and weights exp(k z) by systematic resampling (one draw, then equal steps
 * through the summed weights; Kitagawa 1996): each row comes as often as its weight says, give or take one.
 */
export const covariateShift: Corruption = {
  id: 'covariate-shift',
  title: 'Covariate shift',
  family: 'shift',
  help: 'Other customers, another season: rows with high numbers become more common than they were. What is right for a row does not change.',
  amounts: [0.25, 0.5, 1, 1.5, 2],
  says: (amount, place = '') =>
    `rows coming ${short(Math.exp(amount))} times as often for each standard deviation higher${place}`,
  continuous: true,
  reach: { of: 'cells', fits: isQuantity },
  damage: (request) => {
    const { table, amount, draws } = request;
    const z = zScores(request);
    const highest = z.reduce((most, value) => Math.max(most, value), 0);
    const weights = z.map((value) => portableExp(amount * (value - highest)));
    const step = weights.reduce((sum, weight) => sum + weight, 0) / table.rowCount;
    const start = draws.seedOf('\0covariate') / 4294967296;
    const rows = new Int32Array(table.rowCount);
    let row = 0;
    let passed = weights[0] ?? 0;
    for (let i = 0; i < rows.length; i++) {
      while (passed < (i + start) * step && row < rows.length - 1) passed += weights[++row] as number;
      rows[i] = row;
    }
    return { rows };
  },
};
