import { expect, it } from 'vitest';
import type { MetricDifference, RunComparison } from '../../../app/api/schemas/compare.ts';
import { retrainVerdict } from '../../../app/retrain/retrainVerdict.ts';

function difference(metric: MetricDifference['metric'], value: number, verdict: MetricDifference['verdict']): MetricDifference {
  return {
    metric,
    a: 0.5,
    b: 0.5 + value,
    difference: { value, low: value - 0.01, high: value + 0.01 },
    pValue: 0.01,
    method: '',
    verdict,
  };
}

const comparison = (differences: MetricDifference[]): RunComparison => ({
  a: 'a',
  b: 'b',
  rows: 100,
  labelled: 100,
  comparable: null,
  differences,
  mcnemar: null,
  flips: null,
});

it('names what is clearly worse where the figure judged by is better, and counts what agrees with it', () => {
  const found = retrainVerdict(
    comparison([
      difference('accuracy', 0.03, 'better'),
      difference('recall', 0.005, 'unclear'),
      difference('rocAuc', 0.05, 'better'),
      difference('logLoss', 0.2, 'worse'),
    ]),
    'binary',
  );
  expect(found).toMatchObject({ metric: 'rocAuc', verdict: 'better' });
  expect(found.text).toMatch(/: promote$/);
  expect(found.othersText).toBe('Other figures, clearly worse: Log loss +0.2000; clearly better as well: 1.');
  expect(found.others.map(({ metric, verdict }) => [metric, verdict])).toEqual([
    ['accuracy', 'better'],
    ['logLoss', 'worse'],
  ]);
});

it('names both ways where the figure judged by is unclear, and says nothing where nothing is clear', () => {
  const some = [difference('mae', -0.4, 'better'), difference('r2', -0.1, 'worse'), difference('rmse', 0.01, 'unclear')];
  expect(retrainVerdict(comparison(some), 'regression').othersText).toBe(
    'Other figures, clearly worse: R² −0.1000; clearly better: Mean absolute error −0.4000.',
  );
  expect(retrainVerdict(comparison([difference('rmse', 0.01, 'unclear')]), 'regression')).toMatchObject({
    others: [],
    othersText: null,
  });
});
