import { expect, test } from 'vitest';
import type { PreparationPlan } from '../../../app/api/schemas/mapping.ts';
import { checkBatchInvariance } from '../../../app/inference/batchInvariance.ts';
import { measureBatchSize } from '../../../app/inference/batchSize.ts';
import { runPrepared } from '../../../app/inference/runPrepared.ts';
import { openSession, type Session } from '../../../app/inference/runtime.ts';
import { createPreparer, type PreparedBatch } from '../../../app/prepare/preparer.ts';
import { readOutputs } from '../../../app/prepare/predictions.ts';
import { constant, tensor, writeModel } from '../../support/onnxWriter.ts';
import { failsOutOfRange, fixedBatch, logisticRegression, saveModel, sigmoid } from '../../support/tinyModels.ts';
import { batchOf } from '../mapping/table.ts';

const nan = { kind: 'nan' as const };
const plan = (fixed: number | null): PreparationPlan => ({
  version: 1,
  inputs: [
    {
      input: 'X',
      type: 'float32',
      rank: 2,
      features: [
        { column: 'a', missing: nan },
        { column: 'b', missing: nan },
      ],
    },
  ],
  fixedBatch: fixed,
  reading: {
    task: 'binary',
    classes: ['0', '1'],
    scores: { output: 'probabilities', form: 'probabilities' },
    label: { output: 'label' },
  },
  positive: '1',
});

const rows = (count: number): { a: number[]; b: number[] } => ({
  a: Array.from({ length: count }, (_, i) => i),
  b: Array.from({ length: count }, (_, i) => 3 - i / 2),
});

const prepared = (count: number): PreparedBatch => createPreparer(plan(null)).prepare(batchOf(rows(count)));
const open = async (bytes: Uint8Array): Promise<Session> => openSession(await saveModel(bytes), { provider: 'cpu' });

test.each([1, 3, 4, 5, 8, 11])('a model that takes exactly 4 rows predicts %i rows', async (count) => {
  const session = await open(fixedBatch(4));
  const predictions = readOutputs(plan(4), await runPrepared(session, plan(4), prepared(count)), count);
  const { a, b } = rows(count);
  expect(predictions.rowCount).toBe(count);
  for (let i = 0; i < count; i++)
    expect(predictions.scores?.[2 * i + 1]).toBeCloseTo(sigmoid((a[i] as number) - (b[i] as number)), 6);
});

test('a fixed batch without rows gives no predictions', async () => {
  const session = await open(fixedBatch(4));
  expect(readOutputs(plan(4), await runPrepared(session, plan(4), prepared(0)), 0).classIndex).toHaveLength(0);
});

test('a model that mixes the rows of a batch is found out', async () => {
  const mixing = writeModel({
    nodes: [
      { op: 'ReduceMean', inputs: ['X'], outputs: ['mean'], attributes: { axes: { ints: [0] }, keepdims: { int: 1 } } },
      { op: 'Sub', inputs: ['X', 'mean'], outputs: ['centred'] },
      { op: 'Softmax', inputs: ['centred'], outputs: ['probabilities'], attributes: { axis: { int: 1 } } },
      { op: 'ArgMax', inputs: ['probabilities'], outputs: ['label'], attributes: { axis: { int: 1 }, keepdims: { int: 0 } } },
    ],
    initializers: [constant('unused', 'float32', [1], [0])],
    inputs: [tensor('X', 'float32', ['N', 2])],
    outputs: [tensor('label', 'int64', ['N']), tensor('probabilities', 'float32', ['N', 2])],
  });
  const found = await checkBatchInvariance(await open(mixing), plan(null), prepared(6));
  expect(found.ok).toBe(false);
  expect(found.maxDifference).toBeGreaterThan(0.01);
  expect(found.differing).toContain(0);
  const honest = await checkBatchInvariance(await open(logisticRegression({ weights: [1, -1] })), plan(null), prepared(6), {
    rows: 3,
  });
  expect(honest).toMatchObject({ ok: true, rows: 3, differing: [] });
});

/** A session whose runs take as long as told, on a clock that only they move. */
function timed(cost: (rowCount: number) => number): { session: Session; now: () => number; sizes: number[] } {
  let clock = 0;
  const sizes: number[] = [];
  const session: Session = {
    provider: 'cpu',
    inputs: [],
    outputs: [],
    async run(tensors) {
      const rowCount = tensors['X']?.dims[0] ?? 0;
      sizes.push(rowCount);
      clock += cost(rowCount);
      return {
        label: { type: 'int64', dims: [rowCount], data: new BigInt64Array(rowCount) },
        probabilities: { type: 'float32', dims: [rowCount, 2], data: new Float32Array(rowCount * 2) },
      };
    },
    async close() {},
  };
  return { session, now: () => clock, sizes };
}

const sample = batchOf(rows(100));

test('the batch grows until a run would take too long', async () => {
  const { session, now, sizes } = timed((count) => 10 + count * 0.02);
  const size = await measureBatchSize(session, plan(null), sample, { now });
  expect(size).toBe(4096);
  expect(Math.max(...sizes)).toBe(8192);
});

test('the batch stops growing when nothing is gained any more', async () => {
  const { session, now, sizes } = timed((count) => count * 0.001);
  expect(await measureBatchSize(session, plan(null), sample, { now })).toBe(4096);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(16_384);
});

test('a slow model gets a small batch, so that cancel is answered quickly', async () => {
  const { session, now } = timed((count) => count * 20);
  expect(await measureBatchSize(session, plan(null), sample, { now })).toBe(7);
  const verySlow = timed((count) => count * 1000);
  expect(await measureBatchSize(verySlow.session, plan(null), sample, { now: verySlow.now })).toBe(1);
});

test('a fixed batch is only multiplied', async () => {
  const { session, now, sizes } = timed(() => 0.3);
  const size = await measureBatchSize(session, plan(12), sample, { now, maxRows: 1000 });
  expect(size % 12).toBe(0);
  expect(sizes.every((count) => count === 12)).toBe(true);
});

test('wide rows keep the batch within memory, and without rows there is nothing to measure', async () => {
  const { session, now, sizes } = timed((count) => count * 1e-6);
  await measureBatchSize(session, plan(null), sample, { now, maxRows: 512 });
  expect(Math.max(...sizes)).toBe(512);
  const none = timed(() => 1);
  expect(await measureBatchSize(none.session, plan(null), batchOf(rows(0)), { now: none.now })).toBe(64);
  expect(none.sizes).toEqual([]);
});

test('rows that the model cannot take are left to the run to find', async () => {
  const session = await open(failsOutOfRange());
  const single: PreparationPlan = {
    ...plan(null),
    inputs: [{ input: 'X', type: 'float32', rank: 2, features: [{ column: 'a', missing: nan }] }],
    reading: { task: 'regression', classes: [], value: { output: 'variable' } },
  };
  expect(await measureBatchSize(session, single, sample)).toBe(1024);
});

test('measuring a real model ends with a size between its limits', async () => {
  const session = await open(logisticRegression({ weights: [1, -1] }));
  const size = await measureBatchSize(session, plan(null), sample, { budgetMs: 200, maxRows: 8192 });
  expect(size).toBeGreaterThanOrEqual(1);
  expect(size).toBeLessThanOrEqual(8192);
});

test('a cancelled measurement ends at once', async () => {
  const { session } = timed(() => 1);
  await expect(measureBatchSize(session, plan(null), sample, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'CANCELLED',
  });
});
