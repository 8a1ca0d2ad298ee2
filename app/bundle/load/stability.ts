import type { Interval } from '../../api/schemas/common.ts';
import { studentQuantile95 } from '../../metrics/studentQuantile.ts';

/** A stretch of a step. */
export interface LoadWindow {
  /** Answered requests a second. */
  rate: number;
  meanMs: number;
}

const compared = 3;
const tolerance = 0.1;

function agree(values: readonly number[]): boolean {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return mean > 0 && values.every((value) => Math.abs(value - mean) <= tolerance * mean);
}

/** Rate and mean latency of the last three windows lie within ±10 % of their mean: the rule of Triton's perf_analyzer. */
export function isStable(windows: readonly LoadWindow[]): boolean {
  const last = windows.slice(-compared);
  return last.length === compared && agree(last.map(({ rate }) => rate)) && agree(last.map(({ meanMs }) => meanMs));
}

/** The mean rate of windows of equal length, with Student's interval over them. */
export function meanRate(rates: readonly number[]): Interval {
  if (rates.length === 0) return { value: null, low: null, high: null };
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  if (rates.length < 2) return { value: mean, low: null, high: null };
  const variance = rates.reduce((sum, rate) => sum + (rate - mean) ** 2, 0) / (rates.length - 1);
  const half = studentQuantile95(rates.length - 1) * Math.sqrt(variance / rates.length);
  return { value: mean, low: Math.max(0, mean - half), high: mean + half };
}
