import { describe, expect, it } from 'vitest';
import { normalCdf } from '../../../app/metrics/normal.ts';
import { medianRanks } from '../../../app/metrics/sortedMedian.ts';
import { studentQuantile95 } from '../../../app/metrics/studentQuantile.ts';
import { wilson } from '../../../app/metrics/wilson.ts';
import { reference } from './reference.ts';

describe('quantiles and intervals equal scipy', () => {
  it.each(reference.wilson)('Wilson, %d of %d', (part, rows, low, high) => {
    const interval = wilson(part / rows, rows);
    expect(interval.low).toBeCloseTo(low, 12);
    expect(interval.high).toBeCloseTo(high, 12);
  });

  it.each(reference.student)('Student t with %d degrees of freedom', (degrees, quantile) => {
    expect(Math.abs(studentQuantile95(degrees) - quantile)).toBeLessThan(1e-11);
  });

  it.each(reference.normal)('normal distribution function at %d', (x, probability) => {
    expect(Math.abs(normalCdf(x) - probability)).toBeLessThan(1e-14);
  });

  it.each(reference.medianRanks)('ranks around the median of %d values', (rows, below) => {
    expect(medianRanks(rows)).toEqual(below > 0 ? [below, rows + 1 - below] : null);
  });

  it('there is no interval of a share of nothing', () => {
    expect(wilson(0, 0)).toEqual({ value: null, low: null, high: null });
  });
});
