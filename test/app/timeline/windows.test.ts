import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../app/base/random.ts';
import {
  calendarUnits,
  calendarWindows,
  createWindowIndex,
  WINDOW_LIMIT,
  type CalendarUnit,
} from '../../../app/timeline/windows.ts';

const reference = JSON.parse(readFileSync(new URL('../../reference/timeline.json', import.meta.url), 'utf8')) as {
  spans: { start: number; end: number; edges: Record<CalendarUnit, number[]> }[];
};

describe('calendar windows', () => {
  for (const { start, end, edges } of reference.spans) {
    it.each([...calendarUnits])(`by %s equal pandas periods from ${new Date(start).toISOString()}`, (unit) => {
      expect([...calendarWindows(start, end, unit)]).toEqual(edges[unit]);
    });
  }

  it('begin on a Monday when by week, also before 1970', () => {
    for (const time of [Date.UTC(1931, 4, 6), Date.UTC(2026, 10, 22), -1]) {
      const [first = NaN] = calendarWindows(time, time, 'week');
      expect(new Date(first).getUTCDay()).toBe(1);
      expect(first).toBeLessThanOrEqual(time);
    }
  });

  it('handle the years 0 to 99, which Date.UTC takes for 1900 to 1999', () => {
    const time = Date.parse('0042-07-05T00:00:00Z');
    const [first = NaN, last = NaN] = calendarWindows(time, time, 'quarter');
    expect(new Date(first).toISOString()).toBe('0042-07-01T00:00:00.000Z');
    expect(new Date(last).toISOString()).toBe('0042-10-01T00:00:00.000Z');
  });

  it('are refused when there would be too many, with a hint about wrong dates', () => {
    expect(() => calendarWindows(Date.parse('0001-01-01'), Date.parse('2024-01-01'), 'day')).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', hint: expect.stringContaining('wrong date') as string }),
    );
    expect(calendarWindows(0, (WINDOW_LIMIT - 1) * 86_400_000, 'day')).toHaveLength(WINDOW_LIMIT + 1);
    expect(() => calendarWindows(0, WINDOW_LIMIT * 86_400_000, 'day')).toThrow(
      expect.objectContaining({
        message: expect.stringContaining('2,201 windows') as string,
        hint: expect.stringContaining('week fits') as string,
      }),
    );
  });

  it.each([
    [NaN, 0],
    [0, NaN],
    [1, 0],
    [0, Infinity],
  ])('are refused for a span from %d to %d', (start, end) => {
    expect(() => calendarWindows(start, end, 'month')).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
  });
});

describe('the index of windows', () => {
  it.each([...calendarUnits])('finds by %s the window whose edges enclose the time', (unit) => {
    const random = new Random(3);
    const edges = calendarWindows(Date.UTC(1995, 4, 3), Date.UTC(1999, 1, 28), unit);
    const index = createWindowIndex(edges);
    const first = edges[0] ?? NaN;
    const last = edges[edges.length - 1] ?? NaN;
    for (let i = 0; i < 500; i++) {
      const time = Math.floor(first + random.uniform() * (last - first));
      const window = index(time);
      expect(edges[window]).toBeLessThanOrEqual(time);
      expect(edges[window + 1]).toBeGreaterThan(time);
    }
    edges.subarray(0, -1).forEach((edge, window) => expect(index(edge)).toBe(window));
  });

  it('is -1 outside of all windows and for no time', () => {
    for (const unit of ['day', 'month'] as const) {
      const edges = calendarWindows(0, 0, unit);
      const index = createWindowIndex(edges);
      expect([index(-1), index(edges[1] ?? NaN), index(NaN)]).toEqual([-1, -1, -1]);
    }
  });
});
