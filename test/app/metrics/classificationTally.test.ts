import { describe, expect, it } from 'vitest';
import { ClassificationTally, UNKNOWN_LABEL_LIMIT } from '../../../app/metrics/classificationTally.ts';
import { computeClassificationMetrics } from '../../../app/metrics/classificationMetrics.ts';
import { evaluateClassification } from '../../../app/metrics/evaluateClassification.ts';
import { evaluateClassificationRows } from '../../../app/metrics/evaluateRows.ts';
import type { ClassificationRows } from '../../../app/metrics/rows.ts';

function labels(actual: number[], predicted: number[], weight: number[] | null = null): ClassificationRows {
  return {
    rowCount: actual.length,
    actual: Int32Array.from(actual),
    predicted: Int32Array.from(predicted),
    scores: null,
    weight: weight && Float64Array.from(weight),
  };
}

describe('classification figures', () => {
  it('of a published example are right', () => {
    const scores = [
      0.05, 0.15, 0.2, 0.25, 0.35, 0.4, 0.45, 0.55, 0.6, 0.65, 0.68, 0.3, 0.72, 0.77, 0.5, 0.82, 0.1, 0.88, 0.89, 0.97,
    ];
    const rows: ClassificationRows = {
      ...labels(
        [0, 0, 1, 0, 1, 1, 0, 1, 1, 1, 0, 0, 1, 1, 0, 1, 0, 1, 1, 1],
        scores.map((score) => (score >= 0.5 ? 1 : 0)),
      ),
      scores: Float64Array.from(scores.flatMap((score) => [1 - score, score])),
    };
    const { metrics, confusion } = evaluateClassificationRows(rows, { classes: ['no', 'yes'], positive: 1 });
    expect(confusion).toEqual({
      labels: ['no', 'yes'],
      counts: [
        [6, 2],
        [3, 9],
      ],
    });
    const right = {
      accuracy: 0.75,
      f1: 0.782608695652174,
      mcc: 0.4923659639173309,
      rocAuc: 0.8541666666666666,
      brier: 0.16005,
      logLoss: 0.4786045347469711,
      ece: 0.284,
    };
    for (const [name, value] of Object.entries(right)) {
      expect(metrics[name as keyof typeof right]?.value, name).toBeCloseTo(value, 12);
    }
  });

  it('of no rows at all are null, and there is no baseline', () => {
    const evaluation = evaluateClassificationRows(
      { ...labels([], []), scores: new Float64Array(0) },
      { classes: ['a', 'b'], positive: 1 },
    );
    for (const interval of Object.values(evaluation.metrics)) expect(interval).toEqual({ value: null, low: null, high: null });
    expect(evaluation).toMatchObject({ rows: 0, labelled: 0, curves: { roc: [], pr: [], calibration: [] } });
    expect(evaluation).not.toHaveProperty('baseline');
  });

  it('leave out those that need probabilities when the model gives labels only', () => {
    const { metrics, curves } = evaluateClassificationRows(labels([0, 1], [0, 1]), { classes: ['a', 'b'], positive: 1 });
    expect(Object.keys(metrics)).toEqual(['accuracy', 'balancedAccuracy', 'precision', 'recall', 'f1', 'mcc']);
    expect(curves).toBeUndefined();
  });

  it('count a label the model does not know as wrong, and list it with its number of rows', () => {
    const rows = labels([0, 1, -2, -3, -3, -1], [0, 1, 1, 0, 0, 0]);
    const evaluation = evaluateClassificationRows(rows, { classes: ['a', 'b'], positive: 1, unknownLabels: ['B', 'C'] });
    expect(evaluation).toMatchObject({ rows: 6, labelled: 5, metrics: { accuracy: { value: 0.4 }, precision: { value: 0.5 } } });
    expect(evaluation.unknownLabels).toEqual([
      { label: 'C', count: 2 },
      { label: 'B', count: 1 },
    ]);
    expect(evaluation.confusion).toEqual({
      labels: ['a', 'b', 'C', 'B'],
      counts: [
        [1, 0, 0, 0],
        [0, 1, 0, 0],
        [2, 0, 0, 0],
        [0, 1, 0, 0],
      ],
    });
    expect(evaluation.predictedCounts).toEqual([
      { label: 'a', count: 4 },
      { label: 'b', count: 2 },
    ]);
  });

  it('stay bounded in memory when every row has another unknown label', () => {
    const count = UNKNOWN_LABEL_LIMIT + 500;
    const tally = new ClassificationTally({ classCount: 2, positive: 1, hasScores: false });
    tally.add(
      labels(
        Array.from({ length: count }, (_, row) => -2 - row),
        new Array<number>(count).fill(0),
      ),
    );
    const evaluation = evaluateClassification({ tally, classes: ['a', 'b'], unknownLabels: [], ranks: null });
    expect(evaluation.unknownLabels).toHaveLength(UNKNOWN_LABEL_LIMIT + 1);
    expect(evaluation.unknownLabels[0]).toEqual({ label: 'further labels', count: 500 });
    expect(evaluation.confusion?.labels).toHaveLength(2 + 20);
    expect(evaluation.confusion?.labels[21]).toBe('982 other labels');
    expect(evaluation.confusion?.counts.flat().reduce((a, b) => a + b, 0)).toBe(count);
  });

  it('count rows without prediction, without usable score and without usable weight apart', () => {
    const tally = new ClassificationTally({ classCount: 2, positive: 1, hasScores: true });
    const rows = labels([0, 1, 1, 0, 1], [0, -1, 1, 0, 1], [1, 1, 1, -1, NaN]);
    tally.add({ ...rows, scores: Float64Array.of(0.9, 0.1, 0.5, 0.5, NaN, 0.7, 0.8, 0.2, 0.1, 0.9) });
    expect(tally).toMatchObject({ rows: 5, labelled: 5, withoutPrediction: 1, withoutScore: 1, withoutWeight: 2 });
    const metrics = computeClassificationMetrics(tally, null);
    expect(metrics.accuracy?.value).toBe(1);
    expect(metrics.logLoss).toEqual({ value: -Math.log(0.9), low: null, high: null });
  });

  it('refuse a class index beyond the classes, and take a class of any name', () => {
    const tally = new ClassificationTally({ classCount: 2, positive: 1, hasScores: false });
    expect(() => {
      tally.add(labels([0], [2]));
    }).toThrow('beyond the 2 classes');
    const { perClass } = evaluateClassificationRows(labels([0, 1], [0, 1]), { classes: ['__proto__', 'b'], positive: null });
    expect(Object.keys(perClass ?? {})).toEqual(['__proto__', 'b']);
  });

  it('do not depend on how a table of many classes is kept', () => {
    const pairs = Array.from({ length: 500 }, (_, row) => [(row * 7) % 60, (row * (row % 3 === 0 ? 11 : 7)) % 60] as const);
    const rows = labels(
      pairs.map(([actual]) => actual),
      pairs.map(([, predicted]) => predicted),
      pairs.map((_, row) => 1 + (row % 2)),
    );
    const [dense, sparse] = [60, 90].map((classCount) => {
      const tally = new ClassificationTally({ classCount, positive: null, hasScores: false });
      tally.add(rows, 0, 200);
      const rest = new ClassificationTally({ classCount, positive: null, hasScores: false });
      rest.add(rows, 200);
      tally.merge(rest);
      return computeClassificationMetrics(tally, null);
    });
    expect(Object.keys(dense ?? {})).toEqual(Object.keys(sparse ?? {}));
    for (const [name, interval] of Object.entries(dense ?? {})) {
      expect(sparse?.[name as 'accuracy']?.value, name).toBeCloseTo(interval.value ?? NaN, 12);
      expect(sparse?.[name as 'accuracy']?.low, name).not.toBeNull();
    }
    expect(sparse?.accuracy).toEqual(dense?.accuracy);
  });

  it('come without a confusion matrix above two hundred classes, but with figures per class', () => {
    const classes = Array.from({ length: 201 }, (_, k) => `c${k}`);
    const evaluation = evaluateClassificationRows(labels([0, 200], [0, 200]), { classes, positive: null });
    expect(evaluation.confusion).toBeUndefined();
    expect(evaluation.perClass?.['c200']?.recall?.value).toBe(1);
  });
});
