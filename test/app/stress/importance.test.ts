// Against scikit-learn's permutation_importance: the same shuffles to rounding, and our own by expectation.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { StressMetric } from '../../../app/api/schemas/stress.ts';
import type { StressTable } from '../../../app/stress/stressTable.ts';
import { permutation, permutationImportance } from '../../../app/stress/importance.ts';
import { createDropMeter } from '../../../app/stress/pairedDrop.ts';
import { feature, numbers, tableOf } from './damageTable.ts';
import { jsModel } from './jsModel.ts';

interface Reference {
  rows: number[][];
  labels: number[];
  values: number[];
  logistic: { weights: number[]; bias: number };
  linear: { weights: number[]; bias: number };
  orders: number[][];
  cases: { scoring: string; importances: number[][]; mean: number[]; expected: number[]; deviation: number[] }[];
}

const reference = JSON.parse(readFileSync(new URL('../../reference/importance.json', import.meta.url), 'utf8')) as Reference;
const metrics: Record<string, StressMetric> = {
  accuracy: 'accuracy',
  balanced_accuracy: 'balancedAccuracy',
  roc_auc: 'rocAuc',
  average_precision: 'averagePrecision',
  neg_log_loss: 'logLoss',
  neg_brier_score: 'brier',
  neg_root_mean_squared_error: 'rmse',
  neg_mean_absolute_error: 'mae',
  r2: 'r2',
};

function tableFor(metric: StressMetric): StressTable {
  const features = [0, 1, 2].map((i) => feature(`x${String(i)}`, numbers(reference.rows.map((row) => row[i])), 'number'));
  return ['rmse', 'mae', 'r2'].includes(metric)
    ? tableOf({ features, task: 'regression', actual: Float64Array.from(reference.values) })
    : tableOf({ features, actual: Int32Array.from(reference.labels) });
}

describe.each(reference.cases)('$scoring', ({ scoring, mean, expected, deviation }) => {
  const metric = metrics[scoring] as StressMetric;
  const table = tableFor(metric);
  const importances = async (permutations: Int32Array[]) => {
    const model = await jsModel(table, table.task === 'regression' ? reference.linear : reference.logistic);
    const dropOf = createDropMeter(table, model.clean, metric);
    return Promise.all(table.features.map((column) => permutationImportance({ model, column, dropOf, permutations })));
  };

  it('is that of scikit-learn on the same shuffles', async () => {
    const found = await importances(reference.orders.map((order) => Int32Array.from(order)));
    found.forEach(({ value, low, high }, i) => {
      expect(value).toBeCloseTo(mean[i] as number, 9);
      expect(low as number).toBeLessThan(value as number);
      expect(high as number).toBeGreaterThan(value as number);
    });
  });

  it('is that of scikit-learn on shuffles of our own, to four standard errors', async () => {
    const repeats = 100;
    const found = await importances(Array.from({ length: repeats }, (_, seed) => permutation(table.rowCount, seed)));
    found.forEach(({ value }, i) => {
      const error = (deviation[i] as number) * Math.sqrt(1 / repeats + 1 / 400);
      expect(Math.abs((value as number) - (expected[i] as number))).toBeLessThan(4 * error);
    });
  });
});

it('a permutation holds every row once, and differs with its seed', () => {
  const order = permutation(50, 1);
  expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, row) => row));
  expect([...order]).not.toEqual([...permutation(50, 2)]);
  expect([...order]).toEqual([...permutation(50, 1)]);
});
