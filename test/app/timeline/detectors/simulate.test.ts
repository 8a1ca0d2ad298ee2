// The simulator against rates measured independently, and the search for a wanted rate of false alarms.
import { expect, test } from 'vitest';
import { Random } from '../../../../app/base/random.ts';
import { adwin } from '../../../../app/timeline/detectors/adwin.ts';
import { binomialChart } from '../../../../app/timeline/detectors/binomialChart.ts';
import { cusum } from '../../../../app/timeline/detectors/cusum.ts';
import { ddm } from '../../../../app/timeline/detectors/ddm.ts';
import { pageHinkley } from '../../../../app/timeline/detectors/pageHinkley.ts';
import { detectorKinds } from '../../../../app/timeline/detectors/registry.ts';
import { simulate } from '../../../../app/timeline/detectors/simulate.ts';
import { tuneDetector } from '../../../../app/timeline/detectors/tuneDetector.ts';

/** One error in ten. */
const tenth = Array.from({ length: 1000 }, (_, i) => (i % 10 === 0 ? 1 : 0));
const doubled = { kind: 'rate', by: 0.1 } as const;
const value = (figure: { value: number | null }): number => figure.value ?? NaN;

/** Standard error of the difference of two shares, one of them from 200 streams. */
const error = (share: number, streams: number): number => Math.sqrt(share * (1 - share) * (1 / 200 + 1 / streams));

// Streams of 2000 bits with a rate of 0.1, or 0.2 from the middle on; 200 runs of river's algorithms in numpy.
test('false alarms and detection agree with runs of river’s detectors', async () => {
  const streams = 1000;
  const run = (kind: typeof adwin) => simulate({ reference: tenth, kind, change: doubled, streams, length: 2000, seed: 5 });
  const [ofAdwin, ofDdm, ofHinkley] = [await run(adwin), await run(ddm), await run(pageHinkley)];

  expect(value(ofAdwin.falseAlarms.streamsWithAlarm)).toBeLessThan(0.01);
  expect(value(ofHinkley.falseAlarms.streamsWithAlarm)).toBeLessThan(0.01);
  expect(Math.abs(value(ofDdm.falseAlarms.streamsWithAlarm) - 0.365)).toBeLessThan(3 * error(0.365, streams));

  expect(Math.abs(value(ofAdwin.detection.share) - 0.935)).toBeLessThan(3 * error(0.935, streams));
  expect(Math.abs(value(ofHinkley.detection.share) - 0.955)).toBeLessThan(3 * error(0.955, streams));
  expect(Math.abs((ofAdwin.detection.delay?.median ?? NaN) - 407)).toBeLessThan(64);
  expect(Math.abs((ofHinkley.detection.delay?.median ?? NaN) - 605)).toBeLessThan(60);
  expect(Math.abs(value(ofDdm.detection.early) - 0.455)).toBeLessThan(3 * error(0.455, streams));
});

test('a p chart alarms as often as its binomial tails say', async () => {
  const { falseAlarms } = await simulate({
    reference: tenth,
    kind: binomialChart,
    parameters: { window: 50, falseAlarm: 0.05, direction: 'up' },
    change: doubled,
    streams: 400,
    length: 5000,
  });
  // P(X >= 10), X binomial (50, 0.1): scipy's binom.sf(9, 50, 0.1) = 0.02453793570795; P(X >= 9) is above 0.05.
  const perWindow = falseAlarms.alarms / (falseAlarms.values / 50);
  expect(Math.abs(perWindow - 0.02453793570795)).toBeLessThan(3 * Math.sqrt(0.0245 / 40_000));
  expect(falseAlarms.per1000.low).toBeLessThan(20 * 0.024538);
  expect(falseAlarms.per1000.high).toBeGreaterThan(20 * 0.024538);
});

test('the same seed gives the same, another seed something else', async () => {
  const run = (seed: number) => simulate({ reference: tenth, kind: ddm, change: doubled, streams: 50, seed });
  const first = await run(1);
  expect(await run(1)).toEqual(first);
  expect(await run(2)).not.toEqual(first);
});

test('numbers are shifted by standard deviations, missing ones are left out', async () => {
  const random = new Random(3);
  const reference = [NaN, ...Array.from({ length: 500 }, () => 100 + 20 * random.normal()), Infinity];
  const { detection } = await simulate({ reference, kind: adwin, change: { kind: 'shift', sds: 2 }, streams: 40 });
  expect(detection.share.value).toBe(1);
  expect(detection.delay?.upper).toBeLessThan(100);
  const none = await simulate({ reference, kind: adwin, change: { kind: 'shift', sds: 0 }, streams: 20 });
  expect(none.detection.delay).toBe(null);
});

test('what cannot be simulated is refused, and cancelling works', async () => {
  const run = (more: object) => simulate({ reference: tenth, kind: adwin, change: doubled, ...more });
  await expect(run({ reference: [NaN] })).rejects.toThrow('no values to simulate from');
  await expect(run({ change: { kind: 'rate', by: 0.95 } })).rejects.toThrow('cannot be changed');
  await expect(run({ reference: [0, 0.5], change: doubled })).rejects.toThrow('cannot be changed');
  await expect(run({ streams: 0 })).rejects.toThrow('cannot be simulated');
  const stop = new AbortController();
  const seen: number[] = [];
  const onProgress = (done: number): void => {
    seen.push(done);
    if (done === 3) stop.abort();
  };
  await expect(run({ signal: stop.signal, onProgress })).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(seen).toEqual([1, 2, 3]);
});

test.each(detectorKinds.filter(({ name }) => name !== 'kswin').map((kind) => [kind.name, kind] as const))(
  '%s is tuned to a wanted rate of false alarms',
  async (_, kind) => {
    const tuned = await tuneDetector({
      reference: tenth,
      kind,
      falseAlarms: { count: 1, values: 2000 },
      change: doubled,
      seed: 4,
      maxValues: 400_000,
    });
    const { per1000 } = tuned.falseAlarms;
    expect(tuned.reached).toBe(true);
    // Search and measurement err alike: three standard errors of their difference.
    const standardError = ((per1000.high ?? NaN) - (per1000.low ?? NaN)) / (2 * 1.96);
    const most = 3 * Math.SQRT2 * standardError;
    expect(value(per1000)).toBeLessThan(0.5 + most);
    // The chart counts in steps, and ADWIN's bound allows no more even at a delta of 1.
    if (kind !== binomialChart && kind !== adwin) expect(value(per1000)).toBeGreaterThan(0.5 - most);
    if (kind === adwin) expect(tuned.parameters).toEqual({ delta: 1 });
    expect(value(tuned.detection.share)).toBeGreaterThan(0.9);
  },
);

test('tuning: rarer alarms cost delay; same seed, same result; progress ends; cancelled', async () => {
  const tune = (values: number, more: object = {}) =>
    tuneDetector({
      reference: tenth,
      kind: cusum,
      falseAlarms: { count: 1, values },
      change: doubled,
      maxValues: 100_000,
      ...more,
    });
  const progress: [number, number][] = [];
  const often = await tune(500, { onProgress: (done: number, total: number) => progress.push([done, total]) });
  const rarely = await tune(5000);
  expect(Number(rarely.parameters['lambda'])).toBeGreaterThan(Number(often.parameters['lambda']));
  expect(rarely.detection.delay?.median).toBeGreaterThan(often.detection.delay?.median ?? NaN);
  expect(await tune(500)).toEqual(often);
  expect(progress.every(([done], i) => i === 0 || done >= (progress[i - 1]?.[0] ?? NaN))).toBe(true);
  const last = progress.at(-1);
  expect(last?.[0]).toBe(last?.[1]);
  await expect(tune(500, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'CANCELLED' });
});

test('a wanted rate that no setting reaches is said so; values that are all equal are refused', async () => {
  const tune = (more: object) =>
    tuneDetector({
      reference: tenth,
      kind: ddm,
      falseAlarms: { count: 1, values: 1000 },
      change: doubled,
      maxValues: 100_000,
      ...more,
    });
  // A chart with the wrong reference rate alarms at nearly every window.
  const parameters = { referenceRate: 0.001, window: 1000 };
  const off = await tune({ kind: binomialChart, parameters, falseAlarms: { count: 1, values: 10_000 } });
  expect(off.reached).toBe(false);
  expect(off.falseAlarms.per1000.value).toBeGreaterThan(0.5);
  await expect(tune({ reference: [0, 0] })).rejects.toThrow('are equal');
  await expect(tune({ falseAlarms: { count: 2, values: 1 } })).rejects.toThrow('cannot be aimed at');
});
