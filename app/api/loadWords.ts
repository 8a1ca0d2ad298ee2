// What a load test found, in the words that the command and the window share.
import { isHighestMeasured, type CurvePoint } from './loadCurve.ts';
import type { Interval } from './schemas/common.ts';
import type { LoadResult, LoadStep } from './schemas/load.ts';

/** Three digits where there are that many before the point, else three that tell something. */
export function loadFigure(value: number | null): string {
  if (value === null) return '–';
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: value === 0 ? 0 : digits });
}

/** The 99th percentile of a step with its interval; "or more" where nothing bounds it from above. */
export function p99Words({ p99Ms: { value, low, high }, p99Open }: Pick<LoadStep, 'p99Ms' | 'p99Open'>): string {
  if (low === null || high === null) return loadFigure(value);
  return `${loadFigure(value)} (${rangeWords({ low, high, open: p99Open === true })})`;
}

/** With the moments in which the host took processors away. */
export function p99OfAll({ p99Ms, stolen }: Pick<LoadStep, 'p99Ms' | 'stolen'>): number | null {
  return stolen ? stolen.p99Ms : p99Ms.value;
}

/** "9.2 to 41 or more" */
export function rangeWords({ low, high, open }: Pick<CurvePoint, 'low' | 'high' | 'open'>): string {
  return `${loadFigure(low)} to ${loadFigure(high)}${open ? ' or more' : ''}`;
}

/** "767 requests/s (640 to 767 or more)": more where no higher rate was measured than the end of the interval. */
export function carriedWords({ value, low, high }: Interval, measured: Pick<LoadResult, 'steps'>): string {
  const open = high !== null && isHighestMeasured(measured, high);
  const range = open && low === high ? 'or more' : `(${whole(low)} to ${whole(high)}${open ? ' or more' : ''})`;
  return `${whole(value)} requests/s ${range}`;
}

const whole = (value: number | null): string => (value === null ? '–' : Math.round(value).toLocaleString('en-US'));

export function replicaCount(count: number): string {
  return `${whole(count)} ${count === 1 ? 'replica' : 'replicas'}`;
}

export function coreCount(count: number): string {
  return `${loadFigure(count)} ${count === 1 ? 'core' : 'cores'}`;
}

/** Where it was measured: the figures are of no other place. */
function whereMeasured({ of, machine }: Pick<LoadResult, 'of' | 'machine'>): string {
  return of.kind === 'bundle'
    ? `on this machine (${whole(machine.cores)} ${machine.cores === 1 ? 'core' : 'cores'})`
    : `at ${of.where}`;
}

/** "One replica carries 410 requests/s (385 to 430) at p99 ≤ 50 ms on this machine (2 cores); for 1,000/s: 3 replicas (4 for one to fail)." */
export function planSentence(result: LoadResult): string {
  const { plan, refusal, goal } = result;
  if (!plan) return refusal ?? '';
  const { ratePerSecond, cores, memoryBytes } = plan.perReplica;
  const range = carriedWords(ratePerSecond, result);
  const use = [
    ...(cores === null ? [] : [coreCount(cores)]),
    ...(memoryBytes === null ? [] : [`${whole(memoryBytes / 1e6)} MB`]),
  ];
  const using = use.length === 0 ? '' : `, using ${use.join(' and ')}`;
  const many =
    goal.ratePerSecond === null
      ? ''
      : `; for ${whole(goal.ratePerSecond)}/s: ${replicaCount(plan.replicas.min)} (${whole(plan.replicas.wanted)} for one to fail)`;
  return `One replica carries ${range} at p99 ≤ ${goal.p99Ms.toLocaleString('en-US')} ms ${whereMeasured(result)}${using}${many}.`;
}
