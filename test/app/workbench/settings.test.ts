// Every setting acts: through the workbench as a window uses it, with real files and the real reader of data.
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contract, type WorkbenchContract } from '../../../app/api/contract.ts';
import { createMemoryPair } from '../../../app/api/memoryChannel.ts';
import type { Client } from '../../../app/api/procedure.ts';
import { connect, serve } from '../../../app/api/rpc.ts';
import type { JobRecord } from '../../../app/api/schemas/jobs.ts';
import type { AppSettings } from '../../../app/api/schemas/settings.ts';
import { ReadOptions } from '../../../app/api/schemas/datasets.ts';
import type { TaskRunner } from '../../../app/jobs/tasks.ts';
import { createTasks } from '../../../app/tasks.ts';
import { createWorkbench, type Workbench } from '../../../app/workbench.ts';

const examples = join(import.meta.dirname, '../../../examples');
const unused = (): never => {
  throw new Error('not used here');
};
const tasks = createTasks({ openReader: unused, openTally: unused, startProcess: unused });

let home = '';
let workbench: Workbench;
let client: Client<WorkbenchContract>;
let asked: { kind: string; input: unknown }[] = [];
/** Lets go of tasks that the test holds back. */
let release: Promise<void> = Promise.resolve();

const runner: TaskRunner = {
  async run(kind, input, hooks) {
    asked.push({ kind, input });
    await release;
    const task = tasks[kind];
    if (!task) throw new Error(`no task ${kind}`);
    return task.run(task.input.parse(input), hooks);
  },
  ask: unused,
};

function start(): void {
  workbench = createWorkbench({
    tasks: runner,
    folders: { projects: join(home, 'projects'), config: join(home, 'config'), cache: join(home, 'cache'), examples },
    version: '0.0.0',
    serverScript: 'unused',
  });
  const [near, far] = createMemoryPair();
  serve(contract, workbench.handlers, far, { log: unused });
  client = connect(contract, near);
}

async function finished(jobId: string): Promise<JobRecord> {
  for await (const { job } of client['jobs.follow']({ after: 0 })) {
    if (job.id === jobId && job.endedAt !== null) return job;
  }
  throw new Error('the stream of jobs ended');
}

/** A change of some settings, as the page makes it. */
async function set(change: Partial<AppSettings>) {
  const { settings } = await client['app.settings']({});
  return client['app.setSettings']({ settings: { ...settings, ...change } });
}

const kept = async (): Promise<unknown> => JSON.parse(await readFile(join(home, 'config/settings.json'), 'utf8')) as unknown;
const usual = { theme: 'auto', provider: 'auto', threads: null, memoryLimitMb: null, projectsFolder: null, firstSteps: true };

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'drydock-settings-'));
  asked = [];
  release = Promise.resolve();
  start();
});
afterEach(async () => {
  await workbench.close();
  await rm(home, { recursive: true, force: true });
});

describe('settings.json', () => {
  it('is there from the first change on, has a version, and holds for the next start', async () => {
    expect(await client['app.settings']({})).toMatchObject({ settings: usual, problem: null });
    expect(existsSync(join(home, 'config'))).toBe(false);
    await set({ theme: 'dark', threads: 3 });
    expect(await kept()).toEqual({ version: 1, ...usual, theme: 'dark', threads: 3 });
    expect(await readdir(join(home, 'config'))).toEqual(['settings.json']);
    await workbench.close();
    start();
    expect((await client['app.settings']({})).settings).toEqual({ ...usual, theme: 'dark', threads: 3 });
  });

  it('that is damaged keeps nothing from working, says so, and is replaced by the next change', async () => {
    await mkdir(join(home, 'config'));
    await writeFile(join(home, 'config/settings.json'), '{"version": 1, "threads": "many"');
    const view = await client['app.settings']({});
    expect(view.settings).toEqual(usual);
    expect(view.problem).toContain('The settings file is damaged');
    expect((await client['projects.create']({ name: 'One' })).settings.threads).toBeNull();
    expect(await set({ threads: 2 })).toMatchObject({ problem: null, settings: { threads: 2 } });
  });

  it('of a newer version is not written over', async () => {
    await mkdir(join(home, 'config'));
    const text = JSON.stringify({ version: 2, colours: 'many' });
    await writeFile(join(home, 'config/settings.json'), text);
    expect((await client['app.settings']({})).problem).toContain('newer version');
    await expect(set({ threads: 2 })).rejects.toMatchObject({ code: 'PROJECT_NEWER' });
    expect(await readFile(join(home, 'config/settings.json'), 'utf8')).toBe(text);
  });

  it('takes no value that cannot be', async () => {
    await expect(set({ threads: 0 })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(set({ memoryLimitMb: 1 })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(existsSync(join(home, 'config/settings.json'))).toBe(false);
  });
});

describe('provider and threads', () => {
  it('are those of new projects and of the example; a project that is there keeps its own', async () => {
    const before = await client['projects.create']({ name: 'Before' });
    await set({ provider: 'cpu', threads: 3 });
    expect((await client['projects.create']({ name: 'After' })).settings).toMatchObject({
      provider: 'cpu',
      threads: 3,
      batch: null,
    });
    const { project, jobId } = await client['projects.openExample']({ name: 'birdstrikes' });
    expect(await finished(jobId)).toMatchObject({ state: 'done' });
    expect((await client['projects.get']({ project })).settings).toMatchObject({ provider: 'cpu', threads: 3 });
    expect((await client['projects.open']({ project: before.project })).settings).toMatchObject({
      provider: 'auto',
      threads: null,
    });
  });
});

describe('the folder of projects', () => {
  it('is made, and is where new projects and the example go from then on', async () => {
    const folder = join(home, 'elsewhere/mine');
    expect(await set({ projectsFolder: folder })).toMatchObject({
      projectsFolder: folder,
      usualProjectsFolder: join(home, 'projects'),
    });
    expect(await readdir(folder)).toEqual([]);
    expect((await client['app.info']({})).projectsFolder).toBe(folder);
    expect((await client['projects.create']({ name: 'One' })).project).toBe(join(folder, 'one'));
    const { project, jobId } = await client['projects.openExample']({ name: 'birdstrikes' });
    await finished(jobId);
    expect(project).toBe(join(folder, 'bird-strikes'));
    expect((await set({ projectsFolder: null })).projectsFolder).toBe(join(home, 'projects'));
    expect((await client['projects.create']({ name: 'Two' })).project).toBe(join(home, 'projects/two'));
  });

  it.each([
    ['a relative path', () => 'projects', 'INVALID_INPUT'],
    ['a file', () => join(home, 'file'), 'INVALID_INPUT'],
    ['a place below a file', () => join(home, 'file/below'), 'INVALID_INPUT'],
  ])('is not %s, and stays what it was', async (_what, path, code) => {
    await writeFile(join(home, 'file'), 'x');
    await expect(set({ projectsFolder: path() })).rejects.toMatchObject({ code, where: { path: path() } });
    expect(await client['app.settings']({})).toMatchObject({ projectsFolder: join(home, 'projects'), settings: usual });
  });

  it.skipIf(process.platform !== 'linux')('is nowhere that nothing can be written, and the error names the place', async () => {
    const error = await set({ projectsFolder: '/proc/drydock' }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ where: { path: '/proc/drydock' }, hint: 'Choose a folder that you can write to.' });
    expect((error as Error).message).toContain('Projects cannot be kept in /proc/drydock');
  });
});

describe('the memory limit', () => {
  it('goes to the process that reads the data', async () => {
    const { project } = await client['projects.create']({ name: 'One' });
    const read = async () =>
      finished((await client['projects.setData']({ project, paths: [join(examples, 'birdstrikes/birdstrikes.csv')] })).jobId);
    await set({ memoryLimitMb: 300 });
    expect(await read()).toMatchObject({ state: 'done' });
    await set({ memoryLimitMb: null });
    await read();
    const limits = asked
      .filter(({ kind }) => kind === 'ingest')
      .map(({ input }) => (input as { memoryLimit?: string }).memoryLimit);
    expect(limits).toEqual(['300MB', undefined]);
  });

  it('is kept to by the reader: what does not fit is an error that says where to raise it', async () => {
    const ingest = tasks['ingest'];
    const hooks = { signal: new AbortController().signal, onProgress: () => undefined, onPartial: () => undefined };
    const read = (memoryLimit: string) =>
      ingest?.run(
        {
          paths: [join(examples, 'birdstrikes/birdstrikes.csv')],
          options: ReadOptions.parse({}),
          cacheDir: join(home, 'cache'),
          memoryLimit,
        },
        hooks,
      );
    await expect(read('1MB')).rejects.toMatchObject({
      code: 'TOO_LARGE',
      hint: expect.stringContaining('memory limit in Settings') as unknown,
    });
    await expect(read('300MB')).resolves.toMatchObject({ columnar: [expect.stringContaining('data.parquet')] });
  });
});

describe('the cache', () => {
  it('is measured, cleared without touching a project, and made again when the project is opened', async () => {
    const { project, jobId } = await client['projects.openExample']({ name: 'birdstrikes' });
    await finished(jobId);
    // A text, which is read from its copy: a Parquet file is read where it is.
    const read = await client['projects.setData']({ project, paths: [join(examples, 'birdstrikes/birdstrikes.csv')] });
    await finished(read.jobId);
    const before = await client['projects.get']({ project });
    const files = await readdir(project, { recursive: true });
    const { parts } = await client['app.cache']({});
    expect(parts.map(({ kind, entries }) => [kind, entries > 0])).toEqual([
      ['data', true],
      ['models', true],
    ]);
    expect(parts.every(({ sizeBytes }) => sizeBytes > 1000)).toBe(true);

    const cleared = await client['app.clearCache']({});
    expect(cleared).toMatchObject({
      kept: 0,
      parts: [
        { entries: 0, sizeBytes: 0 },
        { entries: 0, sizeBytes: 0 },
      ],
    });
    expect((await readdir(project, { recursive: true })).sort()).toEqual(files.sort());

    expect(before.data?.columnar.map((path) => existsSync(path))).toEqual([false]);
    const after = await client['projects.open']({ project });
    expect(after.data?.sha256).toBe(before.data?.sha256);
    expect(after.data?.columnar.map((path) => existsSync(path))).toEqual([true]);
    expect(after.model?.runSha256).toBe(before.model?.runSha256);
    expect(after).toMatchObject({ mapping: before.mapping, missing: [], check: before.check });
  });

  it('is not cleared under a job that reads from it', async () => {
    let letGo: () => void = () => undefined;
    release = new Promise((resolve) => (letGo = resolve));
    const { project } = await client['projects.create']({ name: 'One' });
    const { jobId } = await client['projects.setData']({ project, paths: [join(examples, 'birdstrikes/strikes.parquet')] });
    await expect(client['app.clearCache']({})).rejects.toMatchObject({
      code: 'CONFLICT',
      hint: expect.stringContaining('cancel') as unknown,
    });
    letGo();
    expect(await finished(jobId)).toMatchObject({ state: 'done' });
    expect(await client['app.clearCache']({})).toMatchObject({ kept: 0 });
  });

  it('keeps the half-written copy of a command that runs beside', async () => {
    await mkdir(join(home, 'cache/data/.0123456789abcdef.00000000.tmp'), { recursive: true });
    await mkdir(join(home, 'cache/data/finished'));
    expect(await client['app.clearCache']({})).toMatchObject({ kept: 1 });
    expect(await readdir(join(home, 'cache/data'))).toEqual(['.0123456789abcdef.00000000.tmp']);
  });
});
