import { rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { createGraphHandlers } from '../../../app/workbench/graphHandlers.ts';
import type { OpenProjects } from '../../../app/workbench/openProjects.ts';
import { openModel } from '../../../app/model/openModel.ts';
import { perColumn, regression, saveModel, zipMapClassifier } from '../../support/tinyModels.ts';

const made: string[] = [];
afterEach(async () => {
  for (const folder of made.splice(0)) await rm(folder, { recursive: true });
});

/** The handlers over one project with this model, or none. */
async function graphOf(path: string | null) {
  const model = path === null ? null : await openModel(path, { cacheDir: `${dirname(path)}/cache` });
  const projects = { parts: async () => ({ model }) } as unknown as OpenProjects;
  const handlers = createGraphHandlers({ projects, folderOf: (project) => project });
  return () => handlers['models.graph']({ project: '/p', search: '', limit: 400 }, { signal: new AbortController().signal });
}

async function save(bytes: Uint8Array): Promise<string> {
  const path = await saveModel(bytes);
  made.push(dirname(path));
  return path;
}

it('a project without a model has no graph, and says what to do', async () => {
  const ask = await graphOf(null);
  await expect(ask()).rejects.toMatchObject({ code: 'CONFLICT', hint: 'Open an ONNX file first.' });
});

it('the graph is that of the file as given, not of the repaired copy that runs', async () => {
  const ask = await graphOf(await save(zipMapClassifier()));
  const { nodes, total } = await ask();
  expect(nodes.map(({ op }) => op)).toContain('ZipMap');
  expect(total).toBe(nodes.length);
});

it('a file that was written anew is read anew', async () => {
  const path = await save(regression());
  const ask = await graphOf(path);
  const before = await ask();
  expect(await ask()).toEqual(before);
  await writeFile(path, perColumn());
  expect((await ask()).inputs).not.toEqual(before.inputs);
});

it('a file that is gone is told by its name', async () => {
  const path = await save(regression());
  const ask = await graphOf(path);
  await rm(path);
  await expect(ask()).rejects.toMatchObject({ code: 'ENOENT', path });
});
