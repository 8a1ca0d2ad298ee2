// Real exports of scikit-learn, XGBoost and LightGBM: rows through mapping, preparation, the runtime and back give Python's figures.
import { readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { openSession } from '../../../app/inference/runtime.ts';
import { runPrepared } from '../../../app/inference/runPrepared.ts';
import { checkBatchInvariance } from '../../../app/inference/batchInvariance.ts';
import { preparationPlan } from '../../../app/mapping/preparationPlan.ts';
import { suggestMapping } from '../../../app/mapping/suggestMapping.ts';
import { openModel } from '../../../app/model/openModel.ts';
import { createPreparer } from '../../../app/prepare/preparer.ts';
import { readOutputs } from '../../../app/prepare/predictions.ts';
import { batchOf, cardOf, type TestCell } from '../mapping/table.ts';

interface Recorded {
  dims: number[];
  data: TestCell[];
}

interface RecordedModel {
  name: string;
  task: string | null;
  classes: string[];
  inputs: Record<string, Recorded>;
  outputs: Record<string, Recorded>;
}

const { models } = JSON.parse(readFileSync(new URL('../../reference/models.json', import.meta.url), 'utf8')) as {
  models: RecordedModel[];
};
const readable = models.filter(({ task }) => task !== null);

/** The recorded input tensors as a table: one column an input, or x0, x1, ... for a matrix. */
function tableOf(model: RecordedModel): Record<string, TestCell[]> {
  const table: Record<string, TestCell[]> = {};
  for (const [name, { dims, data }] of Object.entries(model.inputs)) {
    const width = dims[1] ?? 1;
    for (let j = 0; j < width; j++) table[width === 1 ? name : `x${j}`] = data.filter((_, at) => at % width === j);
  }
  return table;
}

/** Recorded probabilities, row-major, where the model has such an output. */
function probabilities({ outputs, classes, task }: RecordedModel): number[] | null {
  const found = Object.values(outputs).find(({ dims }) => dims.length === 2 && dims[1] === classes.length);
  if (task === 'regression' || !found) return null;
  const data = found.data as number[];
  return data.every((value) => value >= 0 && value <= 1) ? data : null;
}

let cacheDir: string;
beforeAll(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), 'drydock-cache-'));
});

test('the converters are all here', () => {
  expect(readable.length).toBeGreaterThan(25);
});

describe.each(readable)('$name', (recorded) => {
  test('predicts the same as in Python, and a row alone the same as in the batch', async () => {
    const path = fileURLToPath(new URL(`../../fixtures/models/${recorded.name}.onnx`, import.meta.url));
    const { card, runPath } = await openModel(path, { cacheDir });
    const table = tableOf(recorded);
    const data = cardOf(table);
    const plan = preparationPlan(card, data, suggestMapping(card, data));
    const batch = createPreparer(plan).prepare(batchOf(table));
    const session = await openSession(runPath, { provider: 'cpu' });
    const predictions = readOutputs(plan, await runPrepared(session, plan, batch), batch.rowCount, batch.rejected);
    const invariance = await checkBatchInvariance(session, plan, batch);
    await session.close();
    expect(invariance).toMatchObject({ ok: true, rows: batch.rowCount });

    if (recorded.task === 'regression') {
      const wanted = Object.values(recorded.outputs)[0]?.data as number[];
      wanted.forEach((value, row) =>
        expect(Math.abs((predictions.values?.[row] ?? NaN) - value)).toBeLessThanOrEqual(1e-6 * Math.abs(value)),
      );
      return;
    }
    const { classes } = plan.reading;
    const labels = Object.values(recorded.outputs).find(({ dims }) => dims.length === 1)?.data ?? [];
    const named = [...(predictions.classIndex as Int32Array)].map((index) => classes[index]);
    expect(named).toEqual(labels.map(String));
    const wanted = probabilities(recorded);
    if (!wanted) return;
    expect(predictions.scores).toHaveLength(wanted.length);
    wanted.forEach((value, at) => expect(predictions.scores?.[at]).toBeCloseTo(value, 6));
  });
});
