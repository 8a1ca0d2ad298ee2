import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PreparationPlan } from '../../../app/api/schemas/mapping.ts';
import { AppError } from '../../../app/base/errors.ts';
import { openSession, type Session } from '../../../app/inference/runtime.ts';
import { runPrepared } from '../../../app/inference/runPrepared.ts';
import { createPreparer } from '../../../app/prepare/preparer.ts';
import { rowsToBatch } from '../../../app/prepare/rows.ts';
import { modelRefusal } from '../../../main/server/modelRefusal.ts';
import { failsOutOfRange } from '../../support/tinyModels.ts';

const plan: PreparationPlan = {
  version: 1,
  inputs: [{ input: 'X', type: 'float32', rank: 2, features: [{ column: 'x', missing: { kind: 'nan' } }] }],
  fixedBatch: null,
  reading: { task: 'regression', value: { output: 'variable' } },
} as never;

let folder: string;
let session: Session;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drydock-refusal-'));
  await writeFile(join(folder, 'model.onnx'), failsOutOfRange());
  session = await openSession(join(folder, 'model.onnx'), { provider: 'cpu' });
});
afterAll(async () => {
  await session.close();
  await rm(folder, { recursive: true, force: true });
});

async function refusalOf(values: number[]): Promise<unknown> {
  const batch = createPreparer(plan).prepare(
    rowsToBatch(
      plan,
      values.map((x) => ({ x })),
    ),
  );
  return runPrepared(session, plan, batch).catch((error: unknown) => modelRefusal(error, session, plan, batch));
}

it.each([
  [[99], 1],
  [[0, 99], 2],
  [[0, 1, 2, 3, 99, 0, 1], 5],
  // Of several the first.
  [[3, 3, -7, 3, 50], 3],
])('names the row of %j that the model fails on, in words for who sent it', async (values, row) => {
  const refusal = (await refusalOf(values)) as AppError;
  expect(refusal.message).toMatch(new RegExp(`^The model fails on row ${row}: indices element out of data bounds`));
  expect(refusal).toMatchObject({ code: 'DATA_MISMATCH', where: { row } });
  expect(refusal.hint).toContain('model/schema.json');
});

it('gives other errors back as they are', async () => {
  const error = new AppError('BUSY', 'Later.', { hint: '' });
  const batch = createPreparer(plan).prepare(rowsToBatch(plan, [{ x: 1 }]));
  expect(await modelRefusal(error, session, plan, batch)).toBe(error);
});
