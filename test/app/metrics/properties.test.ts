import { describe, expect, it } from 'vitest';
import type { Interval } from '../../../app/api/schemas/common.ts';
import { Evaluation } from '../../../app/api/schemas/runs.ts';
import { metricCard } from '../../../app/api/metricCatalogue.ts';
import { Random } from '../../../app/base/random.ts';
import { computeClassificationMetrics } from '../../../app/metrics/classificationMetrics.ts';
import { ClassificationTally } from '../../../app/metrics/classificationTally.ts';
import { evaluateClassificationRows, evaluateRegressionRows } from '../../../app/metrics/evaluateRows.ts';
import { computeRegressionMetrics } from '../../../app/metrics/regressionMetrics.ts';
import { RegressionTally } from '../../../app/metrics/regressionTally.ts';
import type { ClassificationRows, RegressionRows } from '../../../app/metrics/rows.ts';

interface Sample {
  rows: ClassificationRows;
  classCount: number;
  positive: number | null;
}

/** Rows with every oddity: no label, unknown label, no prediction, scores that are not numbers, ties. */
function randomSample(seed: number, weighted = seed % 3 === 0): Sample {
  const random = new Random(seed);
  const rowCount = 1 + random.integer(120);
  const classCount = seed % 2 === 0 ? 2 : 2 + random.integer(4);
  const scores = new Float64Array(rowCount * classCount);
  const actual = new Int32Array(rowCount);
  const predicted = new Int32Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    const raw = Array.from({ length: classCount }, () => 1 + random.integer(9));
    const sum = raw.reduce((a, b) => a + b, 0);
    raw.forEach((part, k) => (scores[row * classCount + k] = part / sum));
    predicted[row] = random.uniform() < 0.03 ? -1 : raw.indexOf(Math.max(...raw));
    const u = random.uniform();
    actual[row] =
      u < 0.05 ? -1 : u < 0.1 ? -2 - random.integer(3) : u < 0.6 ? Math.max(0, predicted[row] ?? 0) : random.integer(classCount);
    if (random.uniform() < 0.03) scores[row * classCount] = NaN;
  }
  const weight = weighted ? Float64Array.from({ length: rowCount }, () => 1 + random.integer(3)) : null;
  return { rows: { rowCount, actual, predicted, scores, weight }, classCount, positive: seed % 2 === 0 ? 1 : null };
}

function rowsAt({ rows, classCount }: Sample, order: number[], weight = rows.weight): ClassificationRows {
  return {
    rowCount: order.length,
    actual: Int32Array.from(order, (row) => rows.actual[row] ?? 0),
    predicted: Int32Array.from(order, (row) => rows.predicted[row] ?? 0),
    scores: Float64Array.from(
      order.flatMap((row) => [...(rows.scores?.subarray(row * classCount, (row + 1) * classCount) ?? [])]),
    ),
    weight: weight && Float64Array.from(order, (row) => weight[row] ?? 0),
  };
}

function evaluate(sample: Sample, rows = sample.rows): Evaluation {
  const classes = Array.from({ length: sample.classCount }, (_, k) => `c${k}`);
  return evaluateClassificationRows(rows, { classes, positive: sample.positive, unknownLabels: ['x', 'y', 'z'] });
}

function expectSame(one: Partial<Record<string, Interval>>, two: Partial<Record<string, Interval>>, bounds = true): void {
  expect(Object.keys(one)).toEqual(Object.keys(two));
  for (const [name, interval] of Object.entries(one)) {
    for (const end of bounds ? (['value', 'low', 'high'] as const) : (['value'] as const)) {
      const a = interval?.[end] ?? null;
      const b = two[name]?.[end] ?? null;
      if (a === null || b === null) expect([name, end, a]).toEqual([name, end, b]);
      else expect(Math.abs(a - b), `${name} ${end}: ${a} and ${b}`).toBeLessThan(1e-9 * Math.max(1, Math.abs(b)));
    }
  }
}

const seeds = Array.from({ length: 60 }, (_, seed) => seed);

describe('for random rows with every oddity, classification', () => {
  it.each(seeds)('keeps value and bounds in range and never says NaN (sample %d)', (seed) => {
    const sample = randomSample(seed);
    const evaluation = evaluate(sample);
    expect(Evaluation.parse(evaluation)).toEqual(evaluation);
    const groups = [evaluation.metrics, evaluation.baseline?.metrics ?? {}, ...Object.values(evaluation.perClass ?? {})];
    for (const metrics of groups) {
      for (const [name, { value, low, high }] of Object.entries(metrics)) {
        const [least, most] = metricCard(name as keyof typeof metrics).range;
        if (value === null) expect([low, high]).toEqual([null, null]);
        else {
          expect(value).toBeGreaterThanOrEqual((least ?? -Infinity) - 1e-12);
          expect(value).toBeLessThanOrEqual((most ?? Infinity) + 1e-12);
        }
        if (value !== null && low !== null && high !== null) {
          expect(low).toBeLessThanOrEqual(value);
          expect(high).toBeGreaterThanOrEqual(value);
        }
      }
    }
  });

  it.each(seeds.slice(0, 20))('does not depend on the order of rows (sample %d)', (seed) => {
    const sample = randomSample(seed);
    const random = new Random(seed + 1000);
    const order = Array.from({ length: sample.rows.rowCount }, (_, row) => row);
    for (let i = order.length - 1; i > 0; i--) {
      const j = random.integer(i + 1);
      [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
    }
    const shuffled = evaluate(sample, rowsAt(sample, order));
    const given = evaluate(sample);
    expectSame(shuffled.metrics, given.metrics);
    expect(shuffled.confusion?.counts.flat().reduce((a, b) => a + b, 0)).toBe(
      given.confusion?.counts.flat().reduce((a, b) => a + b, 0),
    );
    expect(shuffled.curves?.roc.length).toBe(given.curves?.roc.length);
    expect(shuffled.unknownLabels).toEqual(given.unknownLabels);
  });

  it.each(seeds.slice(0, 20))('is the same for tallies merged as for all rows at once (sample %d)', (seed) => {
    const { rows, ...options } = randomSample(seed);
    const [whole, left, right] = [0, 1, 2].map(() => new ClassificationTally({ ...options, hasScores: true })) as [
      ClassificationTally,
      ClassificationTally,
      ClassificationTally,
    ];
    const middle = Math.floor(rows.rowCount / 3);
    whole.add(rows);
    left.add(rows, 0, middle);
    right.add(rows, middle);
    left.merge(right);
    expectSame(computeClassificationMetrics(left, null), computeClassificationMetrics(whole, null));
    expect([left.rows, left.labelled, left.withoutPrediction, left.withoutScore]).toEqual([
      whole.rows,
      whole.labelled,
      whole.withoutPrediction,
      whole.withoutScore,
    ]);
    expect([...left.predictedCounts]).toEqual([...whole.predictedCounts]);
    expect(new Map([...left.unknownRows].sort())).toEqual(new Map([...whole.unknownRows].sort()));
  });

  it.each(seeds.slice(0, 20))('has with whole weights the values of repeated rows (sample %d)', (seed) => {
    const sample = randomSample(seed, true);
    const repeated = [...(sample.rows.weight ?? [])].flatMap((times, row) => new Array<number>(times).fill(row));
    expectSame(evaluate(sample).metrics, evaluate(sample, rowsAt(sample, repeated, null)).metrics, false);
  });

  it.each(seeds.slice(0, 20))('has with equal weights the intervals of none (sample %d)', (seed) => {
    const sample = randomSample(seed, false);
    const order = Array.from({ length: sample.rows.rowCount }, (_, row) => row);
    const weight = new Float64Array(sample.rows.rowCount).fill(2.5);
    expectSame(evaluate(sample, rowsAt(sample, order, weight)).metrics, evaluate(sample).metrics);
  });

  it.each(seeds.slice(0, 20))('has a ROC area equal to the area under the points of its curve (sample %d)', (seed) => {
    const sample = { ...randomSample(2 * seed), positive: 1 };
    const { metrics, curves } = evaluate(sample);
    const points = curves?.roc ?? [];
    if (points.length === 0) {
      expect(metrics.rocAuc?.value).toBeNull();
      return;
    }
    let area = 0;
    points.forEach((point, i) => {
      const before = points[i - 1] ?? point;
      area += ((point.x - before.x) * (point.y + before.y)) / 2;
      expect(point.x).toBeGreaterThanOrEqual(before.x);
      expect(point.y).toBeGreaterThanOrEqual(before.y);
    });
    expect(points[0]).toEqual({ x: 0, y: 0, threshold: null });
    expect(points[points.length - 1]).toMatchObject({ x: 1, y: 1 });
    expect(area).toBeCloseTo(metrics.rocAuc?.value ?? NaN, 10);
  });

  it('gets better in every headline when a wrong row is put right', () => {
    const sample = randomSample(4);
    const wrong = [...sample.rows.actual.keys()].filter(
      (row) => (sample.rows.actual[row] ?? -1) >= 0 && sample.rows.predicted[row] === 1 - (sample.rows.actual[row] ?? 0),
    );
    let before = evaluate(sample).metrics;
    expect(wrong.length).toBeGreaterThan(5);
    for (const row of wrong) {
      sample.rows.predicted[row] = sample.rows.actual[row] ?? 0;
      const after = evaluate(sample).metrics;
      for (const name of ['accuracy', 'balancedAccuracy', 'f1', 'mcc'] as const) {
        expect(after[name]?.value).toBeGreaterThan(before[name]?.value ?? NaN);
      }
      before = after;
    }
  });

  it('has narrower intervals with more rows of the same kind', () => {
    const sample = randomSample(8);
    const order = Array.from({ length: sample.rows.rowCount }, (_, row) => row);
    const four = [...order, ...order, ...order, ...order];
    const once = evaluate(sample).metrics;
    const often = evaluate(sample, rowsAt(sample, four)).metrics;
    const width = (interval: Interval | undefined): number => (interval?.high ?? NaN) - (interval?.low ?? NaN);
    for (const name of Object.keys(once) as (keyof typeof once)[]) {
      expect(width(often[name]), name).toBeLessThan(width(once[name]));
    }
  });
});

function randomRegression(seed: number, weighted = seed % 2 === 0): RegressionRows {
  const random = new Random(seed);
  const rowCount = 1 + random.integer(150);
  const odd = (): number => {
    const u = random.uniform();
    return u < 0.04 ? NaN : u < 0.05 ? Infinity : 1000 + random.normal() * 10;
  };
  const actual = Float64Array.from({ length: rowCount }, odd);
  const predicted = actual.map((value) => (random.uniform() < 0.04 ? NaN : value + random.normal()));
  return {
    rowCount,
    actual,
    predicted,
    weight: weighted ? Float64Array.from({ length: rowCount }, () => 1 + random.integer(3)) : null,
  };
}

describe('for random rows with every oddity, regression', () => {
  it.each(seeds.slice(0, 30))('keeps value and bounds in range and never says NaN (sample %d)', (seed) => {
    const evaluation = evaluateRegressionRows(randomRegression(seed));
    expect(Evaluation.parse(evaluation)).toEqual(evaluation);
    for (const [name, { value, low, high }] of Object.entries(evaluation.metrics)) {
      const [least, most] = metricCard(name as keyof typeof evaluation.metrics).range;
      if (value === null) expect([low, high]).toEqual([null, null]);
      else {
        expect(value).toBeGreaterThanOrEqual(least ?? -Infinity);
        expect(value).toBeLessThanOrEqual(most ?? Infinity);
        expect(low ?? value).toBeLessThanOrEqual(value);
        expect(high ?? value).toBeGreaterThanOrEqual(value);
      }
    }
  });

  it.each(seeds.slice(0, 20))('is the same for tallies merged as for all rows at once (sample %d)', (seed) => {
    const rows = randomRegression(seed);
    const whole = new RegressionTally();
    const left = new RegressionTally();
    const right = new RegressionTally();
    const middle = Math.floor(rows.rowCount / 2);
    whole.add(rows);
    right.add(rows, 0, middle);
    left.add(rows, middle);
    left.merge(right);
    expectSame(computeRegressionMetrics(left, null), computeRegressionMetrics(whole, null));
    expect(left.sample?.rows()).toEqual(whole.sample?.rows());
    expect([left.rows, left.labelled, left.judged, left.notFinite]).toEqual([
      whole.rows,
      whole.labelled,
      whole.judged,
      whole.notFinite,
    ]);
  });

  it.each(seeds.slice(0, 20))('has with whole weights the values of repeated rows (sample %d)', (seed) => {
    const rows = randomRegression(seed, true);
    const repeated = [...(rows.weight ?? [])].flatMap((times, row) => new Array<number>(times).fill(row));
    const copies: RegressionRows = {
      rowCount: repeated.length,
      actual: Float64Array.from(repeated, (row) => rows.actual[row] ?? NaN),
      predicted: Float64Array.from(repeated, (row) => rows.predicted[row] ?? NaN),
      weight: null,
    };
    const { medianAe: one, ...weighted } = evaluateRegressionRows(rows).metrics;
    const { medianAe: two, ...plain } = evaluateRegressionRows(copies).metrics;
    // r2 of rows that repeat one single row is undefined either way; the median of an even number may lie between two.
    expectSame(weighted, plain, false);
    expect(one?.value ?? 0).toBeLessThanOrEqual(two?.value ?? 0);
  });
});
