import { rm, writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { StressReport } from '../../../app/api/schemas/stress.ts';
import { isAppError } from '../../../app/base/errors.ts';
import { runStress } from '../../../app/stress/runStress.ts';
import { readStressRecord, settleDeadStressRuns } from '../../../app/stress/stressStore.ts';
import { failsOutOfRange, logisticRegression, regression } from '../../support/tinyModels.ts';
import { anotherStress, labelledRows, prepareStress, type PreparedStress } from './prepareStress.ts';

const roots: string[] = [];
afterEach(async () => {
  for (const root of roots.splice(0)) await rm(root, { recursive: true, force: true });
});
const few = ['missing', 'noise', 'unit-larger'];

async function prepared(settings: Parameters<typeof prepareStress>[0]['settings'] = {}, rows = 400): Promise<PreparedStress> {
  const stress = await prepareStress({
    model: logisticRegression({ weights: [4, -2, 0] }),
    sql: labelledRows(rows),
    roles: { target: 'label' },
    settings: { corruptions: few, ...settings },
  });
  roots.push(stress.root);
  return stress;
}

/** What two runs of the same seed must agree on. */
const withoutTimes = ({ timing: _timing, ...report }: StressReport) => report;

describe('a stress run', () => {
  it('tells the whole story of a small model: curves, grade, map, importance and breaking points', async () => {
    const { folder, request } = await prepared({ floor: 0.85 });
    const partials: StressReport[] = [];
    const progress: { done: number; total: number | null }[] = [];
    const record = await runStress(request, {
      onPartial: (report) => partials.push(report),
      onProgress: ({ done, total }) => progress.push({ done, total }),
    });
    expect(await readStressRecord(folder)).toEqual(record);
    expect([record.state, record.stateReason]).toEqual(['complete', null]);
    const report = record.report as StressReport;
    expect([report.metric, report.rows, report.labelled, report.higherIsBetter]).toEqual(['rocAuc', 400, 400, true]);
    expect(report.dummy).toBe(0.5);
    // Noise is the same everywhere: whatever is told as weak is told with its p-value.
    expect(report.slices.every(({ pAdjusted }) => pAdjusted <= 0.05)).toBe(true);
    expect(report.grade?.score).toBeGreaterThan(50);
    expect(report.corruptions.map(({ name }) => name).sort()).toEqual([...few].sort());
    for (const { severities, area } of report.corruptions) {
      expect(severities.map(({ severity }) => severity)).toEqual([1, 2, 3, 4, 5]);
      expect(area).toBeCloseTo(severities.reduce((sum, { score }) => sum + (score.value ?? NaN), 0) / 5, 12);
      for (const { metrics, score, flipRate, answered } of severities) {
        expect(score).toEqual(metrics.rocAuc);
        expect(Object.keys(metrics).length).toBe(Object.keys(report.cleanMetrics).length);
        expect((score.low ?? 1) <= (score.value ?? 0) && (score.value ?? 1) <= (score.high ?? 0)).toBe(true);
        expect(flipRate.low).not.toBeNull();
        expect(answered).toBeGreaterThan(0);
      }
    }
    // The column with the largest weight matters most, the one without weight not at all.
    const importance = Object.fromEntries(report.columns.map((one) => [one.column, one.importance?.value ?? NaN]));
    expect(importance['a']).toBeGreaterThan(importance['b'] as number);
    expect(importance['b']).toBeGreaterThan(0.05);
    expect(importance['c']).toBe(0);
    const damages = report.columns.map(({ damage }) => damage ?? NaN);
    expect([...damages].sort((x, y) => y - x)).toEqual(damages);
    expect(report.columns.at(-1)?.column).toBe('c');
    expect(report.columns.at(-1)?.failures.every(({ flipRate }) => flipRate.value === 0)).toBe(true);
    const crossing = report.columns
      .flatMap(({ failures }) => failures)
      .find(({ breakingPoint }) => breakingPoint?.kind === 'crosses');
    expect(crossing?.breakingPoint?.text).toMatch(/^rocAuc stays above 0\.85 up to .* in "(a|b)"/);
    // Sent as it grows, the last one whole; done never goes back, and in the end nothing is left to do.
    expect(partials.at(-1)).toEqual(report);
    expect(progress.every(({ done }, i) => done >= (progress[i - 1]?.done ?? 0) || done === 0)).toBe(true);
    expect(report.progress.done).toBe(report.progress.planned);
  });

  it('tells which of the corruptions that were named fit no column', async () => {
    const { request } = await prepared({ corruptions: ['missing', 'typos'] });
    const { report } = await runStress(request, {});
    expect(report?.corruptions.map(({ name }) => name)).toEqual(['missing']);
    const left = report?.warnings.filter(({ code }) => code === 'nothing-to-damage');
    expect(left).toMatchObject([{ message: expect.stringContaining('Typing errors') as string }]);
  });

  it('gives the same figures for the same seed, and others for another', async () => {
    const first = await prepared({ corruptions: ['missing'] });
    const one = await runStress(first.request);
    const second = await anotherStress(first, { corruptions: ['missing'] });
    const two = await runStress(second.request);
    const plain = ({ report }: typeof one) => ({ ...withoutTimes(report as StressReport), batch: 0 });
    expect(plain(two)).toEqual(plain(one));
    const third = await anotherStress(first, { corruptions: ['missing'], seed: 5 });
    expect(plain(await runStress(third.request)).corruptions).not.toEqual(plain(one).corruptions);
  });

  it('works without labels: the share of answers that stay as they are', async () => {
    const stress = await prepareStress({
      model: logisticRegression({ weights: [4, -2, 0] }),
      sql: `SELECT a, b, c FROM (${labelledRows(300)})`,
      settings: { corruptions: ['unit-larger'] },
    });
    roots.push(stress.root);
    const { report } = await runStress(stress.request);
    expect([report?.metric, report?.labelled, report?.clean.value]).toEqual(['agreement', 0, 1]);
    const severity = report?.corruptions[0]?.severities[2];
    expect(severity?.score.value).toBeCloseTo(1 - (severity?.flipRate.value ?? NaN), 12);
    expect(severity?.metrics).toEqual({});
    expect(report?.grade).not.toBeNull();
    expect(report?.warnings.map(({ code }) => code)).toContain('no-labels');
    expect(report?.columns.find(({ column }) => column === 'a')?.importance?.value).toBeGreaterThan(0);
  });

  it('says that few rows are mostly chance, and finds no breaking point where there is nothing to lose', async () => {
    const stress = await prepareStress({
      model: logisticRegression({ weights: [4, -2, 0] }),
      sql: "SELECT 1.0 + i AS a, -1.0 AS b, 0.0 AS c, 'yes' AS label FROM range(3) t(i)",
      roles: { target: 'label' },
      settings: { corruptions: ['missing'], metric: 'accuracy' },
    });
    roots.push(stress.root);
    const { report } = await runStress(stress.request);
    const warnings = new Map(report?.warnings.map(({ code, message }) => [code, message]));
    expect(warnings.get('few-rows')).toBe('Only 3 rows: grade, curves and breaking points are mostly chance.');
    // The dummy is always right: the floor is what the model could reach at most.
    expect([report?.clean.value, report?.dummy, report?.floor]).toEqual([1, 1, 1]);
    expect(report?.grade).toBeNull();
    expect(warnings.has('floor-not-reached')).toBe(true);
    expect(report?.corruptions.flatMap(({ breakingPoint }) => breakingPoint ?? [])).toEqual([]);
    const failures = report?.columns.flatMap((column) => column.failures) ?? [];
    expect(failures.length).toBeGreaterThan(0);
    expect(failures.flatMap(({ breakingPoint }) => breakingPoint ?? [])).toEqual([]);
  });

  it('judges a regression by rmse: lower is better in curves, drops and breaking points', async () => {
    const stress = await prepareStress({
      model: regression([2, -1, 0], 0),
      sql: `SELECT a, b, c, 2 * a - b + (hash(a, b) % 100)::DOUBLE / 500 AS label FROM (${labelledRows(300)})`,
      roles: { target: 'label' },
      settings: { corruptions: ['noise'] },
    });
    roots.push(stress.root);
    const { report } = await runStress(stress.request);
    expect([report?.metric, report?.higherIsBetter]).toEqual(['rmse', false]);
    const values = report?.corruptions[0]?.severities.map(({ score }) => score.value ?? NaN) ?? [];
    expect([...values].sort((x, y) => x - y)).toEqual(values);
    expect(values[0]).toBeGreaterThan(report?.clean.value ?? Infinity);
    expect(report?.columns[0]?.column).toBe('a');
    expect(report?.columns[0]?.failures[0]?.drop.value).toBeGreaterThan(0);
    expect(report?.columns[0]?.failures[0]?.drop.low).toBeGreaterThan(0);
    expect(report?.corruptions[0]?.breakingPoint?.text).toMatch(/^rmse (stays|is) /);
  });

  it('tells which rows the model refuses, and goes on', async () => {
    const stress = await prepareStress({
      model: failsOutOfRange(),
      sql: 'SELECT (i % 4)::DOUBLE AS a, 10.0 * (i % 4 + 1) + (i % 3) AS label FROM range(200) t(i)',
      roles: { target: 'label' },
      settings: { corruptions: ['unit-larger', 'stuck-sensor'] },
    });
    roots.push(stress.root);
    const { report, state } = await runStress(stress.request);
    expect(state).toBe('complete');
    const refused = report?.corruptions.find(({ name }) => name === 'unit-larger');
    const worst = refused?.severities.at(-1);
    expect(worst?.refused).toMatch(/./);
    expect([worst?.score.value, worst?.answered, worst?.unanswered]).toEqual([null, 0, 200]);
    expect(refused?.area).toBeNull();
    expect(report?.warnings.find(({ code }) => code === 'refused')?.message).toContain(refused?.title);
    expect(report?.corruptions.filter(({ severities }) => severities.every((one) => one.refused === undefined)).length).toBe(1);
  });

  it('of another run with the same damage is 100 %; with another metric there is no relative score', async () => {
    const first = await prepared({ corruptions: ['missing', 'noise'] });
    await runStress(first.request);
    const same = await anotherStress(first, { corruptions: ['missing', 'noise'] });
    const { report } = await runStress({ ...same.request, baselineDir: first.folder.dir });
    expect(report?.relative).toBeCloseTo(1, 12);
    expect(report?.baseline?.id).toBe(first.folder.id);
    const other = await anotherStress(first, { corruptions: ['missing'], metric: 'accuracy' });
    const { report: incomparable } = await runStress({ ...other.request, baselineDir: first.folder.dir });
    expect(incomparable?.relative).toBeNull();
    expect(incomparable?.warnings.map(({ code }) => code)).toContain('other-baseline-metric');
  });
});

describe('a stress run that ends early', () => {
  it('keeps what it found when it is cancelled', async () => {
    const { folder, request } = await prepared();
    const controller = new AbortController();
    const record = await runStress(request, {
      signal: controller.signal,
      onProgress: ({ stage }) => {
        if (stage === 'importance of each column') controller.abort();
      },
    });
    expect([record.state, record.stateReason]).toEqual(['partial', 'cancelled']);
    expect(record.report?.corruptions.map(({ severities }) => severities.map(({ severity }) => severity))).toEqual([
      [3],
      [3],
      [3],
    ]);
    expect((await readStressRecord(folder)).state).toBe('partial');
  });

  it('is cancelled without figures before anything was found', async () => {
    const { folder, request } = await prepared();
    const controller = new AbortController();
    controller.abort();
    const error = await runStress(request, { signal: controller.signal }).catch((thrown: unknown) => thrown);
    expect(isAppError(error) && error.code).toBe('CANCELLED');
    expect(await readStressRecord(folder)).toMatchObject({ state: 'failed', stateReason: 'cancelled', report: null });
  });

  it('tells of clean rows at least when its budget is used up', async () => {
    const { request } = await prepared({ budgetMinutes: 1e-7, corruptions: null });
    const { state, stateReason, report } = await runStress(request);
    expect([state, stateReason]).toEqual(['partial', 'the time that it was given is up']);
    expect([report?.corruptions, report?.grade]).toEqual([[], null]);
    expect(report?.clean.value).toBeGreaterThan(0.8);
    expect(report?.progress.planned).toBeGreaterThan(report?.progress.done ?? Infinity);
  });

  it('refuses a metric that the rows do not define', async () => {
    const { folder, request } = await prepared({ metric: 'rmse' });
    await expect(runStress(request)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect((await readStressRecord(folder)).state).toBe('failed');
  });

  it('is settled on opening when its process is gone', async () => {
    const { folder, projectDir } = await prepared();
    expect(await settleDeadStressRuns(projectDir)).toEqual([]);
    await writeFile(
      folder.owner,
      JSON.stringify({ pid: 2 ** 22 + 1, host: (await import('node:os')).hostname(), at: new Date().toISOString() }),
    );
    expect(await settleDeadStressRuns(projectDir)).toEqual([folder.id]);
    expect(await readStressRecord(folder)).toMatchObject({
      state: 'failed',
      stateReason: 'its process ended before it was finished',
    });
  });
});
