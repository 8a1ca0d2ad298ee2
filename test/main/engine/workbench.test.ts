// The whole workbench as a window sees it: a real engine process, real workers, the shipped example.
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Channel } from '../../../app/api/channel.ts';
import { contract, type WorkbenchContract } from '../../../app/api/contract.ts';
import type { Client } from '../../../app/api/procedure.ts';
import { connect } from '../../../app/api/rpc.ts';
import { LiveFigures } from '../../../app/api/schemas/runs.ts';
import type { JobRecord } from '../../../app/api/schemas/jobs.ts';
import type { ProjectView } from '../../../app/api/schemas/projects.ts';
import { type EngineSupervisor, superviseEngine } from '../../../main/supervisor/engineSupervisor.ts';
import type { EngineSettings, FromEngine } from '../../../main/supervisor/engineProtocol.ts';
import type { ProgramFiles } from '../../../main/supervisor/programFiles.ts';
import { spawnNode } from '../../../main/supervisor/spawnNode.ts';
import { builtProgram } from '../../support/builtProgram.ts';
import { memoryLog } from '../supervisor/memoryLog.ts';

let folder = '';
let files: ProgramFiles;
let engine: EngineSupervisor;
let client: Client<WorkbenchContract>;
const log = memoryLog();

/** A window's channel through the text frames of the engine's pipe. */
function startEngine(home: string): { engine: EngineSupervisor; channel: Channel } {
  const settings: EngineSettings = {
    version: files.version,
    folders: { projects: home, config: join(home, '.config'), cache: join(home, '.cache'), examples: files.examples },
    workerScript: files.worker,
    serverScript: files.server,
    logFile: join(home, 'log'),
    workers: 'own',
    commandsAllowed: true,
  };
  let onFrame: (frame: unknown) => void = () => undefined;
  const supervised = superviseEngine({
    spawn: spawnNode,
    script: files.engine,
    args: [JSON.stringify(settings)],
    log,
    onMessage(message: FromEngine) {
      if (message.type === 'frame') onFrame(JSON.parse(message.text));
    },
  });
  return {
    engine: supervised,
    channel: {
      send: (frame) => supervised.send({ type: 'frame', connection: 'test', text: JSON.stringify(frame) }),
      onMessage: (listener) => (onFrame = listener),
      onClose: () => undefined,
      close: () => undefined,
    },
  };
}

async function open(): Promise<void> {
  const started = startEngine(folder);
  engine = started.engine;
  await engine.ready();
  engine.send({ type: 'open', connection: 'test' });
  client = connect(contract, started.channel);
}

async function finished(jobId: string, onRecord: (job: JobRecord) => void = () => undefined): Promise<JobRecord> {
  for await (const { job } of client['jobs.follow']({ after: 0 })) {
    if (job.id !== jobId) continue;
    onRecord(job);
    if (job.endedAt !== null) return job;
  }
  throw new Error('the stream of jobs ended');
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drydock-workbench-'));
  files = await builtProgram();
  await open();
});
afterAll(async () => {
  await engine.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('the workbench', () => {
  let view: ProjectView;
  let runId = '';

  it('says what it is', async () => {
    const info = await client['app.info']({});
    expect(info).toMatchObject({ version: files.version, projectsFolder: folder, logFile: join(folder, 'log') });
    expect(info.onnxruntime).toMatch(/^\d+\.\d+/);
    expect(info.duckdb).toMatch(/\d+\.\d+/);
    expect(info.examples.map(({ name }) => name)).toContain('birdstrikes');
  });

  it('tells how busy the machine is', async () => {
    const usage = await client['app.usage']({});
    expect(usage.cpuShare).toBeGreaterThanOrEqual(0);
    expect(usage.cpuShare).toBeLessThanOrEqual(1);
    expect(usage.memoryBytes).toBeLessThan(usage.totalMemoryBytes);
  });

  it('probes every provider in a process of its own', async () => {
    const statuses = await client['app.providers']({});
    expect(statuses.find(({ name }) => name === 'cpu')).toMatchObject({ available: true });
    for (const { reason } of statuses) expect(reason).not.toBe('');
    expect(await client['app.providers']({})).toEqual(statuses);
  });

  it('opens the example: model, data and a mapping that is ready to run', async () => {
    const { jobId, project } = await client['projects.openExample']({ name: 'birdstrikes' });
    expect(await finished(jobId)).toMatchObject({ state: 'done', project });
    view = await client['projects.get']({ project });
    expect(view).toMatchObject({ name: 'Bird strikes', missing: [], check: { ready: true } });
    expect(view.data?.rows).toBeGreaterThan(1000);
    await expect(client['projects.openExample']({ name: '../secret' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('gives a second example a folder of its own', async () => {
    const { jobId, project } = await client['projects.openExample']({ name: 'birdstrikes' });
    await finished(jobId);
    expect(project).not.toBe(view.project);
    expect((await client['projects.recent']({})).map((recent) => recent.project)).toEqual([project, view.project]);
  });

  it('runs the model over the data as a job, with live figures on the way', async () => {
    const partial: unknown[] = [];
    const started = await client['runs.start']({ project: view.project });
    const job = await finished(started.jobId, (record) => {
      if (record.partial !== undefined) partial.push(record.partial);
    });
    expect(job).toMatchObject({ state: 'done', result: { runId: started.runId } });
    for (const figures of partial) expect(LiveFigures.parse(figures).runId).toBe(started.runId);
    expect(partial.length).toBeGreaterThan(0);
    runId = started.runId;
    const { record, report } = await client['runs.get']({ project: view.project, runId });
    expect(record).toMatchObject({ state: 'complete', provider: 'cpu' });
    expect(report?.rows).toBe(view.data?.rows);
    expect(report?.metrics.rocAuc?.value).toBeGreaterThan(0.6);
  });

  it('looks at the run in other ways', async () => {
    const { project } = view;
    const timeline = await client['runs.timeline']({ project, runId, unit: 'year' });
    expect(timeline.windows.length).toBeGreaterThan(3);
    const [first] = timeline.windows;
    const selection = { time: { start: first?.start ?? '', end: first?.end ?? '' } };
    const evaluation = await client['runs.evaluate']({ project, runId, selection });
    expect(evaluation.rows).toBe(first?.rows);
    const rows = await client['runs.rows']({ project, runId, selection, page: { limit: 5 } });
    expect(rows).toMatchObject({ total: first?.rows });
    expect(rows.rows).toHaveLength(5);
  });

  it('writes the report and the bundle of a run, and verifies the bundle', async () => {
    const { project } = view;
    const { path } = await client['runs.report']({ project, runId });
    expect(await readFile(path, 'utf8')).toContain('<!doctype html>');
    const job = await finished((await client['bundles.export']({ project, runId })).jobId);
    expect(job).toMatchObject({ state: 'done' });
    const bundle = (job.result as { path: string }).path;
    expect(existsSync(bundle)).toBe(true);
    expect(await client['files.identify']({ paths: [bundle] })).toMatchObject([{ role: 'bundle' }]);
    const verified = await finished((await client['bundles.verify']({ path: bundle })).jobId);
    expect(verified).toMatchObject({ state: 'done', result: { ok: true } });
  });

  it('renames and stars a run, and pins it as the baseline', async () => {
    const { project } = view;
    expect(await client['runs.update']({ project, runId, name: 'First', starred: true })).toMatchObject({
      name: 'First',
      starred: true,
    });
    expect((await client['projects.setBaseline']({ project, runId })).baselineRun).toBe(runId);
    await expect(client['projects.setBaseline']({ project, runId: 'nope' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('says what files are', async () => {
    const labels = join(folder, 'labels.txt');
    await writeFile(labels, 'no damage\ndamage\n');
    const mapping = join(folder, 'mapping.json');
    await writeFile(mapping, JSON.stringify(view.mapping));
    const part = join(folder, 'part.json');
    await writeFile(part, '{"columns": [{"name": "Airport Name", "role": "id"}]}');
    const found = await client['files.identify']({ paths: [view.project, labels, mapping, part, join(folder, 'nothing-here')] });
    expect(found.map(({ role }) => role)).toEqual(['project', 'labels', 'mapping', 'mapping', 'unknown']);
    const example = await client['files.identify']({ paths: [join(files.examples, 'birdstrikes')] });
    const roles = Object.fromEntries(example.map(({ path, role }) => [path.split('/').at(-1), role]));
    expect(roles).toMatchObject({ 'model.onnx': 'model', 'strikes.parquet': 'data', 'birdstrikes.csv': 'data' });
  });

  it('keeps an edited mapping, and suggests anew when asked to', async () => {
    const { project, mapping } = view;
    if (!mapping) throw new Error('the example has a mapping');
    const edited = {
      ...mapping,
      columns: mapping.columns.map((column) => (column.role === 'time' ? { ...column, role: 'ignored' as const } : column)),
    };
    const after = await client['projects.setMapping']({ project, mapping: edited });
    expect(after.mapping?.columns).toEqual(edited.columns);
    expect((await client['projects.suggestMapping']({ project })).mapping).toEqual(mapping);
  });

  it('takes over a mapping from a file or from another project, and refuses one that does not fit', async () => {
    const { project, mapping } = view;
    if (!mapping) throw new Error('the example has a mapping');
    const path = join(folder, 'edited.json');
    const labels = { C: 'No damage' };
    const known = mapping.columns.filter(({ name }) => name !== 'Airport Name');
    await writeFile(path, JSON.stringify({ ...mapping, labels, columns: known }));
    const adopted = (await client['projects.loadMapping']({ project, path })).mapping;
    expect(adopted?.labels).toEqual(labels);
    expect(adopted?.columns.map(({ name }) => name)).toEqual(mapping.columns.map(({ name }) => name));

    const other = (await client['projects.recent']({})).find((recent) => recent.project !== project)?.project ?? '';
    const file = join(other, 'drydock.json');
    expect((await client['projects.loadMapping']({ project, path: file })).mapping).toEqual(mapping);

    const strange = { ...mapping, columns: mapping.columns.map((column) => ({ ...column, name: `other ${column.name}` })) };
    await writeFile(path, JSON.stringify(strange));
    await expect(client['projects.loadMapping']({ project, path })).rejects.toMatchObject({ code: 'DATA_MISMATCH' });
    await writeFile(path, JSON.stringify({ ...mapping, version: 2 }));
    await expect(client['projects.loadMapping']({ project, path })).rejects.toMatchObject({ code: 'PROJECT_NEWER' });
    await writeFile(path, '{}');
    await expect(client['projects.loadMapping']({ project, path })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await writeFile(path, '{"columns": [{"name": "Airport Name", "role": "boss"}]}');
    await expect(client['projects.loadMapping']({ project, path })).rejects.toThrow(/at "columns\.0\.role"/);
    await writeFile(path, '{"columns": [{"name": "Airport Name", "role": "id"}]}');
    const partly = (await client['projects.loadMapping']({ project, path, told: { weight: 'Speed IAS in knots' } })).mapping;
    const roles = new Map(partly?.columns.map(({ name, role }) => [name, role]));
    expect([roles.get('Airport Name'), roles.get('Speed IAS in knots')]).toEqual(['id', 'weight']);
    await client['projects.suggestMapping']({ project });
    await writeFile(path, '{"some": "thing"}');
    await expect(client['projects.loadMapping']({ project, path })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(client['projects.loadMapping']({ project, path: join(folder, 'no.json') })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    const { project: empty } = await client['projects.create']({ name: 'Nothing in it' });
    await writeFile(path, JSON.stringify(mapping));
    await expect(client['projects.loadMapping']({ project: empty, path })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await client['projects.get']({ project })).mapping).toEqual(mapping);
  });

  it('refuses what cannot work, and says what to do', async () => {
    const { project } = await client['projects.create']({ name: 'Empty' });
    await expect(client['runs.start']({ project })).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(client['projects.setModel']({ project, path: join(folder, 'labels.txt') })).rejects.toMatchObject({
      code: 'MODEL_NOT_ONNX',
    });
    const job = await finished((await client['projects.setData']({ project, paths: [join(folder, 'no.csv')] })).jobId);
    expect(job).toMatchObject({ state: 'failed', error: { code: 'NOT_FOUND' } });
    await expect(client['runs.get']({ project, runId: '../../x' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('restores everything after it was closed, without reading the data again', async () => {
    const before = await client['projects.get']({ project: view.project });
    await engine.stop();
    await open();
    const jobsBefore = (await client['jobs.list']({})).length;
    expect(await client['projects.open']({ project: view.project })).toEqual(before);
    expect(await client['jobs.list']({})).toHaveLength(jobsBefore);
  });

  it('opens a project that was moved, reading its data anew', async () => {
    const before = await client['projects.get']({ project: view.project });
    await engine.stop();
    const moved = join(folder, 'moved');
    await rename(view.project, moved);
    await open();
    const after = await client['projects.open']({ project: moved });
    expect(after).toMatchObject({ project: moved, missing: [], check: { ready: true } });
    expect(after.data?.sha256).toBe(before.data?.sha256);
    expect(after.runs.map(({ id }) => id)).toEqual([runId]);
    const job = await finished((await client['bundles.export']({ project: moved, runId })).jobId);
    expect(job).toMatchObject({ state: 'done' });
  });

  it('opens a project whose files are gone for reading: runs, figures, windows, rows and report', async () => {
    const project = join(folder, 'moved');
    const whole = await client['projects.get']({ project });
    const before = await client['runs.get']({ project, runId });
    const monthly = await client['runs.timeline']({ project, runId, unit: 'month' });
    const names = [whole.model?.path ?? '', ...(whole.data?.paths ?? [])];
    const away = join(folder, 'away');
    await mkdir(away);
    for (const path of names) await rename(path, join(away, basename(path)));
    await engine.stop();
    await open();

    const gone = await client['projects.open']({ project });
    expect(gone).toMatchObject({ model: null, data: null, check: null, mapping: whole.mapping, runs: whole.runs });
    expect(gone.missing).toMatchObject([
      { role: 'model', path: names[0], sha256: whole.model?.sha256 },
      { role: 'data', path: names[1], sha256: whole.data?.sha256 },
    ]);
    expect(await client['runs.get']({ project, runId })).toEqual(before);
    expect(await client['runs.timeline']({ project, runId, unit: 'month' })).toEqual(monthly);
    const all = await client['runs.evaluate']({ project, runId, selection: {} });
    expect(all.metrics.accuracy).toEqual(before.report?.metrics.accuracy);
    const rows = await client['runs.rows']({ project, runId, selection: {}, page: { limit: 3 } });
    expect(rows.total).toBe(before.record.rows.done);
    const columns = rows.columns.map(({ name }) => name);
    expect(columns).toEqual(expect.arrayContaining(['time', 'actual', 'predicted', 'correct', 'confidence']));
    expect(columns).not.toContain('Airport Name');
    const { path } = await client['runs.report']({ project, runId });
    expect(await readFile(path, 'utf8')).toContain('<!doctype html>');
    const isGone = { code: 'NOT_FOUND', message: expect.stringContaining(names[0] ?? '') as string };
    await expect(client['runs.start']({ project })).rejects.toMatchObject(isGone);
    await expect(client['bundles.export']({ project, runId })).rejects.toMatchObject(isGone);

    const { mapping: stored } = gone;
    const [model = '', ...data] = names.map((name) => join(away, basename(name)));
    expect((await client['projects.setModel']({ project, path: model })).missing.map(({ role }) => role)).toEqual(['data']);
    await finished((await client['projects.setData']({ project, paths: data })).jobId);
    const again = await client['projects.get']({ project });
    expect(again).toMatchObject({ missing: [], mapping: stored, check: { ready: true }, data: { options: whole.data?.options } });
    const linked = await client['runs.rows']({ project, runId, selection: {}, page: { limit: 3 } });
    expect(linked.columns.map(({ name }) => name)).toContain('Airport Name');
  });

  it('logs no unknown error in all of that', () => {
    expect(log.text()).not.toMatch(/workbench: |rejection|TypeError/);
  });
});
