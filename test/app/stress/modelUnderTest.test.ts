import { expect, it } from 'vitest';
import type { Column } from '../../../app/base/columns.ts';
import { modelUnderTest } from '../../../app/stress/modelUnderTest.ts';
import { feature, numbers, tableOf } from './damageTable.ts';
import { jsModel, jsPlan, jsSession } from './jsModel.ts';

const cells = (seed: number): number[] => Array.from({ length: 23 }, (_, row) => ((row * seed) % 17) / 16);
const table = tableOf({
  features: ['a', 'b', 'c'].map((name, i) => feature(name, numbers(cells(3 + i)), 'number')),
  task: 'regression',
  actual: new Float64Array(23),
});
const weights = [1, 10, 100];

it('gives the answers of a damaged table, whatever the batch, and counts what it spent', async () => {
  const other = numbers(cells(7));
  const expected = cells(7).map((value, row) => (cells(3)[row] as number) + 10 * value + 100 * (cells(5)[row] as number));
  for (const batchRows of [1, 7, 23, 100]) {
    const model = await jsModel(table, { weights, batchRows });
    const { values } = await model.predict(new Map([['b', other]]));
    expect([...(values ?? [])]).toEqual(expected);
    expect(model.spent.rows).toBe(46);
    const rows = { firstRow: 0, rowCount: 23, columns: { ...Object.fromEntries(table.columns), b: other } };
    expect((await model.predictRows(rows)).values).toEqual(values);
  }
});

it('asks the model nothing where nothing that feeds it has changed', async () => {
  const model = await jsModel(table, { weights });
  const spent = model.spent.rows;
  expect(await model.predict(new Map())).toBe(model.clean);
  expect(await model.predict(new Map([['b', table.columns.get('b') as Column]]))).toBe(model.clean);
  expect(await model.predict(new Map([['not a feature', numbers(cells(2))]]))).toBe(model.clean);
  expect(model.spent.rows).toBe(spent);
});

it('rejects by the missing-value policy of the damaged rows, and takes another plan', async () => {
  const plan = jsPlan(table, 'reject');
  const model = await modelUnderTest({ session: jsSession(table, { weights }), plan, table, batchRows: 5 });
  const gaps = numbers(cells(4).map((value, row) => (row % 3 === 0 ? undefined : value)));
  const { values } = await model.predict(new Map([['b', gaps]]));
  expect([...(values ?? [])].map((value) => Number.isNaN(value))).toEqual(cells(4).map((_, row) => row % 3 === 0));
  const lenient = await model.withPlan(jsPlan(table));
  // The missing number goes in as NaN: no answer either, but by the model.
  expect((await lenient.predict(new Map([['b', gaps]]))).values).toEqual(values);
  expect(lenient.plan.inputs[0]?.features[0]?.missing.kind).toBe('nan');
});

it('stops between two batches when it is cancelled', async () => {
  const model = await jsModel(table, { weights, batchRows: 2 });
  const controller = new AbortController();
  controller.abort();
  await expect(model.predict(new Map([['b', numbers(cells(7))]]), controller.signal)).rejects.toMatchObject({
    code: 'CANCELLED',
  });
});
