import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { contract } from '../../../app/api/contract.ts';
import type { DatasetCard } from '../../../app/api/schemas/datasets.ts';
import { validate } from '../../../app/runs/validate.ts';
import { createTasks, type TaskFacilities } from '../../../app/tasks.ts';
import { createCompareHandlers } from '../../../app/workbench/compareHandlers.ts';
import type { OpenProjects } from '../../../app/workbench/openProjects.ts';
import { prepareRun, type PreparedRun } from '../runs/support/prepareRun.ts';
import { regression } from '../../support/tinyModels.ts';

const sql =
  "SELECT (i % 5)::FLOAT AS a, (i % 3)::FLOAT AS b, 'town ' || i % 2 AS town, i % 7 AS y FROM range(100) t(i) ORDER BY i";
const made: PreparedRun[] = [];
let project = '';
let ids: string[] = [];
let data: DatasetCard;

beforeAll(async () => {
  for (const weights of [
    [1, 1],
    [1, 0.5],
    [0, 1],
  ]) {
    const run = await prepareRun({ model: regression(weights, 0.5), sql, roles: { target: 'y' } });
    made.push(run);
    await validate(run.request, {});
  }
  const [first] = made;
  if (!first) throw new Error('No run was made.');
  project = first.projectDir;
  data = first.request.data;
  ids = made.map((_, index) => `run-${String(index)}`);
  for (const [index, { folder }] of made.entries()) {
    await cp(folder.dir, join(project, 'runs', ids[index] ?? ''), { recursive: true });
  }
});
afterAll(async () => {
  for (const { root } of made) await rm(root, { recursive: true, force: true });
});

function handlersWith(baselineRun: string | null, open: DatasetCard | null = data) {
  const tasks = createTasks({} as TaskFacilities);
  const parts = { model: null, data: open, project: { file: { baselineRun } } };
  return createCompareHandlers({
    projects: { parts: async () => parts } as unknown as OpenProjects,
    tasks: { run: async (kind, input, hooks) => tasks[kind]?.run(tasks[kind].input.parse(input), hooks) },
  });
}

const options = { signal: new AbortController().signal };
const page = contract['runs.flipped'].input.shape.page.parse({});

it('the first run is the reference, unless the pinned baseline is among them', async () => {
  const pairs = async (baseline: string | null): Promise<string[][]> => {
    const { comparisons } = await handlersWith(baseline)['runs.compare']({ project, runIds: ids }, options);
    contract['runs.compare'].output.parse({ comparisons });
    return comparisons.map(({ a, b }) => [a, b]);
  };
  // The records were copied: their ids are those that they were made with.
  const [zero, one, two] = made.map(({ folder }) => folder.id);
  expect(await pairs(null)).toEqual([
    [zero, one],
    [zero, two],
  ]);
  expect(await pairs('run-2')).toEqual([
    [two, zero],
    [two, one],
  ]);
  expect(await pairs('another')).toEqual([
    [zero, one],
    [zero, two],
  ]);
});

it('a run is not compared with itself', async () => {
  const twice = handlersWith(null)['runs.compare']({ project, runIds: ['run-1', 'run-1'] }, options);
  await expect(twice).rejects.toThrow('A run cannot be compared with itself.');
  const outside = handlersWith(null)['runs.compare']({ project, runIds: ['run-1', '../run-2'] }, options);
  await expect(outside).rejects.toThrow(/not the id of a run/);
});

it('flipped rows come with the data while it is open and the same, and without it otherwise', async () => {
  const request = { project, a: 'run-0', b: 'run-1', kind: 'changed' as const, page };
  const open = await handlersWith(null)['runs.flipped'](request, options);
  expect(open.columns.map(({ name }) => name)).toContain('town');
  const changed = await handlersWith(null, { ...data, sha256: 'e'.repeat(64) })['runs.flipped'](request, options);
  expect(changed.columns.map(({ name }) => name)).toEqual(['actual', 'predicted A', 'error A', 'predicted B', 'error B']);
  expect(changed.total).toBe(open.total);
});
