import type { Interval } from '../api/schemas/common.ts';
import { intervalOf, undefinedInterval, unitRange, Z95 } from './interval.ts';
import { effectiveRows, type WeightSum } from './weightedSum.ts';

/**
 * Wilson's score interval of a proportion without continuity correction (E. B. Wilson, JASA 22, 1927).
 * @param share observed proportion, 0..1
 * @param rows number of rows behind it (for weighted rows the effective number); null when 0
 */
export function wilson(share: number, rows: number): Interval {
  if (!(rows > 0) || Number.isNaN(share)) return undefinedInterval;
  const z2 = Z95 * Z95;
  const centre = (share + z2 / (2 * rows)) / (1 + z2 / rows);
  const half = (Z95 / (1 + z2 / rows)) * Math.sqrt((share * (1 - share)) / rows + z2 / (4 * rows * rows));
  return intervalOf(share, centre - half, centre + half, unitRange);
}

/** Wilson's interval of part / whole; weighted rows count for Kish's effective number. */
export function wilsonOf(part: number, whole: WeightSum): Interval {
  if (!(whole.weight > 0)) return undefinedInterval;
  return wilson(Math.min(1, Math.max(0, part / whole.weight)), effectiveRows(whole));
}
