import { expect, test } from 'vitest';
import { classifyDomain } from '../../../../app/timeline/estimates/domainClassifier.ts';
import {
  importanceWeights,
  weightedClassification,
  weightedRegression,
} from '../../../../app/timeline/estimates/importanceWeighting.ts';
import { columnsOf, Lcg } from './lcg.ts';

/** A model that says x, right less often in the middle; the window has more rows there the higher `power`. */
function rows(
  n: number,
  seed: number,
  draw: (random: Lcg) => number,
): { x: Float64Array; actual: Int32Array; predicted: Int32Array } {
  const random = new Lcg(seed);
  const x = Float64Array.from({ length: n }, () => draw(random));
  const actual = Int32Array.from(x, (p) => Number(random.uniform() < p));
  return { x, actual, predicted: Int32Array.from(x, (p) => Number(p >= 0.5)) };
}

const even = (random: Lcg): number => random.uniform();
const middle = (random: Lcg): number => (random.uniform() + random.uniform() + random.uniform()) / 3;
const small = { trees: 30, leaves: 8, leafRows: 50 };

test('the weighted reference has the metrics of the window, which the plain one has not', () => {
  const reference = rows(8000, 1, even);
  const window = rows(4000, 2, middle);
  const domain = classifyDomain({ reference: [reference.x], window: [window.x], settings: small });
  expect(domain.rocAuc).toBeGreaterThan(0.6);
  const { weights, effectiveRows, outsideSupport } = importanceWeights(domain);
  expect(weights.reduce((sum, w) => sum + w, 0) / weights.length).toBeCloseTo(1, 12);
  expect(effectiveRows).toBeCloseTo(8000 ** 2 / weights.reduce((sum, w) => sum + w * w, 0), 6);
  expect(outsideSupport).toBe(0);
  const asRows = ({ x, actual, predicted }: typeof window) => ({
    rowCount: x.length,
    actual,
    predicted,
    scores: Float64Array.from([...x].flatMap((p) => [1 - p, p])),
    weight: null,
  });
  const options = { classCount: 2, positive: 1 };
  const ones = (n: number): Float64Array => new Float64Array(n).fill(1);
  const plain = weightedClassification(asRows(reference), ones(8000), options);
  const weighted = weightedClassification(asRows(reference), weights, options);
  const realised = weightedClassification(asRows(window), ones(4000), options);
  for (const name of ['accuracy', 'precision', 'recall', 'f1', 'rocAuc', 'brier', 'logLoss'] as const) {
    const truth = realised[name]!.value!;
    expect(Math.abs(weighted[name]!.value! - truth), name).toBeLessThan(0.025);
    expect(Math.abs(weighted[name]!.value! - truth), name).toBeLessThan(Math.abs(plain[name]!.value! - truth) / 3);
  }
});

test('weighted figures by their formulas', () => {
  const weights = Float64Array.of(1, 2, 3);
  const { mae, rmse } = weightedRegression(
    { rowCount: 3, actual: Float64Array.of(0, 0, 0), predicted: Float64Array.of(1, -2, 3), weight: null },
    weights,
  );
  expect(mae!.value).toBeCloseTo((1 + 4 + 9) / 6, 14);
  expect(rmse!.value).toBeCloseTo(Math.sqrt((1 + 8 + 27) / 6), 14);
  const { accuracy, brier } = weightedClassification(
    {
      rowCount: 3,
      actual: Int32Array.of(0, 1, 1),
      predicted: Int32Array.of(0, 1, 0),
      scores: Float64Array.of(0.9, 0.1, 0.2, 0.8, 0.7, 0.3),
      weight: Float64Array.of(2, 1, 1),
    },
    weights,
    { classCount: 2, positive: 1 },
  );
  expect(accuracy!.value).toBeCloseTo(4 / 7, 14);
  expect(brier!.value).toBeCloseTo((2 * 0.01 + 2 * 0.04 + 3 * 0.49) / 7, 14);
});

test('rows where the reference has none are counted as outside of its support', () => {
  const reference = rows(3000, 3, even).x;
  const window = rows(3000, 4, (random) => 2 * random.uniform()).x;
  const domain = classifyDomain({ reference: [reference], window: [window] });
  const { outsideSupport, weights } = importanceWeights(domain);
  expect(outsideSupport).toBeGreaterThan(0.45);
  expect(outsideSupport).toBeLessThan(0.55);
  expect(weights.every((w) => w <= 50)).toBe(true);
  expect(domain.score).toBeCloseTo(2 * domain.rocAuc - 1, 14);
  expect(domain.drifted).toBe(true);
});

test('parts of one kind are not told apart; too few rows have no area', () => {
  const random = new Lcg(5);
  const part = (n: number): Float64Array[] => columnsOf(Array.from({ length: n }, () => [random.noise(), random.uniform()]));
  const same = classifyDomain({ reference: part(3000), window: part(1000) });
  expect(same.drifted).toBe(false);
  expect(same.rocAuc).toBeGreaterThan(0.45);
  expect(same.rocAuc).toBeLessThan(0.55);
  const few = classifyDomain({ reference: part(100), window: part(4) });
  expect(few.rocAuc).toBeNaN();
  expect(importanceWeights(few).outsideSupport).toBeNaN();
});
