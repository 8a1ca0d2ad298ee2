import { describe, expect, it } from 'vitest';
import { Random } from '../../../../app/base/random.ts';
import { deadSensor } from '../../../../app/stress/corruptions/deadSensor.ts';
import { gaps } from '../../../../app/stress/corruptions/gaps.ts';
import { jitter } from '../../../../app/stress/corruptions/jitter.ts';
import { levelShift } from '../../../../app/stress/corruptions/levelShift.ts';
import { sampleRate } from '../../../../app/stress/corruptions/sampleRate.ts';
import { spikes } from '../../../../app/stress/corruptions/spikes.ts';
import { stuckSensor } from '../../../../app/stress/corruptions/stuckSensor.ts';
import { trend } from '../../../../app/stress/corruptions/trend.ts';
import { rowOrder } from '../../../../app/stress/rowOrder.ts';
import { damagedCells, feature, numbers, tableOf } from '../damageTable.ts';

const rows = 2000;

/** Readings are their position in time, 1-based; the rows are not in that order. */
const random = new Random(2);
const positions = Array.from({ length: rows }, (_, position) => position);
for (let i = rows - 1; i > 0; i--) {
  const j = random.integer(i + 1);
  [positions[i], positions[j]] = [positions[j] as number, positions[i] as number];
}
const clock = tableOf({
  features: [
    feature('clock', numbers(positions.map((position) => position + 1)), 'number'),
    feature('other', numbers(positions.map((position) => -1 - position)), 'number'),
  ],
  time: Float64Array.from(positions, (position) => 1000 * position),
});
const std = Math.sqrt((rows * (rows + 1)) / 12);

type Amount = Parameters<typeof stuckSensor.damage>[0]['amount'];

/** The cells after damage, in the order of time. */
function inTime(corruption: typeof stuckSensor, amount: Amount, name = 'clock'): (number | undefined)[] {
  const cells = damagedCells(corruption, clock, amount, name) as (number | undefined)[];
  const ordered: (number | undefined)[] = [];
  positions.forEach((position, row) => (ordered[position] = cells[row]));
  return ordered;
}

it('orders rows by time, those without a time last, equal ones as they come', () => {
  const table = tableOf({ features: [], rowCount: 5, time: Float64Array.of(3, NaN, 1, 3, 1) });
  expect(Array.from(rowOrder(table).rows)).toEqual([2, 4, 0, 3, 1]);
  expect(Array.from(rowOrder(table).positions)).toEqual([2, 4, 0, 3, 1]);
  expect(Array.from(rowOrder(tableOf({ features: [], rowCount: 3 })).rows)).toEqual([0, 1, 2]);
});

describe('stretches', () => {
  it.each([0.01, 0.1, 0.5])('take a share of %d of the time, in some twenty pieces', (amount) => {
    const lost = inTime(deadSensor, amount).map((cell) => cell === 0);
    const share = lost.filter(Boolean).length / rows;
    expect(Math.abs(share - amount)).toBeLessThanOrEqual(20 / rows);
    const begins = lost.filter((one, at) => one && !lost[at - 1]).length;
    expect(begins).toBeGreaterThanOrEqual(10);
    expect(begins).toBeLessThanOrEqual(40);
  });

  it('repeat the last value before them', () => {
    const cells = inTime(stuckSensor, 0.25) as number[];
    const stuck = cells.filter((cell, at) => cell !== at + 1).length;
    expect(Math.abs(stuck / rows - 0.25)).toBeLessThan(0.03);
    cells.forEach((cell, at) => {
      if (cell !== at + 1) expect(cell).toBe(cells[at - 1]);
    });
  });

  it('are the same for every column where the connection is down, and its own for each sensor', () => {
    const missing = (name: string): boolean[] => inTime(gaps, 0.25, name).map((cell) => cell === undefined);
    expect(missing('clock')).toEqual(missing('other'));
    expect(missing('clock').filter(Boolean).length / rows).toBeCloseTo(0.25, 1.5);
    const dead = (name: string): boolean[] => inTime(deadSensor, 0.25, name).map((cell) => cell === 0);
    expect(dead('clock')).not.toEqual(dead('other'));
  });
});

it('spikes are as high as said, at one reading in twenty, half of them at the next', () => {
  const offsets = inTime(spikes, 4).map((cell, at) => Math.round((200 * ((cell as number) - at - 1)) / (4 * std)) / 200);
  const peaks = offsets.filter((offset) => Math.abs(offset) === 1).length;
  expect(Math.abs(peaks / rows - 0.05)).toBeLessThan(4 * Math.sqrt((0.05 * 0.95) / rows));
  offsets.forEach((offset, at) => {
    if (Math.abs(offset) === 1 && (offsets[at + 1] ?? 0.5) !== 0) {
      expect([0.5, 1, 1.5]).toContain(Math.abs(offsets[at + 1] ?? 0.5));
    }
    if (Math.abs(offset) === 1) expect(offsets[at + 1]).not.toBe(0);
  });
  expect(new Set(offsets.map(Math.abs))).toEqual(new Set([0, 0.5, 1, 1.5]));
});

it('the level shifts from the middle on', () => {
  const offsets = inTime(levelShift, 0.5).map((cell, at) => (cell as number) - at - 1);
  expect(new Set(offsets.slice(0, rows / 2))).toEqual(new Set([0]));
  for (const offset of offsets.slice(rows / 2)) expect(Math.abs(offset) / std).toBeCloseTo(0.5, 6);
  expect(new Set(offsets.slice(rows / 2).map(Math.sign)).size).toBe(1);
});

it('a trend grows in a straight line', () => {
  const offsets = inTime(trend, 2).map((cell, at) => ((cell as number) - at - 1) / std);
  const sign = Math.sign(offsets[rows - 1] as number);
  for (const at of [0, 500, 1000, rows - 1]) expect(sign * (offsets[at] as number)).toBeCloseTo((2 * at) / (rows - 1), 6);
});

it('a lower sample rate holds every k-th reading', () => {
  expect(inTime(sampleRate, 4)).toEqual(Array.from({ length: rows }, (_, at) => at - (at % 4) + 1));
});

it('jitter takes readings from at most so many rows away, on either side, each column by itself', () => {
  const moved = (name: string): number[] => inTime(jitter, 5, name).map((cell, at) => Math.abs(cell as number) - at - 1);
  const offsets = moved('clock');
  expect([Math.min(...offsets), Math.max(...offsets)]).toEqual([-5, 5]);
  expect(Math.abs(offsets.reduce((sum, offset) => sum + offset, 0) / rows)).toBeLessThan(
    (4 * Math.sqrt(110 / 12)) / Math.sqrt(rows),
  );
  expect(moved('other')).not.toEqual(offsets);
});

it('order is asked for: without a time column only stuck sensors are put on', () => {
  const { features } = clock;
  const timeless = tableOf({ features });
  const put = [stuckSensor, deadSensor, gaps, spikes, levelShift, trend, sampleRate, jitter].filter(
    ({ reach }) => reach.of === 'cells' && features.some((column) => reach.fits(column, timeless)),
  );
  expect(put.map(({ id }) => id)).toEqual(['stuck-sensor', 'dead-sensor']);
});
