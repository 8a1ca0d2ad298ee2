// Uploads that a project comes to use, through real projects on disk.
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ingest } from '../../../app/data/ingest.ts';
import { createProject, openProject, setProjectData, setProjectModel } from '../../../app/runs/projectStore.ts';
import { sha256File } from '../../../app/storage/sha256.ts';
import { createCardStore } from '../../../app/workbench/cardStore.ts';
import { createOpenProjects, type OpenProjects } from '../../../app/workbench/openProjects.ts';
import { uploadsFolder } from '../../../app/workbench/uploadedFiles.ts';
import { tensor, writeModel } from '../../support/onnxWriter.ts';
import { multiclassLogits, perColumn } from '../../support/tinyModels.ts';

let home = '';
let project = '';
let projects: OpenProjects;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'drydock-uploaded-'));
  project = (await createProject({ name: 'One', projectsFolder: home })).dir;
  projects = createOpenProjects({
    cards: createCardStore('test'),
    modelCache: join(home, '.cache/models'),
    uploads: uploadsFolder(home),
    log: (message, error) => {
      throw new Error(message, { cause: error });
    },
  });
});
afterEach(() => rm(home, { recursive: true, force: true }));

async function upload(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(uploadsFolder(home), name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return path;
}
async function useData(...paths: string[]): Promise<void> {
  await projects.useData(project, await ingest({ paths, options: {} }, { cacheDir: join(home, '.cache/data') }));
}
const stored = async () => (await openProject(project)).file;
const filesOf = async (folder: string) =>
  (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map(({ name }) => name);

describe('files that came through the browser', () => {
  it('move into the project that uses them, and stay with it when its folder moves', async () => {
    const model = await upload('drop/model.onnx', multiclassLogits());
    const labels = await upload('drop/labels.txt', 'ant\nbee\ncat\n');
    const data = await upload('drop/tables/rows.csv', 'a,b\n1,2\n3,4\n');
    await projects.useModel(project, { path: model });
    await useData(data);
    expect((await stored()).model?.path).toBe('files/model/model.onnx');
    expect((await stored()).data?.paths).toEqual(['files/data/tables/rows.csv']);
    expect([model, labels, data, uploadsFolder(home) + '/drop'].filter((path) => existsSync(path))).toEqual([]);

    const moved = join(home, 'elsewhere/one');
    await mkdir(dirname(moved));
    await rename(project, moved);
    await rm(uploadsFolder(home), { recursive: true });
    const view = await projects.view(moved);
    expect(view.missing).toEqual([]);
    expect(view.model?.reading).toMatchObject({ classes: ['ant', 'bee', 'cat'] });
    expect(await projects.unreadData(moved)).toMatchObject({ paths: [join(moved, 'files/data/tables/rows.csv')] });
  });

  it('bring the weights that lie beside a model', async () => {
    await upload('drop/w/weights.bin', new Uint8Array(new Float32Array([1, 2, 3, 4]).buffer));
    const model = writeModel({
      nodes: [{ op: 'MatMul', inputs: ['X', 'W'], outputs: ['y'] }],
      inputs: [tensor('X', 'float32', [null, 4])],
      outputs: [tensor('y', 'float32', [null, 1])],
      initializers: [{ name: 'W', type: 'float32', dims: [4, 1], external: { location: 'w/weights.bin' } }],
    });
    await projects.useModel(project, { path: await upload('drop/model.onnx', model) });
    const { model: opened } = await projects.parts(project);
    expect(opened?.card.externalData).toMatchObject([{ found: true }]);
    expect((await filesOf(join(project, 'files'))).sort()).toEqual(['model.onnx', 'weights.bin']);
    expect(await filesOf(uploadsFolder(home))).toEqual([]);
  });

  it('are there once, however often the same ones are set', async () => {
    for (const drop of ['first', 'second', 'third']) {
      await projects.useModel(project, { path: await upload(`${drop}/model.onnx`, perColumn()) });
      await useData(await upload(`${drop}/rows.csv`, 'a,b\n1,2\n'));
    }
    expect((await filesOf(join(project, 'files'))).sort()).toEqual(['model.onnx', 'rows.csv']);
    expect(await filesOf(uploadsFolder(home))).toEqual([]);
  });

  it('keep away from others of the same name, and from class names that are not theirs', async () => {
    await upload('first/labels.txt', 'ant\nbee\ncat\n');
    await projects.useModel(project, { path: await upload('first/model.onnx', multiclassLogits()) });
    await projects.useModel(project, { path: await upload('second/model.onnx', multiclassLogits(5)) });
    expect((await stored()).model?.path).toBe('files/model-2/model.onnx');
    expect((await projects.view(project)).model?.reading).not.toMatchObject({ classes: ['ant', 'bee', 'cat'] });
    await useData(await upload('first/rows.csv', 'a,b\n1,2\n'));
    await useData(await upload('second/rows.csv', 'a,b\n1,9\n'), await upload('third/rows.csv', 'a,b\n1,2\n'));
    expect((await stored()).data?.paths).toEqual(['files/data-2/rows.csv', 'files/data/rows.csv']);
    expect(await readFile(join(project, 'files/data-2/rows.csv'), 'utf8')).toContain('9');
  });

  it('leave a table where it is that is named like class names of the model', async () => {
    const table = await upload('drop/model.txt', 'a,b\n1,2\n3,4\n');
    await projects.useModel(project, { path: await upload('drop/model.onnx', perColumn()) });
    expect(existsSync(table)).toBe(true);
    await useData(table);
    expect((await stored()).data?.paths).toEqual(['files/data/model.txt']);
  });

  it('read in place stay usable: a Parquet file and its card move together', async () => {
    const parquet = await readFile(new URL('../../../examples/birdstrikes/strikes.parquet', import.meta.url));
    await useData(await upload('drop/strikes.parquet', parquet));
    const { data } = await projects.parts(project);
    expect(data?.paths).toEqual([join(project, 'files/data/strikes.parquet')]);
    for (const path of data?.columnar ?? []) expect(existsSync(path)).toBe(true);
  });

  it('named by a project of an earlier version go on working: the data move in when they are read, the model stays', async () => {
    const model = await upload('drop/model.onnx', multiclassLogits());
    const data = await upload('drop/rows.csv', 'f0,f1,f2,f3\n1,2,3,4\n5,6,7,8\n');
    await setProjectModel(project, { path: model, sha256: await sha256File(model) });
    await setProjectData(project, { paths: [data], sha256: 'f'.repeat(64), options: {} });
    expect(await stored()).toMatchObject({
      model: { path: '../uploads/drop/model.onnx' },
      data: { paths: ['../uploads/drop/rows.csv'] },
    });

    const before = await projects.view(project);
    expect(before.model?.path).toBe(model);
    expect(before.missing).toEqual([]);
    const unread = await projects.unreadData(project);
    expect(unread?.paths).toEqual([data]);
    await useData(...(unread?.paths ?? []));
    const after = await projects.view(project);
    expect(after).toMatchObject({ missing: [], model: { path: model }, data: { rows: 2 } });
    expect(after.check?.ready).toBe(true);
    expect(await stored()).toMatchObject({
      model: { path: '../uploads/drop/model.onnx' },
      data: { paths: ['files/data/rows.csv'] },
    });
    // Set anew, the model moves in too.
    await projects.useModel(project, { path: model });
    expect((await stored()).model?.path).toBe('files/model/model.onnx');
    expect(await projects.view(project)).toMatchObject({ missing: [], check: { ready: true } });
    expect(existsSync(join(uploadsFolder(home), 'drop'))).toBe(false);
  });

  it('of other places are left where they lie', async () => {
    const model = join(home, 'mine/model.onnx');
    await mkdir(dirname(model));
    await writeFile(model, perColumn());
    await projects.useModel(project, { path: model });
    expect((await stored()).model?.path).toBe('../mine/model.onnx');
    expect(existsSync(join(project, 'files'))).toBe(false);
  });
});
