// What comparing runs of the fake workbench finds.
import type { MetricDifference, RunComparison } from '../../app/api/schemas/compare.ts';
import type { MetricName, RunRecord } from '../../app/api/schemas/runs.ts';

const isLowerBetter = new Set<MetricName>(['logLoss', 'brier', 'ece', 'mae', 'rmse', 'mape', 'medianAe']);

/** Differences of the headline figures, clear from 0.02 on; runs on other data cannot be matched. */
export function fakeComparison(a: RunRecord, b: RunRecord): RunComparison {
  const isSame = a.data.sha256 === b.data.sha256;
  const [first, second] = [a.headline?.metrics ?? {}, b.headline?.metrics ?? {}];
  const differences = (Object.keys(first) as MetricName[]).map((metric): MetricDifference => {
    const [from, to] = [first[metric]?.value ?? null, second[metric]?.value ?? null];
    const value = isSame && from !== null && to !== null ? to - from : null;
    const isClear = value !== null && Math.abs(value) > 0.015;
    return {
      metric,
      a: from,
      b: to,
      difference: { value, low: value === null ? null : value - 0.015, high: value === null ? null : value + 0.015 },
      pValue: value === null ? null : isClear ? 0.0004 : 0.31,
      method: isSame ? 'influence of every row on both figures, Student t' : '',
      verdict: !isClear ? 'unclear' : value > 0 === isLowerBetter.has(metric) ? 'worse' : 'better',
    };
  });
  return {
    a: a.id,
    b: b.id,
    rows: isSame ? 7312 : 0,
    labelled: isSame ? 7290 : 0,
    comparable: isSame ? null : 'They ran on different data (strikes.csv and other.csv), so rows cannot be matched.',
    differences,
    mcnemar: isSame ? { fixed: 210, broken: 96, method: 'chi-squared', statistic: 41.7, pValue: 1.1e-10 } : null,
    flips: isSame ? { fixed: 210, broken: 96, changed: 306 } : null,
  };
}

export const flippedColumns = [
  { name: 'actual', type: 'category' },
  { name: 'predicted A', type: 'category' },
  { name: 'score A', type: 'number' },
  { name: 'predicted B', type: 'category' },
  { name: 'score B', type: 'number' },
];
