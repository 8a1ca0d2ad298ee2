// Data quality through the workbench: results are kept, found again, graded anew, and done anew only where they must be.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { JobRecord } from '../../../app/api/schemas/jobs.ts';
import { QualityView, type QualitySettings } from '../../../app/api/schemas/quality.ts';
import { createJobs, type Jobs } from '../../../app/jobs/jobs.ts';
import type { TaskRunner } from '../../../app/jobs/tasks.ts';
import { ingest } from '../../../app/data/ingest.ts';
import { QualityRequest, runChecks } from '../../../app/quality/runChecks.ts';
import { createProject, openProject } from '../../../app/runs/projectStore.ts';
import { createCardStore } from '../../../app/workbench/cardStore.ts';
import { createOpenProjects } from '../../../app/workbench/openProjects.ts';
import { createQualityHandlers } from '../../../app/workbench/qualityHandlers.ts';
import { uploadsFolder } from '../../../app/workbench/uploadedFiles.ts';

let home = '';
let project = '';
let table = '';
let jobs: Jobs;
let measured = 0;
let handlers: ReturnType<typeof createQualityHandlers>;
const { signal } = new AbortController();

const tasks: TaskRunner = {
  run: (_kind, input, hooks) => {
    measured++;
    // As over the channel to another process.
    return runChecks(QualityRequest.parse(JSON.parse(JSON.stringify(input))), hooks);
  },
  ask: () => Promise.reject(new Error('quality asks nothing of a lasting worker')),
};

async function useTable(text: string): Promise<void> {
  await writeFile(table, text);
  const projects = createOpenProjects({
    cards: createCardStore('test'),
    modelCache: join(home, '.cache/models'),
    uploads: uploadsFolder(home),
    log: (message, error) => {
      throw new Error(message, { cause: error });
    },
  });
  await projects.useData(project, await ingest({ paths: [table], options: {} }, { cacheDir: join(home, '.cache/data') }));
  handlers = createQualityHandlers({
    projects,
    jobs,
    tasks,
    dataCache: join(home, '.cache/data'),
    memoryLimit: () => Promise.resolve({}),
    version: 'test',
  });
}

const lines = Array.from(
  { length: 100 },
  (_, row) => `${row % 12 === 0 ? '' : String(Math.floor(row / 3))},${row % 2 === 0 ? 'yes' : 'no'},${String(row / 8)}`,
);
const first = `x,label,y\n${lines.join('\n')}\n`;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'drydock-quality-'));
  project = (await createProject({ name: 'One', projectsFolder: home })).dir;
  table = join(home, 'rows.csv');
  jobs = createJobs();
  measured = 0;
  await useTable(first);
});
afterEach(async () => {
  await jobs.close();
  await rm(home, { recursive: true, force: true });
});

const get = async (): Promise<QualityView> => QualityView.parse(await handlers['quality.get']({ project }, { signal }));
const set = async (change: Partial<QualitySettings>): Promise<QualityView> =>
  QualityView.parse(
    await handlers['quality.setChecks']({ project, settings: { ...(await get()).settings, ...change } }, { signal }),
  );
async function check(again = false, budgetMinutes: number | null = null): Promise<JobRecord> {
  const { jobId } = await handlers['quality.start']({ project, again, budgetMinutes }, { signal });
  for await (const { job } of jobs.follow({ after: 0, signal })) if (job.id === jobId && job.endedAt !== null) return job;
  throw new Error('the job never ended');
}

it('tells at once what the profile tells, then keeps the result of a run', async () => {
  const before = await get();
  expect(before.report).toBeNull();
  expect(before.quick?.findings.map(({ id, severity }) => [id, severity])).toEqual([['missing:x', 'warn']]);
  expect(before.plan[0]).toBe('26 of 26 checks over 100 rows and 3 columns.');
  expect(await check()).toMatchObject({ state: 'done', result: { outcome: 'warn', isNew: true } });
  const after = await get();
  expect(after).toMatchObject({ stale: null, report: { complete: true, outcome: 'warn' } });
  const rows = await handlers['quality.rows'](
    { project, findingId: 'missing:x', page: { offset: 0, limit: 2, filters: [] } },
    { signal },
  );
  expect(rows).toMatchObject({ total: 9, rowNumbers: [1, 13] });
});

it('is done anew only when data or what is measured changed, or when asked for', async () => {
  await check();
  expect(await check()).toMatchObject({ result: { isNew: false } });
  expect(measured).toBe(1);
  await set({ target: 'label' });
  expect((await get()).stale).toBe('the roles of the columns changed');
  expect(await check()).toMatchObject({ result: { isNew: true } });
  expect((await get()).stale).toBeNull();
  await check(true);
  expect(measured).toBe(3);
  await useTable(first.replace('0,no', '0,yes'));
  expect((await get()).report).toBeNull();
});

it('what ran out of its time is kept, said not to be complete, and measured anew by the next run', async () => {
  expect(await check(false, 1e-6)).toMatchObject({ state: 'done', result: { isNew: true } });
  const { stale, report } = await get();
  expect(stale).toBe('not every check was reached in the time that it was given');
  expect(report).toMatchObject({ complete: false });
  expect(report?.checks.filter(({ reason }) => reason === 'the time that it was given is up').length).toBeGreaterThan(0);
  expect(await check()).toMatchObject({ result: { isNew: true } });
  expect(await get()).toMatchObject({ stale: null, report: { complete: true } });
});

it('grades what was measured by an edited threshold without a new run, and keeps it in drydock.json', async () => {
  await check();
  const changed = await set({ checks: { missing: { thresholds: { warn: 0.2 } } } });
  expect(changed).toMatchObject({ stale: null, report: { outcome: 'pass' } });
  expect(changed.report?.findings.find(({ id }) => id === 'missing:x')?.severity).toBe('info');
  expect(measured).toBe(1);
  expect((await openProject(project)).file.quality?.checks).toEqual({ missing: { thresholds: { warn: 0.2 } } });
  const parameter = await set({ checks: { outliers: { thresholds: { scale: 3 } } } });
  expect(parameter.stale).toBe('what is measured was set otherwise');
});

it('a range that is declared is expected at once, kept, and used by the next run; one that is empty is refused', async () => {
  await check();
  const changed = await set({ columns: { y: { min: 0, max: 10 } } });
  expect(changed.stale).toBe('what is measured was set otherwise');
  expect(changed.report?.expectations).toMatchObject([{ column: 'y', min: 0, max: 10, mean: null, from: 'declared' }]);
  expect((await openProject(project)).file.quality?.columns).toEqual({ y: { min: 0, max: 10 } });
  await check();
  const { report } = await get();
  expect(report?.findings[0]).toMatchObject({ id: 'out-of-range:y above', severity: 'fail', count: 19 });
  const refused = set({ columns: { y: { min: 5, max: 1 } } });
  await expect(refused).rejects.toMatchObject({ code: 'INVALID_INPUT', where: { column: 'y' } });
  expect((await set({ columns: {} })).report?.expectations).toEqual([]);
});

it('keeps the path of a reference relative, and gives it back absolute', async () => {
  const reference = join(home, 'reference.csv');
  await writeFile(reference, 'x,label,y\n1,yes,1\n2,no,2\n3,maybe,3\n');
  const view = await set({ reference: { kind: 'file', paths: [reference], options: {} } });
  expect(view.settings.reference).toMatchObject({ paths: [reference] });
  expect((await openProject(project)).file.quality?.reference).toMatchObject({ paths: ['../reference.csv'] });
  await check();
  expect((await get()).report?.reference).toMatchObject({ kind: 'file', name: 'reference.csv', rows: 3, compared: 100 });
  await rm(reference);
  expect(await check(true)).toMatchObject({ state: 'failed', error: { code: 'NOT_FOUND' } });
});

it('opens a project whose quality settings cannot be read, and a damaged result is as none', async () => {
  await check();
  await writeFile(join(project, '.drydock/quality/quality.json'), '{"version": 1');
  expect((await get()).report).toBeNull();
  const file = join(project, 'drydock.json');
  const text = JSON.parse(await readFile(file, 'utf8')) as object;
  await writeFile(file, JSON.stringify({ ...text, quality: { reference: 'nonsense' } }));
  expect((await get()).settings).toMatchObject({ checks: {}, reference: { kind: 'auto' } });
});

it('says that a finding is gone, and that there are no data', async () => {
  const page = { offset: 0, limit: 2, filters: [] };
  await expect(handlers['quality.rows']({ project, findingId: 'no:such', page }, { signal })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  const empty = (await createProject({ name: 'Empty', projectsFolder: home })).dir;
  await expect(handlers['quality.get']({ project: empty }, { signal })).rejects.toMatchObject({ code: 'CONFLICT' });
});
