import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunRecord } from '../../../app/api/schemas/runs.ts';
import { folderOfRun } from '../../../app/runs/runFolder.ts';
import { createRun, listRuns, readRunRecord, readRunReport, removeRun, updateRun } from '../../../app/runs/runStore.ts';
import { settleDeadRuns } from '../../../app/runs/settleRun.ts';
import { logisticRegression } from '../../support/tinyModels.ts';
import { prepareRun, versions, type PreparedRun } from './support/prepareRun.ts';

let run: PreparedRun;
beforeAll(async () => {
  run = await prepareRun({
    model: logisticRegression({ weights: [1] }),
    sql: 'SELECT (i / 10.0)::FLOAT AS x, i % 2 AS label FROM range(100) t(i)',
    roles: { target: 'label' },
  });
});
afterAll(() => rm(run.root, { recursive: true, force: true }));

describe('the runs of a project', () => {
  it('have folders named after the time and the kind, never the same one twice', async () => {
    const record = RunRecord.parse(await readRunRecord(run.folder));
    expect(record.id).toMatch(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d(-\d+)?-validate$/);
    expect(record).toMatchObject({ state: 'running', provider: null, rows: { total: 100, done: 0 }, headline: null, versions });
    const { model, data, mapping, settings } = run.request;
    const more = await Promise.all(
      [1, 2, 3].map(() =>
        createRun(run.projectDir, { model, data, mapping, plan: record.plan, settings, versions, name: 'again' }),
      ),
    );
    expect(new Set(more.map(({ folder }) => folder.id)).size).toBe(3);
    const { runs } = await listRuns(run.projectDir);
    expect(runs).toHaveLength(4);
    expect([...runs].sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1)).map(({ startedAt }) => startedAt)).toEqual(
      runs.map(({ startedAt }) => startedAt),
    );
    for (const { folder } of more) await removeRun(run.projectDir, folder.id);
    expect((await listRuns(run.projectDir)).runs.map(({ id }) => id)).toEqual([record.id]);
  });

  it('change only in name, note and marks, also all at once', async () => {
    const { id } = run.folder;
    const before = await readRunRecord(run.folder);
    await Promise.all([
      updateRun(run.projectDir, id, { name: 'The good one' }),
      updateRun(run.projectDir, id, { note: 'see report' }),
      updateRun(run.projectDir, id, { starred: true }),
    ]);
    const after = await updateRun(run.projectDir, id, { archived: true });
    expect(after).toEqual({ ...before, name: 'The good one', note: 'see report', starred: true, archived: true });
    expect((await updateRun(run.projectDir, id, { archived: false })).archived).toBe(false);
  });

  it('of a live process are left alone on start', async () => {
    expect(await settleDeadRuns(run.projectDir)).toEqual([]);
    expect((await readRunRecord(run.folder)).state).toBe('running');
  });

  it('are listed without the ones that cannot be read, which are named', async () => {
    const broken = folderOfRun(run.projectDir, '2020-01-01T00-00-00-validate');
    await mkdir(broken.dir);
    await writeFile(broken.record, '{"version": 1}');
    await mkdir(join(run.projectDir, 'runs', 'empty-folder'));
    const { runs, damaged } = await listRuns(run.projectDir);
    expect(runs).toHaveLength(1);
    expect(damaged).toEqual([{ path: broken.record, message: expect.stringContaining('damaged') as string }]);
  });

  it('are not found by ids that are no folder names', async () => {
    for (const id of ['../../etc', '..', 'a/b', '']) {
      expect(() => folderOfRun(run.projectDir, id)).toThrow('not the id of a run');
    }
    await expect(readRunRecord(folderOfRun(run.projectDir, 'nope'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await readRunReport(folderOfRun(run.projectDir, 'nope'))).toBe(null);
  });
});
