import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { DatasetCard } from '../../../app/api/schemas/datasets.ts';
import type { DriftSettings } from '../../../app/api/schemas/drift.ts';
import { AppError } from '../../../app/base/errors.ts';
import { listDriftRuns, saveDriftRun, updateDriftRun } from '../../../app/drift/driftStore.ts';
import { folderOfRun } from '../../../app/runs/runFolder.ts';
import type { Comparisons } from '../../../app/workbench/comparisons.ts';
import { logDrift, removeLogDrift } from '../../../app/workbench/logDrift.ts';
import { fakeDriftReport } from '../../renderer/fakeDriftReport.ts';

const dir = await mkdtemp(join(tmpdir(), 'drydock-log-drift-'));
afterAll(() => rm(dir, { recursive: true, force: true }));

const data = { name: 'log.parquet', paths: ['/log.parquet'], sha256: 'a'.repeat(64), rows: 7_000 } as DatasetCard;
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
  compare: (project, { settings, runId }, { name }) =>
    saveDriftRun(project, { data, runId, settings, name, startedAt: new Date(), report: fakeDriftReport(settings) }),
};

const drift = (runId: string, preset: DriftSettings['preset'] = 'drydock') =>
  logDrift(comparisons, { dir, runId, validated, preset, window: 'auto' }, hooks);
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
