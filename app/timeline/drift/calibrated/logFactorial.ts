import { portableLog } from '../../../base/portableMath.ts';

/** Up to here by sums of logarithms. */
const SUMMED = 1 << 16;
/** Up to here answers are kept, which are asked for by the million: 8 MB. */
const KEPT = 1 << 20;
let table: Float64Array = new Float64Array();

/**
 * ln k! by sums of logarithms up to 65 535, beyond by Stirling's series (DLMF 5.11.1), which there is exact to rounding. Only
 * with portable logarithms, as draws rest on it that shall be the same on any machine.
 * @param k a whole number, at least 0
 */
export function logFactorial(k: number): number {
  if (k >= KEPT) return stirling(k);
  if (k >= table.length) table = longer(Math.max(SUMMED, 2 ** Math.ceil(Math.log2(k + 1))));
  return table[k] as number;
}

const HALF_LOG_TWO_PI = 0.9189385332046727;

function stirling(k: number): number {
  return (k + 0.5) * portableLog(k) - k + HALF_LOG_TWO_PI + 1 / (12 * k) - 1 / (360 * k * k * k);
}

function longer(size: number): Float64Array {
  const logs = new Float64Array(size);
  logs.set(table);
  for (let k = Math.max(2, table.length); k < size; k++) {
    logs[k] = k < SUMMED ? (logs[k - 1] as number) + portableLog(k) : stirling(k);
  }
  return logs;
}
