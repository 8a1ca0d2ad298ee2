import { describe, expect, it } from 'vitest';
import { Random } from '../../../app/base/random.ts';
import { ClassCorrelations, rankCorrelations } from '../../../app/metrics/classCorrelations.ts';
import { classInfluences } from '../../../app/metrics/classInfluences.ts';
import { evaluateClassificationRows, rankRows } from '../../../app/metrics/evaluateRows.ts';
import { correlatedMean, type ClassFigure } from '../../../app/metrics/macroAverage.ts';
import { ScoreSample } from '../../../app/metrics/scoreSample.ts';
import type { ClassificationRows } from '../../../app/metrics/rows.ts';

/** Noisy scores of `classCount` classes, rounded so that some are equal. */
function noisy(rowCount: number, classCount: number, seed: number, weighted = false): ClassificationRows {
  const random = new Random(seed);
  const actual = Int32Array.from({ length: rowCount }, () => random.integer(classCount));
  const scores = new Float64Array(rowCount * classCount);
  for (let row = 0; row < rowCount; row++) {
    for (let k = 0; k < classCount; k++) {
      scores[row * classCount + k] = Math.round(8 * (random.normal() + (actual[row] === k ? 1 : 0))) / 8;
    }
  }
  return {
    rowCount,
    actual,
    predicted: new Int32Array(rowCount),
    scores,
    weight: weighted ? Float64Array.from({ length: rowCount }, () => 0.1 + random.uniform()) : null,
  };
}

function sampled(rows: ClassificationRows, classCount: number, seed = 1): ScoreSample {
  const sample = new ScoreSample(classCount, seed);
  sample.add(rows, 0);
  return sample;
}

function figure(value: number, half: number): ClassFigure {
  return { value, centre: value, low: value - half, high: value + half, degrees: Infinity };
}

describe('the influence of a row on the figures of a class', () => {
  // Ranked a 0.9 (of the class), b 0.7 (not), c 0.5 (of the class), d 0.3 (not): AUC 3/4, average precision (1 + 2/3) / 2.
  const rows = [0.9, 0.7, 0.5, 0.3].map((score, i) => ({ actual: i % 2, weight: 1, scores: Float32Array.of(score) }));

  it("is DeLong's components for ROC AUC", () => {
    const influences = classInfluences(rows, 0)?.rocAuc ?? [];
    // V10 = 1 and 1/2 for a and c, V01 = 1/2 and 1 for b and d, each less 3/4 and over two rows.
    expect([...influences]).toEqual([0.125, -0.125, -0.125, 0.125]);
  });

  it('is the derivative by its weight for average precision', () => {
    const influences = [...(classInfluences(rows, 0)?.averagePrecision ?? [])].map((influence) => influence / 2);
    // AP(w) = (w_a + w_c (w_a + w_c) / (w_a + w_b + w_c)) / (w_a + w_c), by the weight of each row.
    const figureAt = (weights: readonly number[]): number => {
      const [a = 1, b = 1, c = 1] = weights;
      return (a + (c * (a + c)) / (a + b + c)) / (a + c);
    };
    influences.forEach((influence, i) => {
      const moved = (by: number): number[] => [1, 1, 1, 1].map((weight, j) => (j === i ? weight + by : weight));
      expect(influence).toBeCloseTo((figureAt(moved(1e-6)) - figureAt(moved(-1e-6))) / 2e-6, 8);
    });
  });

  it('is not told from a single row of the class', () => {
    expect(classInfluences(rows.slice(1), 0)).toBeNull();
  });

  it('gives the variance of average precision that one pass over the order gives', () => {
    for (const weighted of [false, true]) {
      const all = noisy(300, 3, 4, weighted);
      const influences = classInfluences(sampled(all, 3).rows(), 1)?.averagePrecision ?? new Float64Array();
      const one = rankRows(all, 3, 1, { oneOfMany: true });
      const own = one.averagePrecisionFigure();
      const positives = all.actual.reduce((sum, truth, row) => sum + (truth === 1 ? (all.weight?.[row] ?? 1) : 0), 0);
      const variance = influences.reduce((sum, influence) => sum + (influence / positives) ** 2, 0);
      const error = Math.sqrt((variance * (one.positives + 1)) / (one.positives - 1));
      const logit = (p: number): number => Math.log(p / (1 - p));
      const { centre = NaN, high = NaN } = own ?? {};
      expect((logit(high) - logit(centre)) * centre * (1 - centre)).toBeCloseTo(1.959963984540054 * error, 9);
    }
  });
});

describe('the mean of figures of several classes', () => {
  const figures = [figure(0.6, 0.05), figure(0.7, 0.12)];

  it('adds the variances of classes whose errors have nothing to do with each other', () => {
    const correlations = new ClassCorrelations(4, 2);
    correlations.set(0, Float64Array.of(1, -1, 0, 0));
    correlations.set(1, Float64Array.of(0, 0, 3, -3));
    correlations.close();
    const { value, low, high } = correlatedMean(figures, correlations);
    expect(value).toBeCloseTo(0.65, 12);
    expect(low).toBeCloseTo(0.65 - 0.065, 7);
    expect(high).toBeCloseTo(0.65 + 0.065, 7);
  });

  it('is as uncertain as each where they err together, or where nothing is known of it', () => {
    const correlations = new ClassCorrelations(3, 2);
    correlations.set(0, Float64Array.of(1, -2, 1));
    correlations.set(1, Float64Array.of(2, -4, 2));
    correlations.close();
    for (const known of [correlations, null]) {
      const { low, high } = correlatedMean(figures, known);
      expect(low).toBeCloseTo(0.65 - 0.085, 7);
      expect(high).toBeCloseTo(0.65 + 0.085, 7);
    }
  });

  it('takes the mean correlation of the others for a class that the sample does not tell of', () => {
    const correlations = new ClassCorrelations(2, 3);
    correlations.set(0, Float64Array.of(1, -1));
    correlations.set(1, Float64Array.of(1, -1));
    correlations.set(2, Float64Array.of(0, 0));
    correlations.close();
    expect(correlations.spread(Float64Array.of(1, 2, 3))).toBeCloseTo(36, 5);
  });

  it('of two classes that mirror each other is the figure of either, with its interval', () => {
    const binary = noisy(400, 2, 9);
    for (let row = 0; row < binary.rowCount; row++) binary.scores?.set([1 - (binary.scores[2 * row + 1] ?? 0)], 2 * row);
    const { metrics } = evaluateClassificationRows(binary, { classes: ['a', 'b'], positive: null });
    const one = rankRows(binary, 2, 1).rocAuc();
    expect(metrics.rocAuc?.value).toBeCloseTo(one.value ?? NaN, 12);
    expect(metrics.rocAuc?.low).toBeCloseTo(one.low ?? NaN, 3);
    expect(metrics.rocAuc?.high).toBeCloseTo(one.high ?? NaN, 3);
  });

  it('has an interval although one class has a single row', () => {
    const rows = noisy(200, 4, 3);
    rows.actual.forEach((truth, row) => (rows.actual[row] = truth === 3 ? 0 : truth));
    rows.actual[17] = 3;
    const { metrics } = evaluateClassificationRows(rows, { classes: ['a', 'b', 'c', 'd'], positive: null });
    for (const name of ['rocAuc', 'averagePrecision'] as const) {
      const { value, low, high } = metrics[name] ?? {};
      expect(low).toBeLessThan(value ?? NaN);
      expect(high).toBeGreaterThan(value ?? NaN);
    }
  });
});

describe('the sample behind the correlations', () => {
  it('is bounded, the same in any order of the rows, and another for another seed', () => {
    const rows = noisy(12_000, 3, 5);
    const whole = sampled(rows, 3);
    const back = new ScoreSample(3, 1);
    const backwards: ClassificationRows = {
      ...rows,
      actual: rows.actual.slice().reverse(),
      scores: Float64Array.from({ length: rows.rowCount * 3 }, (_, i) => {
        const row = rows.rowCount - 1 - Math.floor(i / 3);
        return rows.scores?.[row * 3 + (i % 3)] ?? NaN;
      }),
    };
    back.add(
      backwards,
      Float64Array.from({ length: rows.rowCount }, (_, row) => rows.rowCount - 1 - row),
    );
    expect(whole.rows()).toHaveLength(5000);
    expect(back.rows()).toEqual(whole.rows());
    expect(sampled(rows, 3, 2).rows()).not.toEqual(whole.rows());
    const parts = Float64Array.of(1, 1, 1);
    expect(rankCorrelations(back).rocAuc.spread(parts)).toBe(rankCorrelations(whole).rocAuc.spread(parts));
  });

  it('leaves out rows without label, prediction, weight or finite scores', () => {
    const rows = { ...noisy(50, 2, 6), weight: new Float64Array(50).fill(1) };
    rows.actual[0] = -1;
    rows.predicted[1] = -1;
    rows.weight[2] = NaN;
    rows.scores?.set([NaN], 6);
    expect(sampled(rows, 2).rows()).toHaveLength(46);
  });
});
