import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mcnemar } from '../../../../app/metrics/paired/mcnemar.ts';
import { PairedClassification } from '../../../../app/metrics/paired/pairedClassification.ts';
import { pairedProportions } from '../../../../app/metrics/paired/pairedProportions.ts';
import { PairedRegression } from '../../../../app/metrics/paired/pairedRegression.ts';
import { normalPValue, studentPValue } from '../../../../app/metrics/paired/pValues.ts';
import type { PairedFigure } from '../../../../app/metrics/paired/tDifference.ts';
import { distance } from '../reference.ts';

interface Side {
  predicted: number[];
  scores: number[] | null;
}

/** a, b, difference, low, high, p-value; no bounds where no row differs */
type Expected = Record<string, (number | null)[]>;

/** Written by test/reference/compare.py. */
const reference = JSON.parse(readFileSync(new URL('../../../reference/compare.json', import.meta.url), 'utf8')) as {
  classification: {
    name: string;
    classCount: number;
    positive: number | null;
    actual: number[];
    a: Side;
    b: Side;
    weight: number[] | null;
    expected: Expected;
  }[];
  regression: { name: string; actual: number[]; a: number[]; b: number[]; weight: number[] | null; expected: Expected }[];
  mcnemar: [fixed: number, broken: number, statistic: number | null, pValue: number][];
  newcombe: number[][];
  normalTails: [number, number][];
  studentTails: [number, number, number][];
};

/** Where the figures differ from the reference, in words. Derivatives there are numerical: 1e-6 of the width. */
function wrongFigures(figures: PairedFigure[], expected: Expected): string[] {
  const byName = new Map<string, PairedFigure>(figures.map((figure) => [figure.metric, figure]));
  return Object.entries(expected).flatMap(([metric, [a = NaN, b = NaN, value = NaN, low = NaN, high = NaN, p = NaN]]) => {
    const found = byName.get(metric);
    if (!found) return [`${metric} is not there`];
    const tolerance = 1e-9 + 2e-6 * ((high ?? 0) - (low ?? 0));
    const pairs: [string, number | null, number | null, number][] = [
      ['a', found.a, a, 1e-9],
      ['b', found.b, b, 1e-9],
      ['difference', found.difference.value, value, 1e-9],
      ['low', found.difference.low, low, tolerance],
      ['high', found.difference.high, high, tolerance],
      ['p', found.pValue, p, 1e-5],
    ];
    return pairs
      .filter(([, is, should, by]) => (is === null || should === null ? is !== should : !(distance(is, should) <= by)))
      .map(([what, is, should]) => `${metric} ${what} = ${is}, should be ${should}`);
  });
}

const rowNumbers = (count: number): Float64Array => Float64Array.from({ length: count }, (_, row) => row);

describe('paired differences equal the independent reference', () => {
  it.each(reference.classification)('of classifiers: $name', async ({ classCount, positive, actual, a, b, weight, expected }) => {
    const side = { classCount, positive };
    const rows = actual.length;
    const paired = new PairedClassification({ a: side, b: side, hasScores: a.scores !== null, rows, seed: 0 });
    const half = Math.floor(rows / 2);
    for (const [from, to] of [
      [0, half],
      [half, rows],
    ] as const) {
      const of = ({ predicted, scores }: Side) => ({
        actual: Int32Array.from(actual.slice(from, to)),
        predicted: Int32Array.from(predicted.slice(from, to)),
        scores: scores && Float64Array.from(scores.slice(from * classCount, to * classCount)),
      });
      paired.add({
        rowCount: to - from,
        rowNumbers: rowNumbers(rows).subarray(from, to),
        weight: weight && Float64Array.from(weight.slice(from, to)),
        a: of(a),
        b: of(b),
      });
    }
    expect(wrongFigures(await paired.finish(), expected)).toEqual([]);
  });

  it.each(reference.regression)('of regressions: $name', async ({ actual, a, b, weight, expected }) => {
    const paired = new PairedRegression({ rows: actual.length, seed: 0 });
    paired.add({
      rowCount: actual.length,
      rowNumbers: rowNumbers(actual.length),
      actual: Float64Array.from(actual),
      a: Float64Array.from(a),
      b: Float64Array.from(b),
      weight: weight && Float64Array.from(weight),
    });
    expect(wrongFigures(await paired.finish(), expected)).toEqual([]);
  });

  it("McNemar's test is that of statsmodels, but for equal counts, where the correction would make a difference of none", () => {
    for (const [fixed, broken, statistic, pValue] of reference.mcnemar) {
      const found = mcnemar(fixed, broken);
      if (statistic !== null && fixed !== broken) expect(found.statistic).toBeCloseTo(statistic, 12);
      expect(found.pValue).toBeCloseTo(pValue, 12);
      expect(found.method).toBe(fixed + broken < 25 ? 'exact' : 'chi-squared');
    }
    expect(mcnemar(40, 40)).toEqual({ fixed: 40, broken: 40, method: 'chi-squared', statistic: 0, pValue: 1 });
  });

  it("the interval of a difference of paired proportions is Newcombe's", () => {
    for (const [both = 0, onlyFirst = 0, onlySecond = 0, neither = 0, ...expected] of reference.newcombe) {
      const { value, low, high } = pairedProportions({ both, onlyFirst, onlySecond, neither });
      [value, low, high].forEach((bound, index) => expect(bound).toBeCloseTo(expected[index] ?? NaN, 10));
    }
  });

  it('p-values hold far out in the tails', () => {
    for (const [z, p] of reference.normalTails) expect(Math.abs(normalPValue(z) - p)).toBeLessThanOrEqual(1e-9 * p);
    for (const [t, degrees, p] of reference.studentTails) {
      expect(Math.abs(studentPValue(t, degrees) - p)).toBeLessThanOrEqual(1e-6 * p);
    }
  });
});
