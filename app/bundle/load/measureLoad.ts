// The whole measurement of a server that runs: sweep, times by rows, rates, and what follows from them.
import { curvePoints, failedShare, mostErrors, rateWithin } from '../../api/loadCurve.ts';
import { defaultP99Ms, type BatchTime, type LoadResult, type LoadSettings, type LoadStep } from '../../api/schemas/load.ts';
import { count } from '../../base/counts.ts';
import { AppError } from '../../base/errors.ts';
import type { ProgressReport } from '../../jobs/progressMeter.ts';
import { fitBatchTime } from './batchTime.ts';
import type { MakeRequests } from './loadRequests.ts';
import type { UsageMeter } from './processUsage.ts';
import { runStep, type StepPlan } from './runStep.ts';
import { SampledAnswers } from './sampledAnswers.ts';
import { isSaturated, saturationOf } from './saturation.ts';

export interface LoadTarget {
  url: string;
  makeRequests: MakeRequests;
  meter: UsageMeter;
}

export interface LoadHooks {
  signal?: AbortSignal | undefined;
  /** Of a server that asks for one. */
  apiKey?: string | undefined;
  onProgress?: ((progress: ProgressReport) => void) | undefined;
}

export type Measurements = Pick<LoadResult, 'steps' | 'saturation' | 'batchTime' | 'memoryPeakBytes' | 'answers'>;

const mostConcurrency = 256;
const rates = [0.5, 0.7, 0.8, 0.9];
const lowRates = [0.25, 0.1];
const batchRows = [1, 4, 16, 64];
/** A step takes so many times its seconds: warm-up, and further windows where they do not agree. */
const overhead = 1.4;

export function goalOf({ ratePerSecond, p99Ms }: LoadSettings): LoadResult['goal'] {
  return { ratePerSecond: ratePerSecond ?? null, p99Ms: p99Ms ?? defaultP99Ms };
}

export function secondsOf({ seconds, quick }: LoadSettings): number {
  return seconds ?? (quick ? 1 : 4);
}

/** Steps one after the other, with progress in requests and an estimate of the time that is left. */
export class StepRunner {
  readonly steps: LoadStep[] = [];
  readonly sample = new SampledAnswers();
  readonly #target: LoadTarget;
  readonly #hooks: LoadHooks;
  #answered = 0;
  #secondsLeft = 0;

  constructor(target: LoadTarget, hooks: LoadHooks) {
    this.#target = target;
    this.#hooks = hooks;
  }

  /** Seconds of load that are to come, as far as is known. */
  expect(seconds: number): void {
    this.#secondsLeft = seconds * overhead;
  }

  async run(stage: string, plan: StepPlan): Promise<LoadStep> {
    const startedAt = performance.now();
    const leftBefore = this.#secondsLeft;
    const tell = (answered: number, rate: number | null): void =>
      this.#hooks.onProgress?.({
        stage,
        done: this.#answered + answered,
        total: null,
        unit: 'requests',
        rate,
        eta: Math.max(0, leftBefore - (performance.now() - startedAt) / 1000),
      });
    tell(0, null);
    const step = await runStep(plan, {
      url: this.#target.url,
      requests: this.#target.makeRequests(plan.rowsPerRequest),
      meter: this.#target.meter,
      sample: this.sample,
      signal: this.#hooks.signal,
      onProgress: tell,
    });
    this.#answered += step.requests;
    this.#secondsLeft = Math.max(0, leftBefore - plan.seconds * overhead);
    return step;
  }
}

async function sweep(runner: StepRunner, settings: LoadSettings): Promise<LoadStep[]> {
  const seconds = secondsOf(settings);
  const closed: LoadStep[] = [];
  for (let concurrency = 1; concurrency <= mostConcurrency; concurrency *= 2) {
    // Seven steps are usual; those at rates take twice as long.
    runner.expect(seconds * (Math.max(1, 7 - closed.length) + batchRows.length / 4 + rates.length * 2));
    const step = await runner.run(`${concurrency} at a time`, {
      load: { mode: 'closed', concurrency },
      rowsPerRequest: settings.rowsPerRequest,
      seconds,
    });
    closed.push(step);
    if (isSaturated(closed)) break;
  }
  return closed;
}

async function timesByRows(runner: StepRunner, settings: LoadSettings): Promise<BatchTime | null> {
  const seconds = Math.max(0.4, secondsOf(settings) / 4);
  const points: BatchTime['points'] = [];
  for (const rows of batchRows) {
    runner.expect(seconds * (batchRows.length - points.length) + secondsOf(settings) * rates.length * 2);
    const step = await runner.run(`${rows} ${rows === 1 ? 'row' : 'rows'} a request`, {
      load: { mode: 'closed', concurrency: 1 },
      rowsPerRequest: rows,
      seconds,
    });
    // A server may take no more rows than so many.
    if (failedShare(step) > mostErrors || step.p50Ms.value === null) break;
    points.push({ rows, ms: step.p50Ms.value });
  }
  return fitBatchTime(points);
}

/** Whether more load need not be tried: it fails, or is far from the goal already. */
function isHopeless(step: LoadStep, p99Ms: number): boolean {
  return failedShare(step) > mostErrors || (step.p99Ms.low ?? Infinity) > 3 * p99Ms;
}

/** Open loop from below until it is hopeless, then where the goal is crossed and at the rate that is wanted. */
async function atRates(runner: StepRunner, settings: LoadSettings, closed: LoadStep[]): Promise<LoadStep[]> {
  const saturation = saturationOf(closed);
  const highest = saturation?.ratePerSecond.value ?? 0;
  const goal = goalOf(settings);
  const seconds = secondsOf(settings) * 2;
  const open: LoadStep[] = [];
  const at = async (ratePerSecond: number, left: number): Promise<LoadStep> => {
    runner.expect(seconds * left);
    const step = await runner.run(`${Number(ratePerSecond.toPrecision(3))} requests/s`, {
      load: { mode: 'open', ratePerSecond, seed: settings.seed + open.length },
      rowsPerRequest: settings.rowsPerRequest,
      seconds,
    });
    open.push(step);
    return step;
  };
  for (const [index, share] of rates.entries()) {
    if (isHopeless(await at(share * highest, rates.length - index + 1), goal.p99Ms)) break;
  }
  const measured = { steps: [...closed, ...open], saturation };
  const meets = (): boolean =>
    open.some((step) => failedShare(step) <= mostErrors && (step.p99Ms.value ?? Infinity) <= goal.p99Ms);
  const [fine, over] = open.slice(-2);
  // The goal is crossed somewhere in a wide gap: one more rate halves it.
  if (fine && over && !isHopeless(fine, goal.p99Ms) && isHopeless(over, goal.p99Ms))
    await at(((fine.offeredPerSecond ?? 0) + (over.offeredPerSecond ?? 0)) / 2, 2);
  for (const share of lowRates) if (!meets()) await at(share * highest, 2);
  measured.steps = [...closed, ...open];
  const isNew = (rate: number): boolean =>
    rate > 0 && curvePoints(measured).every((point) => Math.abs(point.rate - rate) > 0.04 * highest);
  const wanted = [
    rateWithin(measured, goal.p99Ms)?.value ?? 0,
    (goal.ratePerSecond ?? Infinity) <= highest * 0.9 ? goal.ratePerSecond! : 0,
  ];
  for (const rate of wanted) {
    if (isNew(rate)) await at(rate, 1);
    measured.steps = [...closed, ...open];
  }
  return open.sort((a, b) => (a.offeredPerSecond ?? 0) - (b.offeredPerSecond ?? 0));
}

/**
 * Measures a server: closed loop with 1, 2, 4, … requests under way until throughput stops growing, one request alone with
 * more and more rows, and Poisson arrivals at shares of the throughput found.
 * @throws INVALID_INPUT when no request at all is answered, CANCELLED
 */
export async function measureLoad(target: LoadTarget, settings: LoadSettings, hooks: LoadHooks): Promise<Measurements> {
  const runner = new StepRunner(target, hooks);
  await runner.run('warm-up', {
    load: { mode: 'closed', concurrency: 4 },
    rowsPerRequest: settings.rowsPerRequest,
    seconds: Math.min(1, secondsOf(settings)),
  });
  const closed = await sweep(runner, settings);
  const [first] = closed;
  if (!first || saturationOf(closed) === null) {
    const which =
      first && first.requests > 0
        ? `only ${count(first.requests)} of ${count(first.requests + first.errors)} requests`
        : 'no request';
    throw new AppError('INVALID_INPUT', `${target.url} answers ${which} as it should: ${first?.errorText ?? 'no answer'}`, {
      hint: 'Check the address, and that the rows are of the model that is served there.',
    });
  }
  const batchTime = await timesByRows(runner, settings);
  const open = await atRates(runner, settings, closed);
  return {
    steps: [...closed, ...open],
    saturation: saturationOf(closed),
    batchTime,
    memoryPeakBytes: target.meter.peakBytes(),
    answers: runner.sample.totals,
  };
}
