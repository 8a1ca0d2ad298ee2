import { describe, expect, it } from 'vitest';
import { evaluateClassificationRows, evaluateRegressionRows, rankRows } from '../../../app/metrics/evaluateRows.ts';
import { classificationRows, classNames, difference, distance, reference, regressionRows, type Expected } from './reference.ts';

// The reference takes these by numerical derivatives, good to about seven digits.
const byDerivative: Record<string, number> = { mcc: 1e-6, f1: 1e-6, r2: 1e-6, rocAuc: 1e-6, averagePrecision: 1e-6 };

describe('classification figures equal scikit-learn', () => {
  for (const one of reference.classification) {
    it(one.name, () => {
      const evaluation = evaluateClassificationRows(classificationRows(one), {
        classes: classNames(one.classCount),
        positive: one.positive,
      });
      const names = Object.keys(one.expected).filter((name) => name !== 'deLongVariances');
      const metrics: Record<string, Expected | undefined> & typeof evaluation.metrics = evaluation.metrics;
      const wrong = names.flatMap((name) =>
        difference(
          name,
          evaluation.metrics[name as keyof typeof evaluation.metrics],
          one.expected[name] ?? { value: null },
          one.positive === null || name === 'mcc' ? byDerivative[name] : 1e-9,
        ),
      );
      expect(wrong).toEqual([]);
      expect(Object.keys(metrics).sort()).toEqual(names.sort());
    });

    it(`${one.name}: confusion matrix`, () => {
      const { confusion } = evaluateClassificationRows(classificationRows(one), {
        classes: classNames(one.classCount),
        positive: one.positive,
      });
      const known = confusion?.counts.slice(0, one.classCount).map((row) => row.slice(0, one.classCount)) ?? [];
      const unknown = Array.from({ length: one.classCount }, (_, j) =>
        (confusion?.counts.slice(one.classCount) ?? []).reduce((sum, row) => sum + (row[j] ?? 0), 0),
      );
      const wanted = one.confusion ?? Array.from({ length: one.classCount + 1 }, () => new Array<number>(one.classCount).fill(0));
      [...known, unknown].forEach((row, i) => {
        row.forEach((count, j) => expect(distance(count, wanted[i]?.[j] ?? NaN)).toBeLessThan(1e-9));
      });
    });
  }
});

describe("the calibration curve equals scikit-learn's", () => {
  for (const one of reference.classification.filter(({ calibration }) => calibration !== null)) {
    it(one.name, () => {
      const { curves } = evaluateClassificationRows(classificationRows(one), {
        classes: classNames(one.classCount),
        positive: one.positive,
      });
      const found = curves?.calibration.map(({ observed, meanScore }) => [observed.value, meanScore]) ?? [];
      expect(found).toHaveLength(one.calibration?.length ?? NaN);
      found.flat().forEach((value, i) => expect(value).toBeCloseTo(one.calibration?.flat()[i] ?? NaN, 12));
      for (const { from, to, meanScore } of curves?.calibration ?? []) {
        expect(meanScore).toBeGreaterThanOrEqual(from - 1e-12);
        expect(meanScore).toBeLessThanOrEqual(to + 1e-12);
      }
    });
  }
});

describe("DeLong's variance in one pass equals the comparison of every pair", () => {
  for (const one of reference.classification.filter(({ expected }) => (expected.deLongVariances ?? []).length > 0)) {
    it(one.name, () => {
      const rows = classificationRows(one);
      const classes = one.positive === null ? [...Array(one.classCount).keys()] : [one.positive];
      const variances = classes
        .map((k) => rankRows(rows, one.classCount, k).deLong())
        .filter(({ value }) => Number.isFinite(value))
        .map(({ ofPositives, ofNegatives }) => (Number.isNaN(ofPositives) ? null : ofPositives + ofNegatives));
      const wanted = one.expected.deLongVariances ?? [];
      expect(variances).toHaveLength(wanted.length);
      variances.forEach((variance, i) => {
        const right = wanted[i] ?? null;
        if (right === null || variance === null) expect(variance).toBe(right);
        else expect(Math.abs(variance - right)).toBeLessThan(1e-12);
      });
    });
  }
});

describe('regression figures equal scikit-learn', () => {
  for (const one of reference.regression) {
    it(one.name, () => {
      const { metrics } = evaluateRegressionRows(regressionRows(one));
      const wrong = Object.entries(one.expected).flatMap(([name, expected]) =>
        difference(name, metrics[name as keyof typeof metrics], expected, byDerivative[name]),
      );
      expect(wrong).toEqual([]);
      expect(Object.keys(metrics).sort()).toEqual(Object.keys(one.expected).sort());
    });
  }
});
