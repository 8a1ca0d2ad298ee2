// Class names from a labels file that a person gave, kept in the project.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ingest } from '../../../app/data/ingest.ts';
import { createProject, openProject } from '../../../app/runs/projectStore.ts';
import { createCardStore } from '../../../app/workbench/cardStore.ts';
import { createOpenProjects, type OpenProjects } from '../../../app/workbench/openProjects.ts';
import { uploadsFolder } from '../../../app/workbench/uploadedFiles.ts';
import { multiclassLogits } from '../../support/tinyModels.ts';

const labels = { names: ['ant', 'bee', 'cat'], from: 'labels.txt' };
let home = '';
let project = '';
let model = '';
let projects: OpenProjects;
const start = (): OpenProjects =>
  createOpenProjects({
    cards: createCardStore('test'),
    modelCache: join(home, '.cache/models'),
    uploads: uploadsFolder(home),
    log: (message, error) => {
      throw new Error(message, { cause: error });
    },
  });

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'drydock-told-'));
  project = (await createProject({ name: 'One', projectsFolder: home })).dir;
  model = join(home, 'model.onnx');
  await writeFile(model, multiclassLogits());
  const table = join(home, 'rows.csv');
  await writeFile(table, `a,b,c,d,animal,other\n${['1,2,3,4,bee,ant\n', '2,3,4,5,ant,bee\n', '3,4,5,6,cat,cat\n'].join('')}`);
  projects = start();
  await projects.useData(project, await ingest({ paths: [table], options: {} }, { cacheDir: join(home, '.cache/data') }));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const classes = async (): Promise<string[] | undefined> => (await projects.view(project)).model?.reading?.classes;

it('stay with the project, and with the very model when it is chosen again', async () => {
  await projects.useModel(project, { path: model, labels });
  expect((await openProject(project)).file.model?.labels).toEqual(labels);
  await rm(join(project, '.drydock'), { recursive: true });
  projects = start();
  expect(await classes()).toEqual(labels.names);
  await projects.useModel(project, { path: model });
  expect(await classes()).toEqual(labels.names);
  const other = join(home, 'other.onnx');
  await writeFile(other, multiclassLogits(5));
  await projects.useModel(project, { path: other });
  expect(await classes()).toEqual(['0', '1', '2']);
  expect((await openProject(project)).file.model?.labels).toBeUndefined();
});

it('come into the mapping, and the columns stay where they were put', async () => {
  await projects.useModel(project, { path: model });
  const before = (await projects.view(project)).mapping!;
  const feeds = before.inputs[0]!.feeds.map((feed, index) => ({ ...feed, column: ['d', 'c', 'b', 'a'][index] ?? null }));
  const columns = before.columns.map((column) => ({
    ...column,
    role: column.name === 'other' ? ('target' as const) : ('feature' as const),
  }));
  await projects.useMapping(project, { ...before, columns, inputs: [{ input: before.inputs[0]!.input, feeds }] });
  await projects.useModel(project, { path: model, labels });
  const { mapping, check } = await projects.view(project);
  expect(mapping?.reading.classes).toEqual(labels.names);
  expect(mapping?.inputs[0]?.feeds.map(({ column }) => column)).toEqual(['d', 'c', 'b', 'a']);
  expect(mapping?.columns.find(({ role }) => role === 'target')?.name).toBe('other');
  expect(check?.labels?.map(({ class: name }) => name).sort()).toEqual(labels.names);
});

it('that do not fit leave the project as it was', async () => {
  await projects.useModel(project, { path: model });
  const before = await openProject(project);
  const two = { names: ['ant', 'bee'], from: 'two.txt' };
  await expect(projects.useModel(project, { path: model, labels: two })).rejects.toThrow(/the model has 3/);
  expect(await openProject(project)).toEqual(before);
});

it('do not keep a model from opening that was written anew in its place with other classes', async () => {
  await projects.useModel(project, { path: model, labels });
  await writeFile(model, multiclassLogits(4, 5));
  expect(await classes()).toEqual(['0', '1', '2', '3', '4']);
});
