// The shipped example and real exports, from files to predictions, with nothing told by hand.
import { readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import type { DatasetCard } from '../../../app/api/schemas/datasets.ts';
import type { Mapping } from '../../../app/api/schemas/mapping.ts';
import type { ModelCard } from '../../../app/api/schemas/models.ts';
import { ingest } from '../../../app/data/ingest.ts';
import { readBatches } from '../../../app/data/readBatches.ts';
import { openSession } from '../../../app/inference/runtime.ts';
import { runPrepared } from '../../../app/inference/runPrepared.ts';
import { labelIndexer } from '../../../app/mapping/alignLabels.ts';
import { checkMapping } from '../../../app/mapping/checkMapping.ts';
import { preparationPlan } from '../../../app/mapping/preparationPlan.ts';
import { suggestMapping } from '../../../app/mapping/suggestMapping.ts';
import { openModel } from '../../../app/model/openModel.ts';
import { createPreparer } from '../../../app/prepare/preparer.ts';
import { readOutputs } from '../../../app/prepare/predictions.ts';

let cacheDir: string;
beforeAll(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), 'drydock-real-'));
});

const root = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

async function open(
  modelPath: string,
  dataPath: string,
): Promise<{ model: ModelCard; runPath: string; data: DatasetCard; mapping: Mapping }> {
  const { card: model, runPath } = await openModel(root(modelPath), { cacheDir });
  const data = await ingest({ paths: [root(dataPath)], options: {} }, { cacheDir });
  return { model, runPath, data, mapping: suggestMapping(model, data) };
}

/** Predicts every row in batches of 500 and compares with the target. */
async function accuracy(found: Awaited<ReturnType<typeof open>>): Promise<{ rows: number; correct: number; unknown: number }> {
  const { model, runPath, data, mapping } = found;
  const plan = preparationPlan(model, data, mapping);
  const preparer = createPreparer(plan);
  const target = mapping.columns.find(({ role }) => role === 'target')?.name ?? '';
  const indexOf = labelIndexer(mapping);
  const session = await openSession(runPath, { provider: 'cpu' });
  const count = { rows: 0, correct: 0, unknown: 0 };
  for await (const batch of readBatches(data, { columns: [...preparer.columns, target], batchRows: 500 })) {
    const prepared = preparer.prepare(batch);
    const { classIndex } = readOutputs(plan, await runPrepared(session, plan, prepared), batch.rowCount, prepared.rejected);
    const truth = batch.columns[target];
    for (let row = 0; row < batch.rowCount; row++) {
      const label = truth?.kind === 'text' ? truth.dictionary[truth.codes[row] ?? -1] : String(truth?.values[row]);
      const actual = indexOf(label ?? '');
      count.rows++;
      if (actual < 0) count.unknown++;
      else if (actual === classIndex?.[row]) count.correct++;
    }
  }
  await session.close();
  return count;
}

test('the bird-strikes example maps itself, and the columns that tell the answer stay out', async () => {
  const found = await open('examples/birdstrikes/model.onnx', 'examples/birdstrikes/strikes.parquet');
  const { mapping } = found;
  const role = (name: string): string | undefined => mapping.columns.find((column) => column.name === name)?.role;
  expect(mapping.columns.filter((column) => column.role === 'target').map(({ name }) => name)).toEqual(['Damage']);
  expect(role('Flight Date')).toBe('time');
  for (const leak of ['Cost Other', 'Cost Repair', 'Cost Total $', 'Effect Amount of damage']) expect(role(leak)).toBe('ignored');
  expect(mapping.inputs.map(({ feeds }) => feeds[0]?.column)).toEqual([
    'Aircraft Make Model',
    'Aircraft Airline Operator',
    'Origin State',
    'Phase of flight',
    'Wildlife Size',
    'Wildlife Species',
    'Time of day',
    'Speed IAS in knots',
  ]);
  expect(mapping.inputs[7]?.feeds[0]?.missing).toEqual({ kind: 'nan' });
  expect(mapping.positive).toBe('Some damage');
  const check = checkMapping(found.model, found.data, mapping);
  expect(check.ready).toBe(true);
  expect(check.problems).toContainEqual(
    expect.objectContaining({ message: expect.stringMatching(/does not know the labels "C", "B" \(9 rows\)/) }),
  );
  const { rows, unknown, correct } = await accuracy(found);
  expect({ rows, unknown }).toEqual({ rows: 6965, unknown: 9 });
  expect(correct / rows).toBeGreaterThan(0.85);
});

const expected = JSON.parse(readFileSync(root('test/fixtures/interop/expected.json'), 'utf8')) as Record<
  string,
  { table: string; target: string; task: string; metrics: { accuracy: number } }
>;

test.each(Object.entries(expected).filter(([, { task }]) => task !== 'regression'))(
  '%s maps itself and is as accurate as in Python',
  async (name, { table, target, metrics }) => {
    const found = await open(`test/fixtures/interop/${name}.onnx`, `test/fixtures/interop/${table}.parquet`);
    expect(found.mapping.columns.find(({ role }) => role === 'target')?.name).toBe(target);
    expect(checkMapping(found.model, found.data, found.mapping).ready).toBe(true);
    const { rows, correct } = await accuracy(found);
    expect(correct / rows).toBeCloseTo(metrics.accuracy, 12);
  },
);

test.each(Object.entries(expected).filter(([, { task }]) => task === 'regression'))(
  '%s maps itself',
  async (name, { table, target }) => {
    const { model, data, mapping } = await open(`test/fixtures/interop/${name}.onnx`, `test/fixtures/interop/${table}.parquet`);
    expect(mapping.columns.find(({ role }) => role === 'target')?.name).toBe(target);
    expect(checkMapping(model, data, mapping).ready).toBe(true);
  },
);
