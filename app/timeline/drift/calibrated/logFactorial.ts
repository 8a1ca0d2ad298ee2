import { portableLog } from '../../../base/portableMath.ts';

const TABLE_SIZE = 1 << 16;
let table: Float64Array | null = null;

/**
 * ln k! by sums of logarithms up to 65 535, beyond by Stirling's series (DLMF 5.11.1), which there is exact to rounding. Only
 * with portable logarithms, as draws rest on it that shall be the same on any machine.
 * @param k a whole number, at least 0
 */
export function logFactorial(k: number): number {
  table ??= summedLogarithms();
  if (k < TABLE_SIZE) return table[k] as number;
  return (k + 0.5) * portableLog(k) - k + HALF_LOG_TWO_PI + 1 / (12 * k) - 1 / (360 * k ** 3);
}

const HALF_LOG_TWO_PI = 0.9189385332046727;

function summedLogarithms(): Float64Array {
  const sums = new Float64Array(TABLE_SIZE);
  for (let k = 2; k < TABLE_SIZE; k++) sums[k] = (sums[k - 1] as number) + portableLog(k);
  return sums;
}
