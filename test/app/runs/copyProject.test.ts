import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RunSettings } from '../../../app/api/schemas/runs.ts';
import { copyProject } from '../../../app/runs/copyProject.ts';
import { createProject, openProject, setProjectData, setProjectModel } from '../../../app/runs/projectStore.ts';
import { runFolder } from '../../../app/runs/runFolder.ts';
import { writeOwner } from '../../../app/runs/runOwner.ts';

let root: string;
let dir: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'drydock-copy-'));
  dir = join(root, 'strikes');
  await createProject({ name: 'Strikes', folder: dir, projectsFolder: root });
  await writeFile(join(dir, 'model.onnx'), 'model');
  await writeFile(join(root, 'beside.csv'), 'data');
  await setProjectModel(dir, { path: join(dir, 'model.onnx'), sha256: 'a'.repeat(64) });
  await setProjectData(dir, { paths: [join(root, 'beside.csv')], sha256: 'b'.repeat(64), options: {} });
  await mkdir(join(dir, '.drydock'));
  await writeFile(join(dir, '.drydock/model.json'), '{}');
  await mkdir(join(dir, 'runs/done/work'), { recursive: true });
  await writeFile(join(dir, 'runs/done/run.json'), '{"kept":true}');
  await writeFile(join(dir, 'runs/done/work/staged.bin'), 'half');
  await mkdir(join(dir, 'runs/live/work'), { recursive: true });
  await writeOwner(runFolder(join(dir, 'runs/live')));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function filesOf(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  return names
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

describe('a copy of a project', () => {
  it('holds everything but caches, leftovers and a run under way, and names the files where they are', async () => {
    const target = join(root, 'elsewhere/deep/copy');
    expect(await copyProject(dir, target)).toBe(target);
    expect(await filesOf(target)).toEqual(['drydock.json', 'model.onnx', 'runs/done/run.json']);
    const { file } = await openProject(target);
    expect(file).toMatchObject({
      name: 'Strikes (copy)',
      model: { path: 'model.onnx' },
      data: { paths: [join(root, 'beside.csv')] },
      settings: RunSettings.parse({}),
    });
    expect((await openProject(dir)).file.name).toBe('Strikes');
  });

  it('becomes an empty folder, and gets a folder of its own in any other', async () => {
    await mkdir(join(root, 'empty'));
    await mkdir(join(root, 'full/strikes'), { recursive: true });
    expect(await copyProject(dir, join(root, 'empty'))).toBe(join(root, 'empty'));
    expect(await copyProject(dir, join(root, 'full'))).toBe(join(root, 'full/strikes-2'));
    expect(await readFile(join(root, 'full/strikes-2/model.onnx'), 'utf8')).toBe('model');
    expect((await openProject(join(root, 'empty'))).file.data?.paths).toEqual(['../beside.csv']);
  });

  it('is refused in the project itself and at a file, and nothing is left behind', async () => {
    const before = await filesOf(root);
    await expect(copyProject(dir, join(dir, 'copies/one'))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(copyProject(dir, dir)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(copyProject(dir, join(root, 'beside.csv'))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(await filesOf(root)).toEqual(before);
  });

  it('is whole or not there: what cannot be copied leaves nothing behind', async () => {
    const server = createServer().listen(join(dir, 'socket'));
    await once(server, 'listening');
    await expect(copyProject(dir, join(root, 'copy'))).rejects.toThrow();
    server.close();
    expect((await readdir(root)).sort()).toEqual(['beside.csv', 'strikes']);
  });
});
