// What a drop into the browser leaves behind where it was refused, through a whole workbench whose tasks run in this process.
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { contract, type WorkbenchContract } from '../../../app/api/contract.ts';
import { createMemoryPair } from '../../../app/api/memoryChannel.ts';
import type { Client } from '../../../app/api/procedure.ts';
import { connect, serve } from '../../../app/api/rpc.ts';
import type { TaskRunner } from '../../../app/jobs/tasks.ts';
import { openLocalReader } from '../../../app/runs/batchReader.ts';
import { openLocalTally } from '../../../app/runs/runTally.ts';
import { createTasks } from '../../../app/tasks.ts';
import { createWorkbench, type Workbench } from '../../../app/workbench.ts';
import { uploadsFolder } from '../../../app/workbench/uploadedFiles.ts';
import { startProcess } from '../../../main/worker/startProcess.ts';
import { perColumn } from '../../support/tinyModels.ts';

const table = createTasks({ openReader: openLocalReader, openTally: openLocalTally, startProcess });
const tasks: TaskRunner = {
  run: async (kind, input, hooks) => table[kind]?.run(table[kind].input.parse(input), hooks),
  ask: () => Promise.reject(new Error('not asked here')),
};

let home = '';
let workbench: Workbench;
let client: Client<WorkbenchContract>;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'drydock-refused-'));
  const folders = { projects: home, config: join(home, '.config'), cache: join(home, '.cache'), examples: '' };
  workbench = createWorkbench({ tasks, folders, version: '0.0.0-test', serverScript: '' });
  const [near, far] = createMemoryPair();
  serve(contract, workbench.handlers, far);
  client = connect(contract, near);
});
afterEach(async () => {
  await workbench.close();
  await rm(home, { recursive: true, force: true });
});

async function upload(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(uploadsFolder(home), name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return path;
}
const uploads = () => readdir(uploadsFolder(home), { recursive: true });
const recent = async () => (await client['projects.recent']({})).map(({ name }) => name);
async function jobState(jobId: string): Promise<string> {
  for await (const { job } of client['jobs.follow']({ after: 0 })) if (job.id === jobId && job.endedAt !== null) return job.state;
  throw new Error('the stream of jobs ended');
}

it('what nothing can be done with goes once it was looked at; files that lie elsewhere stay', async () => {
  const elsewhere = join(home, 'mine.pkl');
  const pickle = new Uint8Array([0x80, 4, 0x95, 1, 0, 0, 0, 0, 0, 0, 0, 0x4e, 0x2e]);
  await writeFile(elsewhere, pickle);
  const paths = [await upload('one/model.pkl', pickle), await upload('one/README.md', '# Read me'), elsewhere];
  const good = await upload('one/good.csv', 'a,b\n1,2\n');
  const found = await client['files.identify']({ paths: [...paths, good] });
  expect(found.map(({ role }) => role)).toEqual(['unknown', 'document', 'unknown', 'data']);
  expect(await uploads()).toEqual(['one', 'one/good.csv']);
  expect(existsSync(elsewhere)).toBe(true);
});

it('a model that is refused takes its drop and its project with it', async () => {
  const path = await upload('one/cut.onnx', perColumn().subarray(0, 300));
  await upload('one/weights.bin', 'weights');
  await upload('two/other.csv', 'a\n1\n');
  const { project } = await client['projects.create']({ name: 'cut' });
  await expect(client['projects.setModel']({ project, path })).rejects.toMatchObject({ code: 'MODEL_INVALID' });
  expect(await uploads()).toEqual(['two', 'two/other.csv']);
  expect(await recent()).toEqual(['cut']);
  expect(await client['projects.discard']({ project })).toEqual({ isGone: true });
  expect(existsSync(project)).toBe(false);
  expect(await recent()).toEqual([]);
});

it('names of classes that do not fit are no refusal of the model', async () => {
  const path = await upload('one/shop.onnx', perColumn());
  const labels = await upload('one/three.txt', 'a\nb\nc\n');
  const { project } = await client['projects.create']({ name: 'shop' });
  await expect(client['projects.setModel']({ project, path, labels })).rejects.toMatchObject({ code: 'DATA_MISMATCH' });
  expect(existsSync(path)).toBe(true);
  await upload('one/notes.md', 'what came with it');
  await client['projects.setModel']({ project, path });
  expect(await uploads()).toEqual(['one', 'one/three.txt']);
});

it('data that are refused go, and the project stays where it has something', async () => {
  const { project } = await client['projects.create']({ name: 'shop' });
  await client['projects.setModel']({ project, path: await upload('one/shop.onnx', perColumn()) });
  const path = await upload('two/norows.csv', 'age,city\n');
  const { jobId } = await client['projects.setData']({ project, paths: [path], options: {} });
  expect(await jobState(jobId)).toBe('failed');
  expect(await uploads()).toEqual([]);
  expect(await client['projects.discard']({ project })).toEqual({ isGone: false });
  expect(existsSync(project)).toBe(true);
  expect(await client['projects.discard']({ project, isHalfNothing: true })).toEqual({ isGone: true });
});

it('data that may be readable in another way stay, and are read with other options', async () => {
  const { project } = await client['projects.create']({ name: 'misread' });
  const path = await upload('one/misread.csv', `name,age\nann,3\n${'"bob";4;no,yes,1\n'.repeat(60)}`);
  const first = await client['projects.setData']({ project, paths: [path], options: {} });
  expect(await jobState(first.jobId)).toBe('failed');
  const [job] = await client['jobs.list']({});
  expect(job).toMatchObject({ id: first.jobId, error: { code: 'DATA_MISREAD' }, partial: { paths: [path], options: {} } });
  expect(await uploads()).toEqual(['one', 'one/misread.csv']);
  const second = await client['projects.setData']({ project, paths: [path], options: { delimiter: ';', header: false } });
  expect(await jobState(second.jobId)).toBe('done');
  expect(await client['projects.get']({ project })).toMatchObject({ data: { rows: 60, rejected: 2, columns: { length: 3 } } });
});
