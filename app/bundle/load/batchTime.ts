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
 * batch under way and for its own: d + 2·(a·n + b) <= p99. n: the largest power of two that leaves half of the goal
 * (2·(a·n + b) <= p99 / 2), no larger than pays (b / n falls below a / 10) and than rows come while one batch is waited for
 * and another is under way. d: until n rows have come at the wanted rate, but no longer than a batch takes (to wait longer
 * costs more than it saves), and within what is left of the goal.
 */
export function batchSetting(
  { perRowMs, fixedMs }: Pick<BatchTime, 'perRowMs' | 'fixedMs'>,
  goal: { rowsPerSecond: number; p99Ms: number },
): CapacityPlan['batch'] {
  const time = (rows: number): number => perRowMs * rows + fixedMs;
  const perMs = goal.rowsPerSecond / 1000;
  const pays = perRowMs > 0 ? (worthRatio * fixedMs) / perRowMs : mostRows;
  const isUseful = (rows: number): boolean =>
    rows <= Math.min(pays, mostRows) && 2 * time(rows) <= goal.p99Ms / 2 && rows / 2 < 2 * time(rows) * perMs;
  let maxRows = 1;
  while (isUseful(maxRows * 2)) maxRows *= 2;
  if (maxRows === 1) return { maxRows, maxDelayMs: 0 };
  const delay = Math.min(time(maxRows), (maxRows - 1) / perMs, goal.p99Ms - 2 * time(maxRows));
  return { maxRows, maxDelayMs: Math.max(0, Math.round(delay * 10) / 10) };
}
