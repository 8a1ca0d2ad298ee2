import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { binColumn, MISSING } from '../../../../app/timeline/estimates/boosting/bins.ts';
import { fitBoosting } from '../../../../app/timeline/estimates/boosting/fitBoosting.ts';
import { predictBoosting } from '../../../../app/timeline/estimates/boosting/predictBoosting.ts';
import type { Boosting, Loss } from '../../../../app/timeline/estimates/boosting/boosting.ts';
import { columnsOf, Lcg } from './lcg.ts';

/** Written by test/reference/boosting.py. */
const reference = JSON.parse(readFileSync(new URL('../../../reference/boosting.json', import.meta.url), 'utf8')) as {
  cases: { name: string; loss: Loss; sumOfTargets: number; lightgbm: Errors; sklearn: Errors }[];
};
type Errors = { rmse?: number; logLoss?: number };
type Row = { x: number[]; y: number };

const tables: Record<string, (random: Lcg) => Row> = {
  smooth(random) {
    const x = Array.from({ length: 8 }, () => random.uniform()) as [number, number, number, number, number];
    return { x, y: 10 * x[0] * x[1] + 20 * (x[2] - 0.5) ** 2 + 10 * x[3] + 5 * x[4] + random.noise() };
  },
  gaps(random) {
    const [x0, x1, x2, x3, x4, x5] = Array.from({ length: 6 }, () => random.uniform()) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const gone = x0 < 0.25;
    const code = Math.floor(6 * x1);
    const y = (gone ? 4 : 3 * x0) + (code === 1 || code === 4 ? 2 : 0) + 3 * x2 * x3 + 0.5 * random.noise();
    return { x: [gone ? NaN : x0, code, x2, x5 < 0.1 ? NaN : x3, x4], y };
  },
  sides(random) {
    const x = Array.from({ length: 5 }, () => random.uniform()) as [number, number, number];
    const side = x[0] * x[1] + x[2] * x[2] > 0.55;
    return { x, y: Number(side !== random.uniform() < 0.1) };
  },
};

function table(name: string, seed: number, n = 4000): { columns: Float64Array[]; target: Float64Array } {
  const random = new Lcg(seed);
  const rows = Array.from({ length: n }, () => tables[name]!(random));
  return { columns: columnsOf(rows.map(({ x }) => x)), target: Float64Array.from(rows, ({ y }) => y) };
}

const mean = (numbers: Float64Array): number => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;

test.each(reference.cases)('test error of $name is that of LightGBM and scikit-learn within 3 %', (one) => {
  const train = table(one.name, 1);
  const { columns, target } = table(one.name, 2);
  expect(target.reduce((sum, y) => sum + y, 0)).toBeCloseTo(one.sumOfTargets, 6);
  const found = predictBoosting(fitBoosting({ ...train, loss: one.loss }), columns);
  const error =
    one.loss === 'squared'
      ? Math.sqrt(mean(found.map((x, row) => (x - target[row]!) ** 2)))
      : mean(found.map((p, row) => -Math.log(target[row] === 1 ? p : 1 - p)));
  for (const library of [one.lightgbm, one.sklearn]) {
    const expected = one.loss === 'squared' ? library.rmse! : library.logLoss!;
    expect(error / expected).toBeGreaterThan(0.97);
    expect(error / expected).toBeLessThan(1.03);
  }
});

test('a first tree on one column is the best split by hand, missing values on the side that helps', () => {
  const x = Float64Array.of(1, 2, 3, 4, NaN, NaN);
  const target = Float64Array.of(0, 0, 6, 6, 6, 6);
  const settings = { trees: 1, leaves: 2, leafRows: 1, learningRate: 1 };
  const model = fitBoosting({ columns: [x], target, loss: 'squared', settings });
  expect(model.base).toBe(4);
  expect(model.trees).toEqual([
    {
      feature: [0, -1, -1],
      threshold: [2.5, 0, 0],
      missingLeft: [0, 0, 0],
      left: [1, -1, -1],
      right: [2, -1, -1],
      value: [0, -4, 2],
    },
  ]);
  expect([...predictBoosting(model, [x])]).toEqual([...target]);
  const only = fitBoosting({ columns: [x], target: Float64Array.of(1, 1, 1, 1, 9, 9), loss: 'squared', settings });
  expect([...predictBoosting(only, [Float64Array.of(0, 1e9, NaN)])]).toEqual([1, 1, 9]);
});

test('the model is plain data, and the same each time', () => {
  const { columns, target } = table('gaps', 5, 500);
  const model = fitBoosting({ columns, target, loss: 'squared', settings: { trees: 5 } });
  expect(fitBoosting({ columns, target, loss: 'squared', settings: { trees: 5 } })).toEqual(model);
  const read = JSON.parse(JSON.stringify(model)) as Boosting;
  expect(read).toEqual(model);
  expect(predictBoosting(read, columns)).toEqual(predictBoosting(model, columns));
});

test('without anything to learn the base alone is left, finite with a single class', () => {
  const columns = [new Float64Array(50).fill(3)];
  const target = new Float64Array(50).fill(1);
  expect([...predictBoosting(fitBoosting({ columns, target, loss: 'squared' }), [Float64Array.of(7)])]).toEqual([1]);
  const [p] = predictBoosting(fitBoosting({ columns, target, loss: 'logistic' }), [Float64Array.of(7)]);
  expect(p).toBeGreaterThan(0.999);
  expect(p).toBeLessThan(1);
});

test('leaves have no fewer rows than asked for, and a signal ends the fit', () => {
  const { columns, target } = table('smooth', 3, 300);
  const tree = fitBoosting({ columns, target, loss: 'squared', settings: { trees: 1, leafRows: 40 } });
  const values = predictBoosting(tree, columns);
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  expect(Math.min(...counts.values())).toBeGreaterThanOrEqual(40);
  expect(() => fitBoosting({ columns, target, loss: 'squared', signal: AbortSignal.abort() })).toThrow();
});

test('bins: one a distinct value where few, about equal counts where many, missing apart', () => {
  expect(binColumn(Float64Array.of(2, 1, NaN, 2, 5), 255)).toEqual({
    codes: Uint8Array.of(2, 1, MISSING, 2, 3),
    edges: Float64Array.of(1.5, 3.5),
  });
  const { codes, edges } = binColumn(
    Float64Array.from({ length: 10000 }, (_, i) => (i * 7919) % 10000),
    255,
  );
  expect(edges).toHaveLength(254);
  const counts = new Uint32Array(255);
  for (const code of codes) counts[code - 1]!++;
  expect(Math.max(...counts)).toBeLessThanOrEqual(40);
  expect(Math.min(...counts)).toBeGreaterThanOrEqual(39);
});
