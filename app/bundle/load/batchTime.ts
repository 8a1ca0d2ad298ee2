import type { CapacityPlan } from '../../api/schemas/capacity.ts';
import type { BatchTime } from '../../api/schemas/load.ts';

/**
 * Time of a request by its rows as a·rows + b: the model that BentoML's dispatcher batches by. Least squares of the relative
 * error, so that a thousand rows do not decide over one row.
 * @param points at least two numbers of rows; time in milliseconds
 */
export function fitBatchTime(points: readonly { rows: number; ms: number }[]): BatchTime | null {
  if (new Set(points.map(({ rows }) => rows)).size < 2 || points.some(({ ms }) => !(ms > 0))) return null;
  let [w, wx, wy, wxx, wxy] = [0, 0, 0, 0, 0];
  for (const { rows, ms } of points) {
    const weight = 1 / (ms * ms);
    w += weight;
    wx += weight * rows;
    wy += weight * ms;
    wxx += weight * rows * rows;
    wxy += weight * rows * ms;
  }
  const slope = Math.max(0, (w * wxy - wx * wy) / (w * wxx - wx * wx));
  return { points: [...points], perRowMs: slope, fixedMs: Math.max(0, (wy - slope * wx) / w) };
}

const mostRows = 1024;
/** A batch is large enough when the fixed part is a tenth of its time. */
const worthRatio = 10;

/**
 * How requests should be put together for a goal. With n rows a batch, the slowest request waits for the delay d, for the
 * batch under way and for its own: d + 2·(a·n + b) <= p99.
 * n: the largest power of two that leaves half of the goal (2·(a·n + b) <= p99 / 2) and is no larger than pays (b / n falls
 * below a / 10). How many rows come does not bound it: a batch is of what waits, and after a stall or in a burst more waits
 * than usually; Triton even refuses a request of more rows.
 * d: until as many rows have come at the wanted rate as come while one batch is waited for and another is under way, but no
 * longer than a batch of them takes (to wait longer costs more than it saves), and within what is left of the goal.
 */
export function batchSetting(
  { perRowMs, fixedMs }: Pick<BatchTime, 'perRowMs' | 'fixedMs'>,
  goal: { rowsPerSecond: number; p99Ms: number },
): CapacityPlan['batch'] {
  const time = (rows: number): number => perRowMs * rows + fixedMs;
  const perMs = goal.rowsPerSecond / 1000;
  const pays = perRowMs > 0 ? (worthRatio * fixedMs) / perRowMs : mostRows;
  const fits = (rows: number): boolean => rows <= Math.min(pays, mostRows) && 2 * time(rows) <= goal.p99Ms / 2;
  let maxRows = 1;
  while (fits(maxRows * 2)) maxRows *= 2;
  let awaited = 1;
  while (awaited < maxRows && awaited < 2 * time(awaited * 2) * perMs) awaited *= 2;
  if (awaited === 1) return { maxRows, maxDelayMs: 0 };
  const delay = Math.min(time(awaited), (awaited - 1) / perMs, goal.p99Ms - 2 * time(maxRows));
  return { maxRows, maxDelayMs: Math.max(0, Math.round(delay * 10) / 10) };
}
