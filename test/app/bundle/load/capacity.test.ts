import { describe, expect, it } from 'vitest';
import { coresAt, curvePoints, meanMsAt, predictedP99, rateWithin, replicasFor, whatIf } from '../../../../app/api/loadCurve.ts';
import { batchSetting, fitBatchTime } from '../../../../app/bundle/load/batchTime.ts';
import { planCapacity, type PlanRequest } from '../../../../app/bundle/load/capacityPlan.ts';
import { loadResult } from '../../../../app/bundle/load/loadResult.ts';
import { textLoad } from '../../../../app/bundle/load/textLoad.ts';
import { isSaturated, saturationOf } from '../../../../app/bundle/load/saturation.ts';
import { carriedWords, rangeWords } from '../../../../app/api/loadWords.ts';
import { LoadSettings, type LoadStep } from '../../../../app/api/schemas/load.ts';
import { simulatedClosed, simulatedOpen, type ServiceMs } from './support/simulatedServer.ts';
import { closedStep, p99OfMM1, queueSteps, step } from './support/queueSteps.ts';

const request: PlanRequest = {
  goal: { ratePerSecond: 1000, p99Ms: 30 },
  rowsPerRequest: 1,
  batch: { maxRows: 1, maxDelayMs: 0 },
  memoryBytes: 2e8,
  at: '2026-01-01T00:00:00.000Z',
  machine: 'two cores',
};

describe('saturation', () => {
  it('is found where twice the requests under way no longer answer more, and the knee before it', () => {
    const rates = [100, 190, 340, 400, 405, 402];
    const steps = rates.map((rate, index) => closedStep(2 ** index, rate));
    expect(rates.map((_, index) => isSaturated(steps.slice(0, index + 1)))).toEqual([false, false, false, false, false, true]);
    expect(saturationOf(steps)).toEqual({ ratePerSecond: { value: 405, low: 405 * 0.98, high: 405 * 1.02 }, concurrency: 8 });
  });

  it('is not taken for reached by one bad step', () => {
    expect(isSaturated([100, 101, 190].map((rate, index) => closedStep(2 ** index, rate)))).toBe(false);
  });

  it('is reached where requests fail, and such a step is no measure of it', () => {
    const steps = [closedStep(1, 100), closedStep(2, 900, { errors: 500, requests: 500 })];
    expect(isSaturated(steps)).toBe(true);
    expect(saturationOf(steps)?.ratePerSecond.value).toBe(100);
    expect(saturationOf([closedStep(1, 0, { errors: 5, requests: 0 })])).toBeNull();
  });
});

describe('the curve of a queue with a formula (M/M/1)', () => {
  const measured = queueSteps(500);

  it('predicts the percentile at rates that were not measured', () => {
    for (const share of [0.2, 0.35, 0.6, 0.75, 0.85]) {
      const predicted = predictedP99(measured, share * 500)!.value;
      expect(Math.abs(predicted / p99OfMM1(share * 500, 500) - 1)).toBeLessThan(0.05);
    }
  });

  it('is not continued beyond what was measured', () => {
    expect(predictedP99(measured, 0.95 * 500)).toBeNull();
  });

  it('gives the rate at which the goal is crossed', () => {
    const { value, low, high } = rateWithin(measured, 30)!;
    // ln(100) / (capacity - rate) = 30 ms
    expect(Math.abs(value / (500 - Math.log(100) / 0.03) - 1)).toBeLessThan(0.03);
    expect(low).toBeLessThan(value);
    expect(high).toBeGreaterThan(value);
  });

  it('gives no rate for a goal that one request alone does not meet, and none above the measured ones', () => {
    expect(rateWithin(measured, p99OfMM1(0, 500) * 0.9)).toBeNull();
    expect(rateWithin(measured, 1e6)?.value).toBe(450);
  });

  it('may carry more than was measured where no measured rate was too much', () => {
    const words = (p99Ms: number): string => carriedWords(rateWithin(measured, p99Ms)!, measured);
    expect(words(1e6)).toBe('450 requests/s or more');
    expect(words(p99OfMM1(300, 500))).toMatch(/^\d+ requests\/s \(\d+ to \d+\)$/);
  });

  it('leaves out rates at which requests fail', () => {
    const failing = {
      ...measured,
      steps: [...measured.steps, step({ mode: 'open', offeredPerSecond: 475, errors: 900, requests: 100 })],
    };
    expect(predictedP99(failing, 470)).toBeNull();
  });

  it('does not fall: points that contradict each other become their mean, the surer one counting more', () => {
    const around = (offeredPerSecond: number, value: number, half: number) =>
      step({ mode: 'open', concurrency: null, offeredPerSecond, p99Ms: { value, low: value - half, high: value + half } });
    const points = curvePoints({ steps: [around(100, 10, 1), around(200, 30, 15), around(300, 20, 2), around(400, 40, 4)] });
    expect(points.map(({ rate }) => rate)).toEqual([100, 200, 300, 400]);
    expect(points.map(({ value }) => value)).toEqual([10, points[1]!.value, points[1]!.value, 40]);
    expect(points[1]!.value).toBeGreaterThan(20);
    expect(points[1]!.value).toBeLessThan(22);
  });

  it('says where the interval is one of too few requests: its end is no bound', () => {
    const sparse = { ...measured, steps: measured.steps.map((one) => ({ ...one, p99Open: one.offeredPerSecond === 350 })) };
    const at = (rate: number) => predictedP99(sparse, rate)!.open;
    expect([at(250), at(251), at(350), at(399), at(400)]).toEqual([false, true, true, true, false]);
    expect(rangeWords(predictedP99(sparse, 350)!)).toMatch(/^[\d.]+ to [\d.]+ or more$/);
    expect(rangeWords(predictedP99(sparse, 400)!)).toMatch(/^[\d.]+ to [\d.]+$/);
  });

  it('says how long an answer takes on average, down to one request alone, and nothing beyond what was measured', () => {
    const means = { 0: 2, 250: 4, 350: 6, 400: 10, 450: 20 };
    const steps = measured.steps.map((one) => ({ ...one, meanMs: means[(one.offeredPerSecond ?? 0) as keyof typeof means] }));
    expect([0, 125, 250, 300, 450, 451].map((rate) => meanMsAt({ steps }, rate))).toEqual([2, 3, 4, 5, 20, null]);
    expect(meanMsAt({ steps: [] }, 0)).toBeNull();
  });

  it('says how many cores are in use', () => {
    expect(coresAt(measured, 0.6 * 500)).toBeCloseTo(1.2, 9);
    expect(coresAt(measured, 0.25 * 500)).toBeCloseTo(0.5, 9);
    expect(coresAt({ steps: measured.steps.map((one) => ({ ...one, cores: null })) }, 100)).toBeNull();
  });
});

describe.each<[string, ServiceMs, number]>([
  ['constant', () => 2, 500],
  ['exponential', (random) => -2 * Math.log(1 - random.uniform()), 500],
  ['mostly short, sometimes long', (random) => (random.uniform() < 0.05 ? 8 : 1.5), 1000 / 1.825],
])('a simulated server whose service times are %s', (_, service, capacity) => {
  const closed: LoadStep[] = [];
  for (let concurrency = 1; !isSaturated(closed); concurrency *= 2) {
    closed.push(simulatedClosed(service, concurrency, { seconds: 4, seed: concurrency, networkMs: 1 }));
  }
  const saturation = saturationOf(closed);
  const open = [0.5, 0.7, 0.8, 0.9].map((share, index) =>
    simulatedOpen(service, share * saturation!.ratePerSecond.value!, { seconds: 8, seed: index }),
  );
  const measuredOnce = { steps: [...closed, ...open], saturation };

  it('is found to carry what it can', () => {
    expect(Math.abs(saturation!.ratePerSecond.value! / capacity - 1)).toBeLessThan(0.05);
    expect(saturation!.concurrency).toBeLessThanOrEqual(4);
  });

  it('has the percentile that was predicted, within a quarter, when it is run again', () => {
    for (const share of [0.4, 0.6, 0.75]) {
      const rate = share * capacity;
      const again = simulatedOpen(service, rate, { seconds: 60, seed: 77 });
      const ratio = predictedP99(measuredOnce, rate)!.value / again.p99Ms.value!;
      expect(ratio).toBeGreaterThan(0.75);
      expect(ratio).toBeLessThan(1.25);
    }
  });
});

describe('replicas', () => {
  it('are enough for the rate, one more so that one may fail, and for twice the rate', () => {
    expect(replicasFor(1000, 410)).toEqual({ min: 3, wanted: 4, max: 6 });
    expect(replicasFor(410, 410)).toEqual({ min: 1, wanted: 2, max: 3 });
    expect(replicasFor(1, 410)).toEqual({ min: 1, wanted: 2, max: 2 });
  });

  it('are counted with the low end of what one carries', () => {
    const planned = planCapacity(queueSteps(500), request);
    if (!('plan' in planned)) throw new Error(planned.refusal);
    const { perReplica, replicas } = planned.plan;
    expect(perReplica.ratePerSecond.value).toBeGreaterThan(333);
    expect(perReplica.ratePerSecond.low).toBeLessThan(333);
    expect(replicas).toEqual(replicasFor(1000, perReplica.ratePerSecond.low!));
    expect(perReplica.p99Ms.value).toBeCloseTo(30, 0);
    expect(perReplica.memoryBytes).toBe(2e8);
  });

  it('are one where nothing but the percentile is asked', () => {
    const planned = planCapacity(queueSteps(500), { ...request, goal: { ratePerSecond: null, p99Ms: 30 } });
    if (!('plan' in planned)) throw new Error(planned.refusal);
    expect(planned.plan.replicas.min).toBe(1);
    expect(planned.plan.goal.ratePerSecond).toBe(planned.plan.perReplica.ratePerSecond.value);
  });

  it('are refused where no number of them meets the goal', () => {
    const planned = planCapacity(queueSteps(500), { ...request, goal: { ratePerSecond: 10, p99Ms: 5 } });
    expect(planned).toEqual({ refusal: expect.stringMatching(/one request at a time.*within 9\.21 ms.*less than 5 ms/) });
  });

  it('follow another goal at once', () => {
    const small = whatIf(queueSteps(500), { ratePerSecond: 200, p99Ms: 30 })!;
    const large = whatIf(queueSteps(500), { ratePerSecond: 2000, p99Ms: 30 })!;
    expect(small.replicas.min).toBe(1);
    expect(large.replicas.min).toBeGreaterThan(6);
    expect(small.p99Ms!.value).toBeLessThan(large.p99Ms!.value);
    expect(whatIf(queueSteps(500), { ratePerSecond: 200, p99Ms: 1 })).toBeNull();
  });
});

describe('time by rows', () => {
  it('is fitted as a·rows + b', () => {
    const fitted = fitBatchTime([1, 4, 16, 64].map((rows) => ({ rows, ms: 0.2 * rows + 1.5 })))!;
    expect(fitted.perRowMs).toBeCloseTo(0.2, 9);
    expect(fitted.fixedMs).toBeCloseTo(1.5, 9);
    expect(fitBatchTime([{ rows: 1, ms: 2 }])).toBeNull();
  });

  it('gives a batch that leaves the goal room for the one under way and the wait', () => {
    const batch = batchSetting({ perRowMs: 0.2, fixedMs: 1.5 }, { rowsPerSecond: 5000, p99Ms: 50 });
    // 2 (0.2 n + 1.5) <= 25 allows 55 rows: 32 is the largest power of two; 31 / 5000 s until it is full.
    expect(batch).toEqual({ maxRows: 32, maxDelayMs: 6.2 });
    expect(2 * (0.2 * batch.maxRows + 1.5) + batch.maxDelayMs).toBeLessThanOrEqual(50);
  });

  it('waits for no more rows than come and no longer than a batch takes, and lets a burst go together', () => {
    // In two times 0.77 ms about three of 2,000 rows a second come; 2 (0.01 n + 0.7) <= 25 allows more than the 700 that pay.
    expect(batchSetting({ perRowMs: 0.01, fixedMs: 0.7 }, { rowsPerSecond: 2000, p99Ms: 50 })).toEqual({
      maxRows: 512,
      maxDelayMs: 0.7,
    });
    // A row that costs nothing, few of which come: nothing is waited for.
    expect(batchSetting({ perRowMs: 0, fixedMs: 0.66 }, { rowsPerSecond: 100, p99Ms: 50 })).toEqual({
      maxRows: 1024,
      maxDelayMs: 0,
    });
  });

  it('puts nothing together where that gains nothing or the goal has no room', () => {
    expect(batchSetting({ perRowMs: 2, fixedMs: 0.1 }, { rowsPerSecond: 100, p99Ms: 500 })).toEqual({
      maxRows: 1,
      maxDelayMs: 0,
    });
    expect(batchSetting({ perRowMs: 5, fixedMs: 5 }, { rowsPerSecond: 100, p99Ms: 30 })).toEqual({ maxRows: 1, maxDelayMs: 0 });
  });
});

it('says at which load requests failed, and of what', () => {
  const failing = step({ mode: 'open', offeredPerSecond: 3159.2, errors: 100, requests: 1000 });
  const warningsFor = (errorText: string | null): string[] =>
    loadResult({
      of: { kind: 'server', where: 'http://127.0.0.1:8080', name: 'm', runId: null },
      settings: LoadSettings.parse({}),
      measurements: {
        ...queueSteps(500),
        steps: [...queueSteps(500).steps, { ...failing, errorText }],
        batchTime: null,
        memoryPeakBytes: null,
        answers: { checked: 0, wrong: 0, examples: [] },
      },
      serverSettings: {},
      tuning: [],
      at: '2026-01-01T00:00:00.000Z',
      isBatchDependent: false,
      loadBefore: 0,
    })
      .warnings.filter(({ code }) => code === 'load-errors')
      .map(({ message }) => message);
  expect(warningsFor('more than 2,000 requests were under way')).toEqual([
    'With 3,159 requests/s 9 % of the requests failed: more than 2,000 requests were under way.',
  ]);
  expect(warningsFor('status 429: Too many requests are waiting.')[0]).toMatch(/are waiting\.$/);
});

describe('what the host took', () => {
  const measured = (stolen: LoadStep['stolen']): LoadStep =>
    step({ mode: 'open', concurrency: null, offeredPerSecond: 200, ...(stolen && { stolen }) });
  const resultOf = (steps: LoadStep[]): ReturnType<typeof loadResult> =>
    loadResult({
      of: { kind: 'bundle', where: '/b.zip', name: 'b', runId: null },
      settings: LoadSettings.parse({ p99Ms: 50 }),
      measurements: {
        steps: [...queueSteps(500).steps, ...steps],
        saturation: null,
        batchTime: null,
        memoryPeakBytes: null,
        answers: { checked: 5, wrong: 0, examples: [] },
      },
      serverSettings: {},
      tuning: [],
      at: '2026-01-01T00:00:00.000Z',
      isBatchDependent: false,
      loadBefore: 0,
    });

  it('is told where it was left out and where it could not be, and p99 with all moments stands beside the other', () => {
    const result = resultOf([
      measured({ share: 0.034, leftOutSeconds: 2.5, p99Ms: 87 }),
      measured({ share: 0.13, leftOutSeconds: 0, p99Ms: 14 }),
    ]);
    const told = (code: string): string | undefined => result.warnings.find((one) => one.code === code)?.message;
    expect(told('load-stolen')).toBe(
      "The host of this virtual machine took up to 3.4 % of the processors' time away: 2.50 s in 1 of 7 steps were left out.",
    );
    expect(told('load-stolen-all')).toBe(
      "In 1 of 7 steps the host took up to 13 % of the processors' time away, at hardly any moment none: everything counts there.",
    );
    const lines = textLoad(result);
    expect(lines.find((line) => line.startsWith('load '))).toMatch(/p99 ms\s+with all moments\s+failed/);
    const offered = lines.filter((line) => line.startsWith('200/s offered'));
    expect(offered.map((line) => /\) +(\S+) /.exec(line)?.[1])).toEqual(['87.0', '14.0']);
  });

  it('is no column and no word where nothing was taken', () => {
    const result = resultOf([measured(undefined)]);
    expect(result.warnings.map(({ code }) => code)).not.toContain('load-stolen');
    expect(textLoad(result).join('\n')).not.toContain('all moments');
  });
});
