import { describe, expect, it } from 'vitest';
import { evaluateClassificationRows, evaluateRegressionRows } from '../../../app/metrics/evaluateRows.ts';
import { classificationRows, classNames, difference, reference, regressionRows } from './reference.ts';

describe('the baseline equals scikit-learn fed with the most frequent class and the class shares', () => {
  for (const one of reference.classification) {
    it(one.name, () => {
      const { baseline, metrics } = evaluateClassificationRows(classificationRows(one), {
        classes: classNames(one.classCount),
        positive: one.positive,
      });
      if (one.baseline === null) {
        expect(baseline).toBeUndefined();
        return;
      }
      const found = baseline?.metrics ?? {};
      const wrong = Object.entries(one.baseline).flatMap(([name, value]) =>
        difference(name, found[name as keyof typeof found], { value }),
      );
      expect(wrong).toEqual([]);
      expect(Object.keys(found)).toEqual(Object.keys(metrics));
    });
  }

  it('says which class it is, so that a flattering accuracy can be seen through', () => {
    const actual = Int32Array.from({ length: 100 }, (_, row) => (row < 93 ? 0 : 1));
    const rows = { rowCount: 100, actual, predicted: new Int32Array(100), scores: null, weight: null };
    const { baseline, metrics } = evaluateClassificationRows(rows, { classes: ['intact', 'damaged'], positive: 1 });
    expect(metrics.accuracy).toEqual(baseline?.metrics.accuracy);
    expect(baseline?.strategy).toBe('always "intact", the most frequent class');
  });
});

describe('the baseline equals scikit-learn fed with the mean label', () => {
  for (const one of reference.regression) {
    it(one.name, () => {
      const { baseline } = evaluateRegressionRows(regressionRows(one));
      const found = baseline?.metrics ?? {};
      const wrong = Object.entries(one.baseline ?? {}).flatMap(([name, value]) =>
        difference(name, found[name as keyof typeof found], { value }),
      );
      expect(wrong).toEqual([]);
      expect(baseline === undefined).toBe(one.baseline === null);
    });
  }

  it('R² of the mean is 0, not what rounding leaves of it', () => {
    const actual = Float64Array.from({ length: 9_000 }, (_, row) => 500 + 12 * Math.abs(Math.sin(row / 7)) + 0.1 * (row % 13));
    const rows = { rowCount: 9_000, actual, predicted: actual.map((value) => value + 1), weight: null };
    expect(evaluateRegressionRows(rows).baseline?.metrics.r2?.value).toBe(0);
  });
});
