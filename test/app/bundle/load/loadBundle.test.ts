import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BundleResult } from '../../../../app/api/schemas/bundles.ts';
import { CapacityPlan } from '../../../../app/api/schemas/capacity.ts';
import { LoadSettings, type LoadResult } from '../../../../app/api/schemas/load.ts';
import { readCapacity } from '../../../../app/bundle/capacityFile.ts';
import { chooseSettings, settingsToTry } from '../../../../app/bundle/load/loadBundle.ts';
import { readLoad, writeLoad } from '../../../../app/bundle/load/loadFile.ts';
import { loadTest } from '../../../../app/bundle/load/loadTest.ts';
import { planSentence } from '../../../../app/api/loadWords.ts';
import { textLoad } from '../../../../app/bundle/load/textLoad.ts';
import { unpackZip } from '../../../../app/bundle/zip/readZip.ts';
import { startProcess } from '../../../../main/worker/startProcess.ts';
import { perColumn } from '../../../support/tinyModels.ts';
import { columnRows, exportableRun, exported, temporaryFolder, type ExportableRun } from '../support/exportedBundle.ts';

let run: ExportableRun;
let bundle: BundleResult;
let work: string;
beforeAll(async () => {
  run = await exportableRun({ model: perColumn(), sql: columnRows, roles: { target: 'label', time: 'at' } });
  bundle = await exported(run);
  work = await temporaryFolder();
});
afterAll(async () => {
  await run.remove();
  await rm(work, { recursive: true, force: true });
});

const neverStarts = (): never => {
  throw new Error('A process was started.');
};

const leftOvers = async (): Promise<string[]> => (await readdir(tmpdir())).filter((name) => name.startsWith('drydock-load-'));

describe('a load test of a real bundle', () => {
  let result: LoadResult;
  beforeAll(async () => {
    const settings = LoadSettings.parse({ seconds: 0.25, ratePerSecond: 1, p99Ms: 5_000, rowsPerRequest: 3, tensors: true });
    result = await loadTest({ target: bundle.path, settings }, { startProcess });
  }, 120_000);

  it('measures throughput, latency, cores and memory, and compares answers', () => {
    expect(result.steps.filter(({ mode }) => mode === 'closed').length).toBeGreaterThanOrEqual(3);
    expect(result.steps.some(({ mode }) => mode === 'open')).toBe(true);
    expect(result.saturation!.ratePerSecond.value).toBeGreaterThan(10);
    expect(result.answers).toMatchObject({ wrong: 0, examples: [] });
    expect(result.answers.checked).toBeGreaterThan(100);
    expect(result.batchTime!.points.map(({ rows }) => rows)).toEqual([1, 4, 16, 64]);
    expect(result).toMatchObject({ ok: true, oneIsEnough: true, plan: { replicas: { min: 1, wanted: 2 } } });
    if (process.platform === 'linux') {
      // A Node process that serves, and one that infers.
      expect(result.memoryPeakBytes).toBeGreaterThan(80e6);
      expect(result.plan!.perReplica.cores).toBeGreaterThan(0);
    }
  });

  it('is told with the figures, the notes and one sentence', () => {
    expect(textLoad(result).join('|')).toMatch(/load  +answered.*Saturation: .*shared the \d+ cores/);
    expect(planSentence(result)).toMatch(
      /^One replica carries [\d,]+ requests\/s (?:\([\d,]+ to [\d,]+(?: or more)?\)|or more) at p99 ≤ 5,000 ms on this machine/,
    );
    expect(planSentence(result)).toMatch(/for 1\/s: 1 replica \(2 for one to fail\)\.$/);
  });

  it('is kept beside the run, its plan where exports find it', async () => {
    await writeLoad(run.folder.dir, result);
    expect(await readLoad(run.folder.dir)).toEqual(result);
    expect(await readCapacity(run.folder.dir)).toEqual(CapacityPlan.parse(result.plan));
    // What was found to be wrong or impossible later must not leave the plan of before in the next export.
    await writeLoad(run.folder.dir, { ...result, answers: { ...result.answers, wrong: 1 } });
    expect(await readCapacity(run.folder.dir)).toBeNull();
    await writeFile(join(run.folder.dir, 'load.json'), '{}');
    await expect(readLoad(run.folder.dir)).rejects.toMatchObject({ code: 'DATA_INVALID' });
    await rm(join(run.folder.dir, 'load.json'));
    expect(await readLoad(run.folder.dir)).toBeNull();
  });
});

describe('a bundle', () => {
  it('that is not as exported is not started', async () => {
    const folder = join(work, 'changed');
    await mkdir(folder);
    await unpackZip(bundle.path, folder);
    await writeFile(join(folder, 'server/server.mjs'), 'console.log("hello")');
    const settings = LoadSettings.parse({ quick: true });
    await expect(loadTest({ target: folder, settings }, { startProcess: neverStarts })).rejects.toMatchObject({
      code: 'BUNDLE_INVALID',
      message: expect.stringContaining('server/server.mjs was changed'),
    });
    const archive = join(work, 'changed.zip');
    const bytes = await readFile(bundle.path);
    bytes[bytes.length - 30]! ^= 1;
    await writeFile(archive, bytes);
    await expect(loadTest({ target: archive, settings }, { startProcess: neverStarts })).rejects.toMatchObject({
      code: 'BUNDLE_INVALID',
    });
    await expect(loadTest({ target: work, settings }, { startProcess: neverStarts })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  });

  it('is left at once when the test is cancelled, with nothing left behind', async () => {
    const before = await leftOvers();
    const controller = new AbortController();
    let cancelledAt = 0;
    const onProgress = ({ stage }: { stage: string }): void => {
      if (stage !== '2 at a time' || cancelledAt > 0) return;
      cancelledAt = performance.now();
      controller.abort();
    };
    const settings = LoadSettings.parse({ quick: true });
    await expect(
      loadTest({ target: bundle.path, settings }, { startProcess, signal: controller.signal, onProgress }),
    ).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(performance.now() - cancelledAt).toBeLessThan(2_000);
    expect(await leftOvers()).toEqual(before);
  });
});

describe('settings that are tried', () => {
  it('put no rows together where rows change each other, and need more than one core for workers', () => {
    expect(settingsToTry(1, true)).toEqual([{}]);
    expect(settingsToTry(4, true)).toEqual([{}, { WORKERS: '4', THREADS: '1' }, { THREADS: '4' }]);
    expect(settingsToTry(2, false).some((settings) => settings['MAX_BATCH_ROWS'] === '64')).toBe(true);
  });

  it('win by the throughput within the goal, and not by so little that it may be chance', () => {
    const one = (ratePerSecond: number, p99Ms: number, settings: Record<string, string> = { THREADS: '2' }) => ({
      settings,
      ratePerSecond,
      p99Ms,
      chosen: false,
    });
    const chosen = (...tried: ReturnType<typeof one>[]): number => chooseSettings(tried, 50).findIndex((found) => found.chosen);
    expect(chosen(one(100, 20, {}), one(104, 20), one(103, 20))).toBe(0);
    expect(chosen(one(100, 20, {}), one(104, 20), one(130, 20))).toBe(2);
    expect(chosen(one(100, 20, {}), one(120, 20), one(900, 80))).toBe(1);
    expect(chosen(one(100, 90, {}), one(120, 95))).toBe(1);
  });
});
