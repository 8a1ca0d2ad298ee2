// The drop of a figure is the difference that the comparison of two runs gives, and no figure of its own.
import { describe, expect, it } from 'vitest';
import type { MetricName } from '../../../app/api/schemas/runs.ts';
import { Random } from '../../../app/base/random.ts';
import { evaluateClassificationRows, evaluateRegressionRows } from '../../../app/metrics/evaluateRows.ts';
import { PairedClassification } from '../../../app/metrics/paired/pairedClassification.ts';
import { PairedRegression } from '../../../app/metrics/paired/pairedRegression.ts';
import { classificationMetricsOfRows, regressionMetricsOfRows } from '../../../app/metrics/rowMetrics.ts';
import type { PredictionBatch } from '../../../app/prepare/predictions.ts';
import { createDropMeter } from '../../../app/stress/pairedDrop.ts';
import { isHigherBetter } from '../../../app/stress/relativeScore.ts';
import { tableOf } from './damageTable.ts';

const rowCount = 300;

/** Scores of three or two classes that lean to the label; `lost` rows have no answer. */
function answers(random: Random, actual: Int32Array, classCount: number, lost: number): PredictionBatch {
  const scores = new Float64Array(rowCount * classCount);
  const classIndex = new Int32Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    const raw = Array.from({ length: classCount }, (_, k) => random.uniform() + (actual[row] === k ? 0.3 : 0));
    const sum = raw.reduce((a, b) => a + b, 0);
    raw.forEach((value, k) => (scores[row * classCount + k] = value / sum));
    classIndex[row] = raw.indexOf(Math.max(...raw));
    if (row < lost) {
      classIndex[row] = -1;
      scores.fill(NaN, row * classCount, (row + 1) * classCount);
    }
  }
  return { rowCount, classIndex, values: null, scores };
}

const labelsOf = (random: Random, classCount: number): Int32Array =>
  Int32Array.from({ length: rowCount }, (_, row) => (row % 50 === 9 ? -1 : row % 60 === 7 ? -2 : random.integer(classCount)));

describe.each([2, 3])('of %i classes', (classCount) => {
  const classes = ['a', 'b', 'c'].slice(0, classCount);
  const random = new Random(classCount);
  const actual = labelsOf(random, classCount);
  const table = { ...tableOf({ features: [], rowCount, classes, actual }), positive: classCount === 2 ? 1 : null };
  const clean = answers(random, actual, classCount, 3);
  const damaged = answers(random, actual, classCount, 10);

  const pairedFigures = async () => {
    const kept = Array.from({ length: rowCount }, (_, row) => row).filter((row) => row >= 10 && actual[row] !== -1);
    const side = ({ classIndex, scores }: PredictionBatch) => ({
      actual: Int32Array.from(kept, (row) => Math.max(-2, actual[row] as number)),
      predicted: Int32Array.from(kept, (row) => classIndex?.[row] as number),
      scores: Float64Array.from(kept.flatMap((row) => [...(scores?.subarray(row * classCount, (row + 1) * classCount) ?? [])])),
    });
    const model = { classCount, positive: table.positive };
    const paired = new PairedClassification({ a: model, b: model, hasScores: true, rows: kept.length, seed: 0 });
    paired.add({ rowCount: kept.length, rowNumbers: Float64Array.from(kept), weight: null, a: side(clean), b: side(damaged) });
    return paired.finish();
  };

  it('is that of two runs on the rows that have an answer in both', async () => {
    const figures = await pairedFigures();
    expect(figures.length).toBe(11);
    for (const { metric, difference } of figures) {
      const drop = await createDropMeter(table, clean, metric)(damaged);
      const sign = isHigherBetter(metric) ? -1 : 1;
      const expected = [difference.value, difference.low, difference.high].map((x) => sign * (x ?? NaN)).sort((a, b) => a - b);
      const found = [drop.low, drop.value, drop.high].map((x) => x ?? NaN);
      found.forEach((value, i) => expect(value, metric).toBeCloseTo(expected[i] as number, 12));
    }
  });

  it('of answers that are the same is nothing, with no interval to tell', async () => {
    for (const metric of ['accuracy', 'rocAuc', 'logLoss'] as MetricName[]) {
      expect((await createDropMeter(table, clean, metric)(clean)).value).toBe(0);
    }
  });

  it('rests on metrics that are those of a report', () => {
    const rows = { rowCount, actual, predicted: damaged.classIndex as Int32Array, scores: damaged.scores, weight: null };
    const report = evaluateClassificationRows(rows, { classes, positive: table.positive });
    expect(classificationMetricsOfRows(rows, classCount, table.positive)).toEqual(report.metrics);
  });
});

describe('of a regression', () => {
  const random = new Random(9);
  const actual = Float64Array.from({ length: rowCount }, (_, row) => (row % 50 === 9 ? NaN : random.normal()));
  const table = tableOf({ features: [], rowCount, task: 'regression', actual });
  const values = (spread: number, lost: number): Float64Array =>
    Float64Array.from(actual, (value, row) => (row < lost ? NaN : (Number.isNaN(value) ? 0 : value) + spread * random.normal()));
  const batch = (of: Float64Array): PredictionBatch => ({ rowCount, classIndex: null, values: of, scores: null });
  const clean = batch(values(0.3, 2));
  const damaged = batch(values(0.6, 8));

  it('is that of two runs on the rows that have an answer in both', async () => {
    const kept = Array.from({ length: rowCount }, (_, row) => row).filter((row) => row >= 8 && !Number.isNaN(actual[row]));
    const take = (of: ArrayLike<number>): Float64Array => Float64Array.from(kept, (row) => of[row] as number);
    const paired = new PairedRegression({ rows: kept.length, seed: 0 });
    paired.add({
      rowCount: kept.length,
      rowNumbers: Float64Array.from(kept),
      weight: null,
      actual: take(actual),
      a: take(clean.values as Float64Array),
      b: take(damaged.values as Float64Array),
    });
    for (const { metric, difference } of await paired.finish()) {
      const drop = await createDropMeter(table, clean, metric)(damaged);
      const sign = isHigherBetter(metric) ? -1 : 1;
      expect(drop.value, metric).toBeCloseTo(sign * (difference.value ?? NaN), 12);
      expect((drop.low as number) < (drop.value as number) && (drop.value as number) < (drop.high as number)).toBe(true);
    }
  });

  it('rests on metrics that are those of a report', () => {
    const rows = { rowCount, actual, predicted: damaged.values as Float64Array, weight: null };
    expect(regressionMetricsOfRows(rows)).toEqual(evaluateRegressionRows(rows).metrics);
  });
});

it('without labels is the share of answers that flip', async () => {
  const table = tableOf({ features: [], rowCount: 4 });
  const said = (codes: number[]): PredictionBatch => ({
    rowCount: 4,
    classIndex: Int32Array.from(codes),
    values: null,
    scores: null,
  });
  const drop = await createDropMeter(table, said([0, 1, 1, 0]), 'agreement')(said([0, 1, 0, -1]));
  expect(drop.value).toBe(0.5);
  // Wilson's interval of 2 of 4.
  expect(drop.low).toBeCloseTo(0.15, 2);
  expect(drop.high).toBeCloseTo(0.85, 2);
});
