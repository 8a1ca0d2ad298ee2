// Latency of one replica against its rate, read off the steps of a load test: what the plan, the command and the window ask.
import type { LoadResult, LoadStep } from './schemas/load.ts';

/** Requests a second, and their 99th percentile in milliseconds. */
export interface CurvePoint {
  rate: number;
  value: number;
  low: number;
  high: number;
  /** Nothing bounds it from above: `high` is the longest latency that was seen, and the percentile may lie beyond. */
  open: boolean;
}

/** More failures than that, and the server does not carry the load. */
export const mostErrors = 0.01;

/** The part of a result that the curve needs. */
export type Measured = Pick<LoadResult, 'steps' | 'saturation'>;

export function failedShare({ errors, requests }: Pick<LoadStep, 'errors' | 'requests'>): number {
  const all = errors + requests;
  return all === 0 ? 1 : errors / all;
}

/**
 * The measured points by rising rate: open loop, and at rate 0 the latency of one request alone, which is what an open loop
 * tends to when requests are rare. Steps with too many errors are no points. More load never makes answers faster, so where
 * a point lies below one of less load, both become their mean, weighted by what is known of each.
 */
export function curvePoints({ steps }: Pick<Measured, 'steps'>): CurvePoint[] {
  const point = (rate: number, { p99Ms: { value, low, high }, p99Open }: LoadStep): CurvePoint[] =>
    value === null ? [] : [{ rate, value, low: low ?? value, high: high ?? value, open: p99Open === true }];
  const carried = steps.filter((step) => failedShare(step) <= mostErrors);
  const open = letGo(carried.filter(({ mode }) => mode === 'open'));
  const alone = oneAlone(carried);
  const points = [...(alone ? point(0, alone) : []), ...open.flatMap((step) => point(step.offeredPerSecond ?? 0, step))];
  return neverFalling(points.sort((a, b) => a.rate - b.rate));
}

const leastLetGo = 3;

/** Without steps in which the host took processors all the time, where enough others are there to draw a curve through. */
function letGo(steps: readonly LoadStep[]): readonly LoadStep[] {
  const free = steps.filter(({ stolen }) => stolen?.leftOutSeconds !== 0);
  return free.length >= leastLetGo ? free : steps;
}

/** One request at a time, of as many rows as those that come at a rate. */
function oneAlone(steps: readonly LoadStep[]): LoadStep | undefined {
  const rows = steps.find(({ mode }) => mode === 'open')?.rowsPerRequest;
  return steps.find((step) => step.mode === 'closed' && step.concurrency === 1 && step.rowsPerRequest === rows);
}

/** Isotonic regression by pooling adjacent violators; weights are 1 / width² of the intervals, relative to their values. */
function neverFalling(points: readonly CurvePoint[]): CurvePoint[] {
  const blocks: { points: CurvePoint[]; weight: number; value: number; low: number; high: number }[] = [];
  for (const one of points) {
    const width = Math.max(0.02, (one.high - one.low) / (one.value || 1));
    let block = { points: [one], weight: 1 / width ** 2, value: one.value, low: one.low, high: one.high };
    for (let before = blocks.at(-1); before && before.value > block.value; before = blocks.at(-1)) {
      blocks.pop();
      const weight = before.weight + block.weight;
      const mean = (key: 'value' | 'low' | 'high'): number => (before.weight * before[key] + block.weight * block[key]) / weight;
      block = { points: [...before.points, ...block.points], weight, value: mean('value'), low: mean('low'), high: mean('high') };
    }
    blocks.push(block);
  }
  return blocks.flatMap(({ points: pooled, value, low, high }) => {
    const open = pooled.some((one) => one.open);
    return pooled.map(({ rate }) => ({ rate, value, low, high, open }));
  });
}

/** How waiting grows with the load in the queues that have a formula (M/M/1, M/D/1, M/G/1: Kingman): as 1 / (1 - utilisation). */
function strain(rate: number, saturation: number): number {
  // The measured saturation is no exact limit: points close to it must not become infinite.
  return 1 / (1 - Math.min(0.98, rate / (saturation * 1.02)));
}

type Key = 'value' | 'low' | 'high';

/** Through all points by least squares of relative errors, each weighted by how well it is known. Null where it leaves an interval. */
function lineThrough(points: readonly (CurvePoint & { x: number })[]): ((x: number) => number) | null {
  if (points.length < 3) return null;
  let [w, wx, wy, wxx, wxy] = [0, 0, 0, 0, 0];
  for (const { x, value, low, high } of points) {
    const weight = 1 / Math.max(0.02 * value, high - low) ** 2;
    w += weight;
    wx += weight * x;
    wy += weight * value;
    wxx += weight * x * x;
    wxy += weight * x * value;
  }
  const slope = (w * wxy - wx * wy) / (w * wxx - wx * wx);
  const line = (x: number): number => (wy + slope * (w * x - wx)) / w;
  return slope >= 0 && points.every(({ x, low, high }) => line(x) >= low && line(x) <= high) ? line : null;
}

/** The curve as a function; null beyond the highest rate measured: nothing is extrapolated. */
function curveOf(measured: Measured): { points: CurvePoint[]; at: (rate: number, key: Key) => number | null } {
  const saturation = measured.saturation?.ratePerSecond.value ?? 0;
  const points = curvePoints(measured).map((point) => ({ ...point, x: strain(point.rate, saturation) }));
  const line = saturation > 0 ? lineThrough(points) : null;
  const at = (rate: number, key: Key): number | null => {
    const above = points.findIndex((point) => point.rate >= rate);
    const right = points[above];
    if (saturation <= 0 || !right) return null;
    const x = strain(rate, saturation);
    if (line && key === 'value') return line(x);
    const left = points[above - 1] ?? right;
    return left[key] + (right[key] - left[key]) * (right.x === left.x ? 1 : (x - left.x) / (right.x - left.x));
  };
  return { points, at };
}

/**
 * The 99th percentile that is expected at a rate, measured or between measured ones. A line in 1 / (1 - utilisation) where one
 * fits all points within their intervals: then each point helps to know the others. Else such a line between neighbours.
 */
export function predictedP99(measured: Measured, rate: number): Omit<CurvePoint, 'rate'> | null {
  const { points, at } = curveOf(measured);
  const value = at(rate, 'value');
  if (value === null) return null;
  const above = points.findIndex((point) => point.rate >= rate);
  return {
    value,
    low: Math.min(value, at(rate, 'low') ?? value),
    high: Math.max(value, at(rate, 'high') ?? value),
    // One of the two that the interval is read between.
    open: points[above]?.open === true || (points[above]?.rate !== rate && points[above - 1]?.open === true),
  };
}

/** The highest rate up to which the curve stays within the goal; by the curve's own end where it never leaves it. Null: nowhere. */
function highestWithin(measured: Measured, p99Ms: number, key: Key): number | null {
  const { points, at } = curveOf(measured);
  const over = points.findIndex((point) => (at(point.rate, key) ?? Infinity) > p99Ms);
  if (over < 0) return points.at(-1)?.rate ?? null;
  const left = points[over - 1];
  const right = points[over];
  if (!left || !right) return null;
  let [within, beyond] = [left.rate, right.rate];
  for (let round = 0; round < 50; round++) {
    const middle = (within + beyond) / 2;
    if ((at(middle, key) ?? Infinity) <= p99Ms) within = middle;
    else beyond = middle;
  }
  return within;
}

/**
 * Requests a second that one replica carries with its 99th percentile within the goal, and never more than was measured.
 * The interval is where the interval of the percentile crosses the goal. Null where no rate meets the goal.
 */
export function rateWithin(measured: Measured, p99Ms: number): { value: number; low: number; high: number } | null {
  const value = highestWithin(measured, p99Ms, 'value');
  if (value === null || value <= 0) return null;
  return {
    value,
    low: Math.min(value, highestWithin(measured, p99Ms, 'high') ?? 0),
    high: Math.max(value, highestWithin(measured, p99Ms, 'low') ?? value),
  };
}

/** Whether a rate is the end of what was measured: what one replica carries may then lie beyond it. */
export function isHighestMeasured(measured: Pick<Measured, 'steps'>, rate: number): boolean {
  const highest = curvePoints(measured).at(-1)?.rate ?? Infinity;
  // A plan keeps four digits.
  return rate >= highest * 0.999;
}

/** Cores in use at a rate: in proportion between measured steps, none at rate 0. Null where they could not be seen. */
export function coresAt({ steps }: Pick<Measured, 'steps'>, rate: number): number | null {
  const points = openPoints(steps, ({ cores }) => cores);
  const last = points.at(-1);
  if (!last) return null;
  return rate > last.rate ? (last.value * rate) / last.rate : between([{ rate: 0, value: 0 }, ...points], rate);
}

/**
 * Mean milliseconds of an answer at a rate: in proportion between measured steps, down to those of one request alone. Null
 * without steps at a rate, and beyond the highest of them.
 */
export function meanMsAt({ steps }: Pick<Measured, 'steps'>, rate: number): number | null {
  const points = openPoints(steps, ({ meanMs }) => meanMs);
  const alone = oneAlone(steps)?.meanMs;
  if (rate > (points.at(-1)?.rate ?? -1)) return null;
  return between([{ rate: 0, value: alone ?? points[0]?.value ?? 0 }, ...points], rate);
}

interface RatePoint {
  rate: number;
  value: number;
}

function openPoints(steps: Measured['steps'], valueOf: (step: LoadStep) => number | null): RatePoint[] {
  return steps
    .filter(({ mode }) => mode === 'open')
    .flatMap((step) => {
      const value = valueOf(step);
      return value === null ? [] : [{ rate: step.offeredPerSecond ?? 0, value }];
    })
    .sort((a, b) => a.rate - b.rate);
}

/** On the lines between neighbours; null beyond the last. */
function between(points: readonly RatePoint[], rate: number): number | null {
  const above = points.findIndex((point) => point.rate >= rate);
  const right = points[above];
  if (!right) return null;
  const left = points[above - 1] ?? right;
  return left.value + ((right.value - left.value) * (rate - left.rate)) / (right.rate - left.rate || 1);
}

export interface Replicas {
  /** Enough for the rate. */
  min: number;
  /** One of them may fail. */
  wanted: number;
  /** For twice the rate, and one of them may fail. */
  max: number;
}

/** Replicas that share a rate evenly, each of them carrying `perReplica` at most. */
export function replicasFor(rate: number, perReplica: number): Replicas {
  // A rate that was itself computed from the limit must not need another replica for its last digit.
  const whole = (share: number): number => Math.max(1, Math.ceil(share - 1e-9));
  const min = whole(rate / perReplica);
  return { min, wanted: min + 1, max: whole((2 * rate) / perReplica) + 1 };
}

/** What a deployment for another goal would look like, by the measured curve. Null where no rate meets the goal. */
export interface WhatIf {
  perReplica: { value: number; low: number; high: number };
  replicas: Replicas;
  /** Of each replica, all of `replicas.wanted` sharing the rate. */
  p99Ms: Omit<CurvePoint, 'rate'> | null;
  cores: number | null;
}

export function whatIf(measured: Measured, goal: { ratePerSecond: number; p99Ms: number }): WhatIf | null {
  const perReplica = rateWithin(measured, goal.p99Ms);
  if (!perReplica || perReplica.low <= 0) return null;
  const replicas = replicasFor(goal.ratePerSecond, perReplica.low);
  return {
    perReplica,
    replicas,
    p99Ms: predictedP99(measured, goal.ratePerSecond / replicas.wanted),
    cores: coresAt(measured, perReplica.value),
  };
}
