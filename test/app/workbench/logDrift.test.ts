import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import type { DatasetCard } from '../../../app/api/schemas/datasets.ts';
import type { DriftSettings } from '../../../app/api/schemas/drift.ts';
import { AppError } from '../../../app/base/errors.ts';
import { listDriftRuns, saveDriftRun, updateDriftRun } from '../../../app/drift/driftStore.ts';
import { folderOfRun } from '../../../app/runs/runFolder.ts';
import type { Comparisons } from '../../../app/workbench/comparisons.ts';
import { carryLogDrift, logDrift, removeLogDrift } from '../../../app/workbench/logDrift.ts';
import { fakeDriftReport } from '../../renderer/fakeDriftReport.ts';

const dir = await mkdtemp(join(tmpdir(), 'drydock-log-drift-'));
afterAll(() => rm(dir, { recursive: true, force: true }));

const validated = { project: '/strikes', runId: 'validated' };
const hooks = { signal: new AbortController().signal, onProgress: () => undefined, onPartial: () => undefined };
const asked: DriftSettings[] = [];

const comparisons: Comparisons = {
  requestOf: async (_, settings) => {
    asked.push(settings);
    if (settings.preset === 'nannyml')
      throw new AppError('CONFLICT', 'The project has other data by now.', { hint: 'Put them back.' });
    if (settings.preset === 'deepchecks') throw new AppError('CANCELLED', 'Cancelled.', { hint: '' });
    return { data, settings, runId: settings.runId } as Awaited<ReturnType<Comparisons['requestOf']>>;
  },
  savingOf: () => Promise.reject(new Error('No reference is saved here.')),
  compare: (project, { settings, runId }, { name }) =>
    saveDriftRun(project, { data, runId, settings, name, startedAt: new Date(), report: fakeDriftReport(settings) }),
};

let data = { name: 'log.parquet', paths: ['/log.parquet'], sha256: 'a'.repeat(64), rows: 7_000 } as DatasetCard;
const drift = (runId: string, preset: DriftSettings['preset'] = 'drydock', again = false) =>
  logDrift(comparisons, { dir, runId, validated, preset, window: 'auto', data, again }, hooks);
const left = async (): Promise<string[]> => (await listDriftRuns(dir)).runs.map(({ name, runId }) => `${runId ?? ''}: ${name}`);

it('is asked once for a run of the log, by the rows that its bundle was validated on', async () => {
  const first = await drift('one');
  expect(first).toMatchObject({ found: true, verdict: fakeDriftReport(asked[0] as DriftSettings).verdict });
  expect(asked).toMatchObject([{ runId: 'one', reference: { from: 'project', path: '/strikes', runId: 'validated' } }]);
  expect(await drift('one')).toEqual(first);
  expect(asked).toHaveLength(1);
  await drift('one', 'evidently');
  await drift('two');
  expect(asked).toHaveLength(3);
});

it('tells what cannot be compared, and does not take a cancelled one for that', async () => {
  expect(await drift('one', 'nannyml')).toEqual({ found: false, problem: 'The project has other data by now. Put them back.' });
  await expect(drift('one', 'deepchecks')).rejects.toThrow('Cancelled.');
});

it('goes with its run of the log, unless a person named it', async () => {
  const kept = (await listDriftRuns(dir)).runs.find(({ settings }) => settings.preset === 'evidently');
  await updateDriftRun(folderOfRun(dir, kept?.id ?? ''), { name: 'by Evidently' });
  await removeLogDrift(dir, 'one');
  expect(await left()).toEqual(['two: Log against what was validated', 'one: by Evidently']);
});

it('of readings again and again, one compares anew only after a twentieth more rows, or an hour', async () => {
  const grow = (rows: number): void => {
    data = { ...data, rows, sha256: String(rows).padStart(64, '0') };
  };
  grow(10_000);
  const first = await drift('r1', 'drydock', true);
  const before = asked.length;
  if (!first.found) throw new Error('it can be compared');
  // A little more came: the run of the log is another, and what was found goes over to it.
  grow(10_499);
  await carryLogDrift(dir, { from: 'r1', to: 'r2' });
  expect(await drift('r2', 'drydock', true)).toEqual({ ...first, behind: 10_000 });
  expect(asked).toHaveLength(before);
  // Enough came: the one before goes.
  grow(10_500);
  await carryLogDrift(dir, { from: 'r2', to: 'r3' });
  const second = await drift('r3', 'drydock', true);
  expect(second).not.toHaveProperty('behind');
  expect(asked).toHaveLength(before + 1);
  expect((await left()).filter((one) => /^r\d/.test(one))).toEqual(['r3: Log against what was validated']);
  // A person who asks is not put off.
  grow(10_501);
  await drift('r3');
  expect(asked).toHaveLength(before + 2);
  // New labels alone change the log as well: within the hour.
  data = { ...data, sha256: 'f'.repeat(64) };
  expect(await drift('r3', 'drydock', true)).toMatchObject({ behind: 10_501 });
  vi.useFakeTimers({ now: Date.now() + 3_600_001, toFake: ['Date'] });
  expect(await drift('r3', 'drydock', true)).not.toHaveProperty('behind');
  vi.useRealTimers();
  expect(asked).toHaveLength(before + 3);
});
