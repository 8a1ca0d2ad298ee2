import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { adjustedPValues } from '../../../app/metrics/benjaminiHochberg.ts';
import { fisherUpper } from '../../../app/metrics/fisherExact.ts';
import { MeanTally } from '../../../app/metrics/meanTally.ts';
import { shareDifference } from '../../../app/metrics/figureDifference.ts';
import { welch } from '../../../app/metrics/welch.ts';
import { wilson } from '../../../app/metrics/wilson.ts';

/** Written by test/reference/slices.py with scipy and statsmodels. */
const reference = JSON.parse(readFileSync(new URL('../../reference/slices.json', import.meta.url), 'utf8')) as {
  benjaminiHochberg: { p: number[]; adjusted: number[] };
  fisher: { hits: number; drawn: number; marked: number; rows: number; p: number }[];
  welch: { first: number[]; second: number[]; p: number; value: number; low: number; high: number }[];
  newcombe: { first: [number, number]; second: [number, number]; low: number; high: number }[];
};

function tallyOf(values: number[]): MeanTally {
  const tally = new MeanTally();
  for (const value of values) tally.add(value, 1);
  return tally;
}

/** As far apart as the larger is large. */
const near = (found: number, expected: number): number => Math.abs(found - expected) / Math.max(Math.abs(expected), 1e-300);

describe('adjusted p-values', () => {
  it('are those of scipy', () => {
    const { p, adjusted } = reference.benjaminiHochberg;
    adjustedPValues(p).forEach((value, at) => expect(value).toBeCloseTo(adjusted[at] ?? NaN, 14));
  });

  it('of the published example: two are rejected at 0.05', () => {
    const p = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205];
    expect(adjustedPValues(p).filter((value) => value <= 0.05)).toHaveLength(2);
  });

  it('of none are none', () => expect(adjustedPValues([])).toEqual([]));
});

describe('two groups of rows', () => {
  it.each(reference.fisher)('Fisher’s exact test is that of scipy: $hits of $drawn, $marked of $rows', (one) => {
    expect(near(fisherUpper(one.hits, one.drawn, one), one.p)).toBeLessThan(1e-9);
  });

  it.each(reference.welch)('Welch’s test and interval are those of scipy: $value', ({ first, second, ...expected }) => {
    const { difference, upperPValue } = welch(tallyOf(first), tallyOf(second));
    expect(near(upperPValue, expected.p)).toBeLessThan(1e-9);
    expect(difference.value).toBeCloseTo(expected.value, 12);
    expect(difference.low).toBeCloseTo(expected.low, 9);
    expect(difference.high).toBeCloseTo(expected.high, 9);
  });

  it('Welch’s test of one row, or of no spread, does not go astray', () => {
    expect(welch(tallyOf([3]), tallyOf([1, 2]))).toEqual({ difference: { value: 1.5, low: null, high: null }, upperPValue: 1 });
    expect(welch(tallyOf([1, 1]), tallyOf([0, 0])).upperPValue).toBe(0);
    expect(welch(tallyOf([1, 1]), tallyOf([1, 1])).upperPValue).toBe(1);
  });

  it.each(reference.newcombe)('Newcombe’s interval is that of statsmodels: $first, $second', ({ first, second, low, high }) => {
    const found = shareDifference(wilson(first[0] / first[1], first[1]), wilson(second[0] / second[1], second[1]));
    expect(found.low).toBeCloseTo(low, 9);
    expect(found.high).toBeCloseTo(high, 9);
  });

  it('of a share that is not defined there is no difference', () => {
    expect(shareDifference(wilson(0, 0), wilson(0.5, 10))).toEqual({ value: null, low: null, high: null });
  });
});
