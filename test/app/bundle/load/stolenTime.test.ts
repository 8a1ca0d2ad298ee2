import { cpus } from 'node:os';
import { describe, expect, it } from 'vitest';
import { curvePoints, predictedP99 } from '../../../../app/api/loadCurve.ts';
import type { LoadStep } from '../../../../app/api/schemas/load.ts';
import { runStep } from '../../../../app/bundle/load/runStep.ts';
import { SampledAnswers } from '../../../../app/bundle/load/sampledAnswers.ts';
import { createUsageMeter } from '../../../../app/bundle/load/processUsage.ts';
import { stolenOf, stolenShare, undisturbed, type ReadStolen, type Slice } from '../../../../app/bundle/load/stolenTime.ts';
import { p99OfMM1, queueSteps, step } from './support/queueSteps.ts';
import { startToyServer } from './support/toyServer.ts';

const slice = (at: number, stolen: number, underWay = 8): Slice => ({ from: at * 250, to: (at + 1) * 250, stolen, underWay });

describe('time that the host took', () => {
  it('is the eighth figure of the first line of /proc/stat, in hundredths of a second', () => {
    const stat = 'cpu  66452 3 15957 54430 681 9 3568 7487 21 22\ncpu0 33000 1 8000 27000 300 4 1700 3700 10 11\n';
    expect(stolenOf(stat)).toBe(74.87);
    // Kernels before 2.6.11 do not tell it.
    expect(stolenOf('cpu  66452 3 15957 54430 681 9 3568\n')).toBeNull();
  });

  it('disturbs the slice it falls into and the next, from more than one step of the account on', () => {
    const slices = [0, 0.01, 0.02, 0, 0, 0.3, 0.4, 0, 0].map((stolen, at) => slice(at, stolen));
    expect(undisturbed(slices, 2).map(({ from }) => from / 250)).toEqual([0, 1, 4, 8]);
    // Of sixty-four processors a fiftieth is more than that.
    expect(undisturbed(slices, 64).map(({ from }) => from / 250)).toEqual([0, 1, 2, 3, 4, 5, 8]);
    expect(stolenShare(slices, 2)).toBeCloseTo(0.73 / 4.5, 12);
  });

  it('disturbs what follows until no more requests are under way than usual', () => {
    const underWay = [9, 7, 8, 300, 260, 140, 21, 20, 8, 90];
    const slices = underWay.map((many, at) => slice(at, at === 3 ? 0.2 : 0, many));
    // With 20 at its end, twice the median of 8 and four more, the eighth is the last that works something off.
    expect(undisturbed(slices, 2).map(({ from }) => from / 250)).toEqual([0, 1, 2, 8, 9]);
    // What is usual is not known after two.
    expect(undisturbed(slices.slice(1), 2).map(({ from }) => from / 250)).toEqual([1, 2, 5, 6, 7, 8, 9]);
    for (let many = 0; many < slices.length; many++)
      expect(undisturbed(slices, 2).slice(0, undisturbed(slices.slice(0, many), 2).length)).toEqual(
        undisturbed(slices.slice(0, many), 2),
      );
  });
});

/** A server that stands still for a while now and then, and a host that says it took that time, or any other. */
async function stepWhile(readStolen: (from: number) => ReadStolen, serviceMs: (served: number) => number): Promise<LoadStep> {
  const server = await startToyServer({ serviceMs });
  try {
    const plan = { load: { mode: 'open' as const, ratePerSecond: 100, seed: 1 }, rowsPerRequest: 1, seconds: 2 };
    return await runStep(plan, {
      url: server.url,
      requests: { path: '/predict', bodies: [Buffer.from('[{"a":1}]')], check: null },
      meter: createUsageMeter(null, 0),
      sample: new SampledAnswers(),
      readStolen: readStolen(performance.now()),
    });
  } finally {
    await server.close();
  }
}

describe('a step', () => {
  it('leaves out moments in which the host took processors, and says what p99 would be with them', async () => {
    let stoodAt = Infinity;
    // A stall of three quarters of a second; the host says that it took all processors for that long.
    const measured = await stepWhile(
      () => () => Math.max(0, Math.min(0.75, (performance.now() - stoodAt) / 1000)) * cpus().length,
      (served) => {
        if (served !== 120) return 1;
        stoodAt = performance.now();
        return 750;
      },
    );
    expect(measured.stolen).toBeDefined();
    expect(measured.stolen!.leftOutSeconds).toBeGreaterThan(0.7);
    expect(measured.stolen!.share).toBeGreaterThan(0.05);
    expect(measured.stolen!.p99Ms).toBeGreaterThan(400);
    expect(measured.p99Ms.value).toBeLessThan(measured.stolen!.p99Ms! / 2);
    // It took so much longer instead.
    expect(measured.seconds).toBeGreaterThan(1.5);
  });

  it('counts everything where the host hardly ever lets go, after three times its length', async () => {
    const from = performance.now();
    const measured = await stepWhile(
      (start) => () => ((performance.now() - start) / 1000) * cpus().length,
      () => 1,
    );
    expect(measured.stolen).toMatchObject({ leftOutSeconds: 0, p99Ms: measured.p99Ms.value });
    expect(measured.seconds).toBeGreaterThan(5.9);
    expect(performance.now() - from).toBeGreaterThan(6_000);
  });

  it('says nothing of it where the system does not tell, or nothing was taken', async () => {
    const measured = await stepWhile(
      () => () => null,
      (served) => (served === 120 ? 400 : 1),
    );
    expect(measured.stolen).toBeUndefined();
    expect(measured.p99Ms.value).toBeGreaterThan(200);
  });
});

describe('the curve', () => {
  const disturbed = (share: number): LoadStep =>
    step({
      mode: 'open',
      concurrency: null,
      offeredPerSecond: share * 500,
      p99Ms: { value: 300, low: 200, high: 400 },
      stolen: { share: 0.1, leftOutSeconds: 0, p99Ms: 300 },
    });

  it('is drawn without steps that were disturbed all the time, where three others are left', () => {
    const { saturation, steps } = queueSteps(500);
    const measured = { saturation, steps: [...steps, disturbed(0.6)] };
    expect(curvePoints(measured).map(({ rate }) => rate)).toEqual([0, 250, 350, 400, 450]);
    const expected = p99OfMM1(300, 500);
    expect(Math.abs(predictedP99(measured, 300)!.value / expected - 1)).toBeLessThan(0.05);
  });

  it('keeps them where fewer are left', () => {
    const { saturation, steps } = queueSteps(500, [0.5, 0.7]);
    const measured = { saturation, steps: [...steps, disturbed(0.9)] };
    expect(curvePoints(measured).at(-1)).toMatchObject({ rate: 450, value: 300 });
  });
});
