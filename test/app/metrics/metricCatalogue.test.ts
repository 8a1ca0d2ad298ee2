import { describe, expect, it } from 'vitest';
import { metricCard, metricCatalogue, metricsOfTask } from '../../../app/api/metricCatalogue.ts';
import { MetricName } from '../../../app/api/schemas/runs.ts';
import { classificationMetrics } from '../../../app/metrics/classificationMetrics.ts';
import { regressionMetrics } from '../../../app/metrics/regressionMetrics.ts';

describe('the catalogue of metrics', () => {
  it('has one card for every name of the contract', () => {
    expect(metricCatalogue.map((card) => card.name).sort()).toEqual([...MetricName.options].sort());
  });

  it('describes for each task what is implemented, in the same order', () => {
    for (const task of ['binary', 'multiclass'] as const) {
      expect(metricsOfTask(task).map((card) => card.name)).toEqual(Object.keys(classificationMetrics));
    }
    expect(metricsOfTask('regression').map((card) => card.name)).toEqual(Object.keys(regressionMetrics));
  });

  it('says of each metric what it needs as it is implemented', () => {
    for (const [name, { from }] of Object.entries({ ...classificationMetrics, ...regressionMetrics })) {
      const card = metricCard(name as keyof typeof classificationMetrics);
      expect(card.needsOrder, name).toBe(from === 'order');
      if (name in classificationMetrics) expect(card.needsScores, name).toBe(from !== 'labels');
    }
  });

  it('explains each in whole sentences', () => {
    for (const card of metricCatalogue) {
      for (const text of [card.meaning, card.definition, card.interval]) expect(text).toMatch(/^[A-Z].{15,}\.$/);
    }
  });
});
