import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { DatasetCard } from '../../../app/api/schemas/datasets.ts';
import { DriftSettings } from '../../../app/api/schemas/drift.ts';
import { alertsOfRun, saveDriftRun, updateDriftRun } from '../../../app/drift/driftStore.ts';
import { folderOfRun } from '../../../app/runs/runFolder.ts';
import { calmDriftReport, fakeDriftReport } from '../../renderer/fakeDriftReport.ts';

const project = await mkdtemp(join(tmpdir(), 'drydock-alerts-'));
afterAll(() => rm(project, { recursive: true, force: true }));

const settings = DriftSettings.parse({});
const data = { name: 'strikes.csv', paths: ['/data/strikes.csv'], sha256: 'a'.repeat(64), rows: 7_000 } as DatasetCard;

async function save(runId: string | null, day: number, isCalm = false): Promise<string> {
  const report = isCalm ? calmDriftReport() : fakeDriftReport(settings);
  const startedAt = new Date(Date.UTC(2026, 0, day));
  return (await saveDriftRun(project, { data, runId, settings, startedAt, report, name: `of day ${String(day)}` })).id;
}

it('gives the alerts of the newest drift run that took these predictions, with their times', async () => {
  expect(await alertsOfRun(project, 'first')).toBeNull();
  await save('first', 1);
  const newest = await save('first', 2);
  await save('second', 3, true);
  await save(null, 4);
  const found = await alertsOfRun(project, 'first');
  expect(found).toMatchObject({ driftId: newest, name: 'of day 2' });
  const { alerts, windows } = fakeDriftReport(settings);
  expect(found?.alerts.map(({ rule, start, end }) => ({ rule, start, end }))).toEqual(
    alerts.map(({ rule, from, to }) => ({ rule, start: windows[from]?.start, end: windows[to]?.end })),
  );
  expect((await alertsOfRun(project, 'second'))?.alerts).toEqual([]);
  await updateDriftRun(folderOfRun(project, newest), { archived: true });
  expect((await alertsOfRun(project, 'first'))?.name).toBe('of day 1');
});
