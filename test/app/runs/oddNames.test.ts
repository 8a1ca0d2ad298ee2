import { rm } from 'node:fs/promises';
import { afterAll, expect, it } from 'vitest';
import { runRows } from '../../../app/runs/evaluateRun.ts';
import { rowsToBatch } from '../../../app/prepare/rows.ts';
import { createPreparer } from '../../../app/prepare/preparer.ts';
import { preparationPlan } from '../../../app/mapping/preparationPlan.ts';
import { validate } from '../../../app/runs/validate.ts';
import { tensor, writeModel } from '../../support/onnxWriter.ts';
import { prepareRun } from './support/prepareRun.ts';

const names = ['__proto__', 'constructor', 'toString'];
/** Every input [N, 1]; `value` = their sum. */
const model = writeModel({
  nodes: [{ op: 'Sum', inputs: names, outputs: ['value'] }],
  inputs: names.map((name) => tensor(name, 'float32', ['N', 1])),
  outputs: [tensor('value', 'float32', ['N', 1])],
});
const root: string[] = [];
afterAll(() => rm(root[0] ?? '', { recursive: true, force: true }));

it('columns, inputs, target and time may be called as the properties of every object are', async () => {
  const run = await prepareRun({
    model,
    sql: `SELECT i::DOUBLE AS "__proto__", i * 10 AS "constructor", i * 100 AS "toString", i * 111 AS "valueOf",
            TIMESTAMP '2024-01-01' + INTERVAL 1 DAY * i::INTEGER AS "hasOwnProperty" FROM range(20) t(i) ORDER BY i`,
    roles: { target: 'valueOf', time: 'hasOwnProperty' },
  });
  root.push(run.root);
  const report = await validate(run.request, {});
  expect(report).toMatchObject({ rows: 20, labelled: 20 });
  expect(report.timeline.rowsWithoutTime).toBe(0);
  expect(report.metrics.mae?.value).toBe(0);

  const { model: card, data, mapping } = run.request;
  const page = await runRows({ runDir: run.folder.dir, data }, { filters: [] }, { offset: 3, limit: 1, filters: [] });
  const shown = new Map(page.columns.map(({ name }, index) => [name, page.rows[0]?.[index]]));
  expect([...names.map((name) => shown.get(name)), shown.get('valueOf')]).toEqual([3, 30, 300, 333]);

  // Rows as a client sends them, and what a batch is after it went to another process.
  const plan = preparationPlan(card, data, mapping);
  const sent = JSON.parse('[{"__proto__": 3, "constructor": 30, "toString": 300}]') as Record<string, unknown>[];
  const { tensors } = structuredClone(createPreparer(plan).prepare(structuredClone(rowsToBatch(plan, sent))));
  expect(Object.entries(tensors).map(([name, { data: values }]) => [name, ...(values as Float32Array)])).toEqual([
    ['__proto__', 3],
    ['constructor', 30],
    ['toString', 300],
  ]);
});
