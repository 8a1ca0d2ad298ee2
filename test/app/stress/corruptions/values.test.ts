import { describe, expect, it } from 'vitest';
import { Random } from '../../../../app/base/random.ts';
import type { Corruption } from '../../../../app/stress/corruption.ts';
import { clipping } from '../../../../app/stress/corruptions/clipping.ts';
import { dateShift } from '../../../../app/stress/corruptions/dateShift.ts';
import { dayMonthSwap } from '../../../../app/stress/corruptions/dayMonthSwap.ts';
import { lostSeparator } from '../../../../app/stress/corruptions/lostSeparator.ts';
import { noise } from '../../../../app/stress/corruptions/noise.ts';
import { outliers } from '../../../../app/stress/corruptions/outliers.ts';
import { rounding } from '../../../../app/stress/corruptions/rounding.ts';
import { signFlip } from '../../../../app/stress/corruptions/signFlip.ts';
import { timeZone } from '../../../../app/stress/corruptions/timeZone.ts';
import { unitLarger } from '../../../../app/stress/corruptions/unitLarger.ts';
import { unitSmaller } from '../../../../app/stress/corruptions/unitSmaller.ts';
import { damagedCells, feature, numbers, tableOf } from '../damageTable.ts';

const rows = 20_000;
const random = new Random(4);
const values = Array.from({ length: rows }, () => 50 + 8 * random.normal());
const large = tableOf({ features: [feature('x', numbers(values), 'number')] });

function meanOf(cells: readonly number[]): number {
  return cells.reduce((sum, cell) => sum + cell, 0) / cells.length;
}

function deviationOf(cells: readonly number[]): number {
  const mean = meanOf(cells);
  return Math.sqrt(cells.reduce((sum, cell) => sum + (cell - mean) ** 2, 0) / (cells.length - 1));
}

function damage(corruption: Corruption, amount: number): number[] {
  return damagedCells(corruption, large, amount, 'x') as number[];
}

/** Every cell hit: beyond the severities, for examples by hand. */
function all(corruption: Corruption, cells: (number | undefined)[], kind: 'number' | 'integer' | 'time' = 'number', amount = 1) {
  return damagedCells(corruption, tableOf({ features: [feature('x', numbers(cells), kind)] }), amount, 'x');
}

describe('noise', () => {
  it.each([0.1, 0.5, 2])('has mean zero and %d standard deviations of the clean column', (amount) => {
    const errors = damage(noise, amount).map((cell, row) => cell - (values[row] as number));
    const scale = amount * deviationOf(values);
    expect(Math.abs(meanOf(errors))).toBeLessThan((4 * scale) / Math.sqrt(rows));
    expect(Math.abs(deviationOf(errors) / scale - 1)).toBeLessThan(4 / Math.sqrt(2 * rows));
  });

  it('leaves a constant column and missing cells as they are', () => {
    expect(all(noise, [3, 3, undefined])).toEqual([3, 3, undefined]);
  });
});

it('outliers lie six standard deviations of the clean column off its mean, on either side alike', () => {
  const [mean, std] = [meanOf(values), deviationOf(values)];
  const hit = damage(outliers, 0.25).filter((cell, row) => cell !== values[row]);
  for (const cell of hit) expect(Math.abs(Math.abs(cell - mean) / std - 6)).toBeLessThan(1e-9);
  const high = hit.filter((cell) => cell > mean).length;
  expect(Math.abs(high - hit.length / 2)).toBeLessThan(2 * Math.sqrt(hit.length));
});

describe('unit errors', () => {
  it('multiply or divide by 10, 100 or 1,000, each alike', () => {
    for (const [corruption, factorOf] of [
      [unitLarger, (cell: number, row: number) => cell / (values[row] as number)],
      [unitSmaller, (cell: number, row: number) => (values[row] as number) / cell],
    ] as const) {
      const factors = damage(corruption, 0.5).map((cell, row) => Math.round(factorOf(cell, row)));
      const counts = [10, 100, 1000].map((factor) => factors.filter((one) => one === factor).length);
      expect(factors.filter((factor) => factor === 1)).toHaveLength(rows - counts.reduce((sum, count) => sum + count, 0));
      for (const count of counts) expect(Math.abs(count - rows / 6)).toBeLessThan(4 * Math.sqrt((rows * 5) / 36));
    }
  });

  it('leave integers whole', () => {
    for (const cell of all(unitSmaller, [1234, 1234, 1234, 1234, 1234, 1234, 1234, 1234], 'integer')) {
      expect([123, 12, 1]).toContain(cell);
    }
  });
});

it('flips the sign, of zero not', () => {
  expect(all(signFlip, [2.5, -1, 0, undefined])).toEqual([-2.5, 1, 0, undefined]);
});

describe('rounding', () => {
  it('goes to the nearest level between the 1st and the 99th percentile', () => {
    // 0 to 100: q01 = 1, q99 = 99; two steps of 49.
    const cells = Array.from({ length: 101 }, (_, i) => i);
    const rounded = all(rounding, cells, 'number', 0.5);
    expect([...new Set(rounded)]).toEqual([1, 50, 99]);
    expect([0, 25, 26, 74, 75, 100].map((cell) => rounded[cell])).toEqual([1, 1, 50, 50, 99, 99]);
  });

  it.each([0.05, 0.1, 0.25, 0.5, 1])('moves no number by more than half a step of %d', (amount) => {
    const sorted = values.slice().sort((a, b) => a - b);
    const at = (share: number): number => sorted[Math.round(share * (rows - 1))] as number;
    const step = amount * (at(0.99) - at(0.01));
    const moved = damage(rounding, amount).map((cell, row) => Math.abs(cell - (values[row] as number)));
    expect(Math.max(...moved)).toBeLessThan(0.51 * step);
    expect(meanOf(moved)).toBeGreaterThan(0.15 * step);
  });
});

it('clips at the quantiles of the clean column, and nothing between', () => {
  const cells = Array.from({ length: 101 }, (_, i) => i);
  const clipped = all(clipping, cells, 'number', 0.25);
  expect(clipped).toEqual(cells.map((cell) => Math.min(75, Math.max(25, cell))));
  for (const amount of clipping.amounts) {
    const cut = damage(clipping, amount).filter((cell, row) => cell !== values[row]).length;
    expect(Math.abs(cut - 2 * amount * rows)).toBeLessThanOrEqual(4);
  }
});

it('loses the decimal separator of the number as it is shown', () => {
  const cells = [2.5, 0.125, -12.75, 0.1 + 0.2, 1 / 3, 7, 1000, 1e-9, 1234567.5, Math.fround(2.2), 0.00012, undefined];
  // By hand: six significant digits, then the digits without the point.
  expect(all(lostSeparator, cells)).toEqual([25, 125, -1275, 3, 333333, 7, 1000, 1e-9, 1234567.5, 22, 12, undefined]);
  const byText = (value: number): number => {
    const shown = String(Number(value.toPrecision(6)));
    return shown.includes('.') ? Number(shown.replace('.', '')) : value;
  };
  expect(damage(lostSeparator, 1)).toEqual(values.map(byText));
});

describe('times', () => {
  const at = Date.parse('2024-04-03T10:30:00Z');

  it('move by days and by hours', () => {
    expect(all(dateShift, [at, undefined], 'time', 30)).toEqual([Date.parse('2024-05-03T10:30:00Z'), undefined]);
    expect(all(timeZone, [at], 'time', 5)).toEqual([Date.parse('2024-04-03T15:30:00Z')]);
  });

  it('swap day and month where the day can be a month', () => {
    const times = ['2024-04-03T10:30:00Z', '2024-04-13T10:30:00Z', '1969-12-01T23:59:59Z', '2023-02-11T00:00:00Z'];
    const swapped = ['2024-03-04T10:30:00Z', '2024-04-13T10:30:00Z', '1969-01-12T23:59:59Z', '2023-11-02T00:00:00Z'];
    expect(all(dayMonthSwap, times.map(Date.parse), 'time')).toEqual(swapped.map(Date.parse));
  });
});
