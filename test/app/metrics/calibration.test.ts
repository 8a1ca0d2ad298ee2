// Calibration against scikit-learn (test/reference/calibration.py) and published values.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fitIsotonic, thinLine } from '../../../app/metrics/calibration/fitIsotonic.ts';
import { fitPlatt } from '../../../app/metrics/calibration/fitPlatt.ts';
import { fitTemperature } from '../../../app/metrics/calibration/fitTemperature.ts';
import { conformalQuantile, setCoverage } from '../../../app/metrics/conformal.ts';
import { evaluateClassificationRows } from '../../../app/metrics/evaluateRows.ts';
import { normalQuantile } from '../../../app/metrics/normalQuantile.ts';
import { calibrateScores, lineThrough, logOdds } from '../../../app/prepare/calibration.ts';
import type { Calibration } from '../../../app/api/schemas/repairs.ts';

interface Figures {
  brier: number;
  logLoss: number;
  ece: number;
}
interface BinaryCase {
  name: string;
  p: number[];
  y: number[];
  weight: number[] | null;
  platt: { a: number; b: number };
  temperature: number;
  isotonic: { x: number[]; y: number[]; at: number[]; line: number[] };
  before?: Figures;
  after?: Record<'sigmoid' | 'isotonic' | 'temperature', Figures & { p: number[] }>;
}
const reference = JSON.parse(readFileSync(new URL('../../reference/calibration.json', import.meta.url), 'utf8')) as {
  binary: BinaryCase[];
  many: { p: number[][]; y: number[]; temperature: number; isotonic: number[][] };
  conformal: { scores: number[]; level: number; quantile: number }[];
  normalQuantile: [number, number][];
};

const pairs = (p: number[]): Float64Array => Float64Array.from(p.flatMap((one) => [1 - one, one]));

function fitted({ p, y, weight }: BinaryCase) {
  const scores = Float64Array.from(p);
  const w = weight && Float64Array.from(weight);
  return {
    platt: fitPlatt(scores.map(logOdds), Uint8Array.from(y), w),
    temperature: fitTemperature({ scores: pairs(p), classCount: 2, actual: Int32Array.from(y), weight: w }),
    isotonic: fitIsotonic(scores, Float64Array.from(y), w),
  };
}

test.each(reference.binary.map((one) => [one.name, one] as const))('%s: as scikit-learn fits it', (_, one) => {
  const { platt, temperature, isotonic } = fitted(one);
  // scikit-learn stops L-BFGS at a gradient of 1e-6, its temperature search at a tolerance of 1e-5 or so.
  expect(platt.a).toBeCloseTo(one.platt.a, 3);
  expect(platt.b).toBeCloseTo(one.platt.b, 3);
  expect(temperature / one.temperature).toBeCloseTo(1, 4);
  for (const [i, at] of one.isotonic.at.entries()) {
    expect(lineThrough(isotonic.x, isotonic.y, at)).toBeCloseTo(one.isotonic.line[i] as number, 10);
  }
});

test('Brier, log loss and ECE before and after are those of CalibratedClassifierCV', () => {
  for (const one of reference.binary.filter(({ after }) => after)) {
    const { platt, temperature, isotonic } = fitted(one);
    const methods: Record<keyof NonNullable<BinaryCase['after']>, Calibration> = {
      sigmoid: { kind: 'platt', classes: [platt] },
      isotonic: { kind: 'isotonic', classes: [isotonic] },
      temperature: { kind: 'temperature', temperature },
    };
    const figures = (scores: Float64Array): Figures => {
      const actual = Int32Array.from(one.y);
      const predicted = actual.map((_, row) => ((scores[2 * row + 1] as number) > 0.5 ? 1 : 0));
      const { metrics } = evaluateClassificationRows(
        { rowCount: actual.length, actual, predicted, scores, weight: null },
        { classes: ['no', 'yes'], positive: 1 },
      );
      return { brier: metrics.brier?.value ?? NaN, logLoss: metrics.logLoss?.value ?? NaN, ece: metrics.ece?.value ?? NaN };
    };
    const near = (found: Figures, expected: Figures, digits: number): void => {
      expect(found.brier).toBeCloseTo(expected.brier, digits);
      expect(found.logLoss).toBeCloseTo(expected.logLoss, digits);
      // A score at the edge of a bin may fall on either side after rounding.
      expect(Math.abs(found.ece - expected.ece)).toBeLessThan(0.01);
    };
    near(figures(pairs(one.p)), one.before!, 10);
    for (const [method, calibration] of Object.entries(methods) as [keyof typeof methods, Calibration][]) {
      const scores = pairs(one.p);
      calibrateScores(calibration, scores, 2);
      const expected = one.after![method];
      near(figures(scores), expected, method === 'isotonic' ? 9 : 5);
      expected.p.forEach((p, row) => expect(scores[2 * row + 1]).toBeCloseTo(p, 4));
    }
  }
});

test('several classes: one temperature, one curve a class scaled to sum to 1', () => {
  const { p, y, temperature, isotonic } = reference.many;
  const rows = { scores: Float64Array.from(p.flat()), classCount: 4, actual: Int32Array.from(y), weight: null };
  expect(fitTemperature(rows) / temperature).toBeCloseTo(1, 4);
  const classes = [0, 1, 2, 3].map((k) =>
    fitIsotonic(
      Float64Array.from(p, (row) => row[k] as number),
      Float64Array.from(y, (truth) => Number(truth === k)),
    ),
  );
  const scores = Float64Array.from(p.slice(0, 10).flat());
  calibrateScores({ kind: 'isotonic', classes }, scores, 4);
  isotonic.flat().forEach((value, i) => expect(scores[i]).toBeCloseTo(value, 9));
});

test('the isotonic fit of the published scores, in order of score', () => {
  const p = [0.05, 0.15, 0.2, 0.25, 0.35, 0.4, 0.45, 0.55, 0.6, 0.65, 0.68, 0.3, 0.72, 0.77, 0.5, 0.82, 0.1, 0.88, 0.89, 0.97];
  const y = [0, 0, 1, 0, 1, 1, 0, 1, 1, 1, 0, 0, 1, 1, 0, 1, 0, 1, 1, 1];
  const line = fitIsotonic(Float64Array.from(p), Float64Array.from(y));
  const found = [...p].sort((a, b) => a - b).map((at) => Number(lineThrough(line.x, line.y, at).toFixed(6)));
  const third = 0.333333;
  const expected = [0, 0, 0, third, third, third, 0.5, 0.5, 0.5, 0.5, 0.75, 0.75, 0.75, 0.75, 1, 1, 1, 1, 1, 1];
  expect(found).toEqual(expected);
});

test('a thinned line keeps points apart, stays within their steps and never falls', () => {
  const line = fitIsotonic(Float64Array.from(reference.binary[0]!.p), Float64Array.from(reference.binary[0]!.y));
  const thin = thinLine(line, 0.5);
  expect(thin.x.length).toBeLessThan(line.x.length);
  thin.x.slice(1).forEach((x, i) => expect(logOdds(x) - logOdds(thin.x[i] as number)).toBeGreaterThanOrEqual(0.5));
  thin.y.slice(1).forEach((value, i) => expect(value).toBeGreaterThanOrEqual(thin.y[i] as number));
  expect(thinLine(line, 0)).toEqual(line);
});

test('separable rows have a finite Platt fit, and rows without a minimum a bounded temperature', () => {
  const { a, b } = fitPlatt(Float64Array.of(-2, -1, 1, 2), Uint8Array.of(0, 0, 1, 1));
  expect([a, b].every(Number.isFinite)).toBe(true);
  expect(a).toBeLessThan(0);
  const right = { scores: Float64Array.of(0.9, 0.1, 0.2, 0.8), classCount: 2, actual: Int32Array.of(0, 1), weight: null };
  expect(fitTemperature(right)).toBeGreaterThan(0);
  expect(fitTemperature({ ...right, actual: Int32Array.of(1, 0) })).toBeLessThan(1e5);
});

test('the conformal quantile is the ceil((n + 1) level)-th smallest misfit, 1 where there are too few rows', () => {
  for (const { scores, level, quantile } of reference.conformal) {
    expect(conformalQuantile(Float64Array.from(scores), level)).toBeCloseTo(quantile, 14);
  }
  const sets = setCoverage(Float64Array.of(0.7, 0.3, 0.5, 0.5, 0.1, 0.9), Int32Array.of(0, 1, 0), {
    classCount: 2,
    inSet: (score) => score >= 0.4,
  });
  expect(sets.coverage.value).toBeCloseTo(2 / 3, 12);
  expect(sets.meanSize).toBeCloseTo(4 / 3, 12);
});

test('normal quantiles are scipy’s', () => {
  for (const [share, value] of reference.normalQuantile) {
    expect(Math.abs(normalQuantile(share) - value)).toBeLessThan(share < 1e-6 || share > 1 - 1e-6 ? 1e-7 : 1e-12);
  }
  expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity]);
});
