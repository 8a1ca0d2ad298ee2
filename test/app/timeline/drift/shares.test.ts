// Distances of counts: against numpy and scipy (test/reference/driftCounts.py), and the values that other tools' tests state.
import { expect, test } from 'vitest';
import { upperGamma } from '../../../../app/metrics/incompleteGamma.ts';
import { balancedCramersV } from '../../../../app/timeline/drift/shares/balancedCramersV.ts';
import { chiSquareFit } from '../../../../app/timeline/drift/shares/chiSquareFit.ts';
import { chiSquarePValue } from '../../../../app/timeline/drift/shares/chiSquarePValue.ts';
import { chiSquareTable } from '../../../../app/timeline/drift/shares/chiSquareTable.ts';
import { cramersV } from '../../../../app/timeline/drift/shares/cramersV.ts';
import { fisherExact } from '../../../../app/timeline/drift/shares/fisherExact.ts';
import { gTest } from '../../../../app/timeline/drift/shares/gTest.ts';
import { gTestTable } from '../../../../app/timeline/drift/shares/gTestTable.ts';
import { hellinger } from '../../../../app/timeline/drift/shares/hellinger.ts';
import { histogramDivergence, type Bucket } from '../../../../app/timeline/drift/shares/histogramDivergence.ts';
import { jensenShannon, jensenShannonDivergence } from '../../../../app/metrics/shares/jensenShannon.ts';
import { klDivergence } from '../../../../app/timeline/drift/shares/klDivergence.ts';
import { lInfinity } from '../../../../app/timeline/drift/shares/lInfinity.ts';
import { normalizedDifference } from '../../../../app/timeline/drift/shares/normalizedDifference.ts';
import { proportionZ } from '../../../../app/timeline/drift/shares/proportionZ.ts';
import { psi } from '../../../../app/metrics/shares/psi.ts';
import { totalVariation } from '../../../../app/timeline/drift/shares/totalVariation.ts';
import { apart, driftCounts } from './driftCounts.ts';

test('the upper incomplete gamma function is scipy’s to ten digits, far tails included', () => {
  for (const [a, x, q] of driftCounts.gamma) {
    expect(apart(upperGamma(a, x), q, 0), `Q(${a}, ${x})`).toBeLessThan(1e-10);
  }
  for (const [score, degrees, pValue] of driftCounts.tails) {
    expect(apart(chiSquarePValue(score, degrees), pValue, 0), `${score}, ${degrees}`).toBeLessThan(1e-10);
  }
  expect(driftCounts.tails.some(([, , pValue]) => pValue < 1e-270)).toBe(true);
  expect([upperGamma(2, 0), upperGamma(2, Infinity), upperGamma(NaN, 1), upperGamma(1, NaN)]).toEqual([1, 0, NaN, NaN]);
});

test.each(driftCounts.counts.map((one) => [one.name, one] as const))('%s: as numpy and scipy have it', (_, one) => {
  const [r, c] = [one.reference, one.current];
  const scores: [found: number, expected: number | 'Infinity', what: string][] = [
    [psi(r, c, 0.01), one.psi.deepchecks, 'psi, Deepchecks'],
    [psi(r, c), one.psi.giskard, 'psi, Giskard'],
    [psi(r, c, 'fill'), one.psi.evidently, 'psi, Evidently'],
    [klDivergence(r, c), one.kl, 'kl'],
    [klDivergence(r, c, 'fill'), one.klFilled, 'kl, Evidently'],
    [hellinger(r, c), one.hellinger, 'hellinger'],
    [lInfinity(r, c), one.lInfinity, 'lInfinity'],
    [totalVariation(r, c), one.totalVariation, 'totalVariation'],
    [cramersV(r, c), one.cramersV, 'cramersV'],
    [balancedCramersV(r, c), one.balanced[0], 'balanced'],
    [balancedCramersV(r, c, { minimumShare: 0.1 }), one.balanced[1], 'balanced, rare merged'],
    [balancedCramersV(r, c, { classes: true }), one.balanced[2], 'balanced classes'],
  ];
  for (const [found, expected, what] of scores) expect(apart(found, expected), what).toBeLessThan(1e-9);
  const tests = [
    [chiSquareFit, one.chiSquareFit],
    [gTest, one.gTest],
    [chiSquareTable, one.chiSquareTable],
    [gTestTable, one.gTestTable],
    [(a: number[], b: number[]) => chiSquareTable(a, b, true), one.chiSquareYates],
    [proportionZ, one.proportionZ],
  ] as const;
  for (const [compare, expected] of tests) {
    if (!expected) continue;
    const { score, pValue } = compare(r, c);
    expect(apart(score, expected[0]), compare.name).toBeLessThan(1e-9);
    expect(apart(pValue, expected[1], 1e-300), `${compare.name}, p`).toBeLessThan(1e-9);
  }
  if (one.fisher !== undefined) expect(apart(fisherExact(r, c).pValue, one.fisher, 1e-300)).toBeLessThan(1e-9);
  // scipy's distance is the root of a difference of rounded numbers.
  expect(Math.abs(jensenShannon(r, c, 'e') ** 2 - one.jensenShannon ** 2)).toBeLessThan(1e-15);
  expect(Math.abs(jensenShannon(r, c) ** 2 - one.jensenShannon2 ** 2)).toBeLessThan(1e-15);
});

test('Evidently: the values its tests and 0.7.21 give', () => {
  const [a, b] = [
    [16, 18, 16, 14, 12, 12],
    [16, 16, 16, 16, 16, 8],
  ];
  for (const reference of [a, a.map((count) => 2 * count)]) {
    expect(chiSquareFit(reference, b).pValue).toBeCloseTo(0.6730876006966301, 12);
    expect(hellinger(reference, b)).toBeCloseTo(0.06812774370983345, 12);
  }
  expect(gTest([5, 5, 8], [4, 6, 8]).pValue).toBeCloseTo(0.817622013, 9);
  expect(Math.abs((fisherExact([45, 45], [30, 60]).pValue ?? NaN) - 0.033)).toBeLessThan(0.001);
  expect(fisherExact([6, 0], [0, 6]).pValue).toBeCloseTo(0.0021645021645, 12);
  expect(fisherExact([8, 2], [1, 5]).pValue).toBeCloseTo(0.034965034965034975, 12);
  expect(proportionZ([690, 310], [516, 284]).score).toBeCloseTo(-2.017561971628697, 12);
  expect(proportionZ([690, 310], [516, 284]).pValue).toBeCloseTo(0.0436369007680264, 12);
  // a, b, a against a, a, b and against a, a, b, b: missing rows do not count.
  expect(proportionZ([2, 1], [2, 1])).toEqual({ score: 0, pValue: 1 });
  expect(proportionZ([2, 1], [2, 2]).pValue).toBeCloseTo(0.66, 2);
  expect(proportionZ([20, 0], [20, 0])).toEqual({ score: 0, pValue: 1 });
  // 1, 2, 3 against 1, 4, 5: one new category is enough.
  expect(chiSquareFit([1, 1, 1, 0, 0], [1, 0, 0, 1, 1])).toEqual({ score: Infinity, pValue: 0 });
  expect(gTest([1, 1, 1, 0, 0], [1, 0, 0, 1, 1])).toEqual({ score: Infinity, pValue: 0 });
});

test('counts of two samples of a thousand rows: values of scipy and numpy', () => {
  const [a, b] = [
    [500, 300, 150, 50, 0],
    [420, 310, 160, 90, 20],
  ];
  const found = {
    deepchecks: psi(a, b, 0.01),
    giskard: psi(a, b, 1e-4),
    evidently: psi(a, b, 'fill'),
    kl: klDivergence(a, b, 'fill'),
    jensenShannon: jensenShannon(a, b, 'e'),
    jensenShannon2: jensenShannon(a, b),
    totalVariation: totalVariation(a, b),
    lInfinity: lInfinity(a, b),
    hellinger: hellinger(a, b),
    cramersV: cramersV(a, b),
    balancedCramersV: balancedCramersV(a, b),
    chiSquare: chiSquareTable(a, b).score,
  };
  const expected: typeof found = {
    deepchecks: 0.045364492812872054,
    giskard: 0.14386953660157853,
    evidently: 0.14386953660157853,
    kl: 0.037636034969764844,
    jensenShannon: 0.10812857425378619,
    jensenShannon2: 0.12987565356635217,
    totalVariation: 0.08,
    lInfinity: 0.08,
    hellinger: 0.12158142823469188,
    cramersV: 0.13207395559774,
    balancedCramersV: 0.13207395559774,
    chiSquare: 38.871608239092666,
  };
  for (const [what, value] of Object.entries(expected)) {
    expect(found[what as keyof typeof found], what).toBeCloseTo(value, 12);
  }
  const [a4, b4] = [
    [500, 300, 150, 50],
    [420, 330, 160, 90],
  ];
  expect(chiSquareFit(a4, b4).score).toBeCloseTo(48.46666666666667, 11);
  expect(chiSquareFit(a4, b4).pValue).toBeCloseTo(1.69417e-10, 15);
  expect(chiSquareTable(a4, b4).score).toBeCloseTo(20.13624524143458, 11);
  expect(chiSquareTable(a4, b4).pValue).toBeCloseTo(1.5905625e-4, 11);
  expect(gTest(a4, b4).score).toBeCloseTo(42.90179991564531, 11);
  // Frouros: a, a, b, a, a, b against b, a, c, c, c, c.
  expect(chiSquareTable([4, 2, 0], [1, 1, 4]).score).toBeCloseTo(6.13333333, 8);
  expect(chiSquareTable([4, 2, 0], [1, 1, 4]).pValue).toBeCloseTo(0.04657615, 8);
});

test('Deepchecks: Cramér’s V of its tests', () => {
  const plain = (r: number[], c: number[], minimumShare = 0) => balancedCramersV(r, c, { minimumShare });
  expect(plain([200, 800], [400, 600])).toBeCloseTo(0.2160257918350864, 12);
  expect(plain([200, 800], [4000, 6000])).toBeCloseTo(0.2160257918350864, 12);
  expect(plain([2000, 8000], [400, 600])).toBeCloseTo(0.2160257918350864, 12);
  expect(Math.abs(plain([2000, 8000], [4000, 6000]) - plain([2000, 8000], [400, 600]))).toBeLessThan(0.01);
  expect(plain([1000, 0], [0, 1000])).toBeCloseTo(1, 2);
  expect(plain([1000], [1000])).toBe(0);
  expect(Math.abs(plain([200, 800, 100], [400, 600, 0]) - 0.3)).toBeLessThan(0.01);
  expect(Math.abs(plain([200, 800, 10, 10], [400, 620, 0, 0]) - 0.228)).toBeLessThan(0.001);
  expect(Math.abs(plain([200, 800, 10, 10], [400, 620, 0, 0], 0.1) - 0.208)).toBeLessThan(0.001);
});

test.each<[r: number[], c: number[], v: number]>([
  [[9900, 100], [10000, 0], 0.56],
  [[9900, 100], [1000, 0], 0.45],
  [[9900, 100], [100, 0], 0.14],
  [[99900, 100], [10000, 0], 0.45],
  [[99900, 100], [1000, 0], 0.16],
  [[9999900, 100], [10000, 0], 0.02],
  [[9999900, 100], [1000, 0], 0],
  [[99900, 100], [99000, 1000], 0.45],
  [[99900, 100], [990, 10], 0.36],
  [[99000, 1000], [99900, 100], 0.45],
  [[99000, 1000], [999, 1], 0.37],
  [[4900, 100, 5000], [4950, 50, 5000], 0.15],
  [[9900, 100], [9950, 50], 0.17],
])('Deepchecks: Cramér’s V with classes balanced, %j against %j', (r, c, v) => {
  expect(Math.abs(balancedCramersV(r, c, { classes: true }) - v)).toBeLessThan(0.01);
});

test('NannyML and TensorFlow Data Validation: L-infinity and normalized differences', () => {
  expect(lInfinity([2, 2, 2, 0], [2, 2, 2, 1])).toBeCloseTo(1 / 7, 12);
  expect(lInfinity([2, 2, 2], [2, 2, 2])).toBe(0);
  expect(lInfinity([2, 2, 2], [0, 6, 0])).toBeCloseTo(0.67, 2);
  expect(lInfinity([0.1, 0.9], [0.3, 0.7])).toBeCloseTo(0.2, 12);
  expect(lInfinity([0, 0.9, 0.1], [0.3, 0.7, 0])).toBeCloseTo(0.3, 12);
  expect(lInfinity([0.3, 0.7, 0], [0, 0.9, 0.1])).toBeCloseTo(0.3, 12);
  expect(lInfinity([], [])).toBe(0);
  expect(normalizedDifference([1, 5], [10, 50])).toBeCloseTo(0.68181818, 8);
});

test('TensorFlow Data Validation: Jensen-Shannon divergence of histograms and of labels', () => {
  const of = (edges: [low: number, high: number, count: number][], missing = 0) => ({
    buckets: edges.map(([low, high, count]): Bucket => ({ low, high, count })),
    missing,
  });
  const expected: [ReturnType<typeof of>, ReturnType<typeof of>, number][] = [
    [of([[1, 2, 2], [2, 3, 2]]), of([[2, 4, 2], [4, 6, 2]]), 0.65563906222], // prettier-ignore
    [of([[1, 2, 3]], 1), of([[1, 2, 4]]), 0.13792538096],
    [of([[0, 0, 1], [1, 1, 1]]), of([[0, 0, 1], [2, 2, 1]]), 0.5], // prettier-ignore
    [of([[0, 1, 2], [1, 2, 2]]), of([[3, 4, 2], [4, 6, 2]]), 1], // prettier-ignore
    [of([[1, 1, 4]]), of([[2, 4, 2], [4, 6, 2]]), 1], // prettier-ignore
    [of([[3, 3, 4]]), of([[2, 4, 2], [4, 6, 2]]), 1], // prettier-ignore
    [of([], 3), of([[1, 2, 4]]), 1],
    [of([[-Infinity, 0, 4]]), of([[-Infinity, 0, 4]]), 1],
    [of([[1, 2.3333333, 2.9866667], [2.3333333, 3.6666667, 1.0066667], [3.6666667, 5, 2.0066667]], 1), of([[1, 2.3333333, 2.9866667], [2.3333333, 3.6666667, 1.0066667], [3.6666667, 5, 2.0066667]], 1), 0], // prettier-ignore
  ];
  for (const [first, second, divergence] of expected) {
    expect(histogramDivergence(first, second)).toBeCloseTo(divergence, 10);
    expect(histogramDivergence(second, first)).toBeCloseTo(divergence, 10);
  }
  expect(histogramDivergence(of([]), of([[1, 2, 4]]))).toBeNaN();
  // Labels b 2, a 2, c 1 against a 2, Z 1, Y 1, X 1.
  expect(jensenShannonDivergence([0, 0, 0, 2, 2, 1], [1, 1, 1, 2, 0, 0])).toBeCloseTo(0.6, 12);
});

test('samples that are alike to a few rows in thousands of millions keep their digits', () => {
  const [r, c] = [
    [1e9, 1e9],
    [1e9 + 10, 1e9 - 10],
  ];
  // For shares ½ and ½ + e: hellinger e / √2, divergence e² / (2 ln 2), χ² of the table and z from the exact formulas.
  const e = 5e-9;
  expect(apart(hellinger(r, c), e / Math.SQRT2, 0)).toBeLessThan(1e-6);
  expect(apart(jensenShannon(r, c), e / Math.sqrt(2 * Math.LN2), 0)).toBeLessThan(1e-6);
  expect(apart(chiSquareTable(r, c).score, 4e9 * e * e, 0)).toBeLessThan(1e-6);
  expect(fisherExact([1e9, 1e9], [1e9 + 1e5, 1e9 - 1e5]).pValue).toBeCloseTo(proportionZ([1e9, 1e9], [1e9 + 1e5, 1e9 - 1e5]).pValue ?? NaN, 5); // prettier-ignore
});
