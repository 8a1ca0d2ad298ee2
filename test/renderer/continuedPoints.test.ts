import { describe, expect, it } from 'vitest';
import type { Timeline } from '../../app/api/schemas/runs.ts';
import { continuedPoints } from '../../renderer/src/charts/continuedPoints.ts';

const dayMs = 86_400_000;

/** One window a step, with these numbers of rows. */
function timeline(start: number, stepMs: number, rows: number[]): Timeline {
  return {
    unit: 'day',
    auto: true,
    windows: rows.map((count, index) => ({
      start: new Date(start + index * stepMs).toISOString(),
      end: new Date(start + (index + 1) * stepMs).toISOString(),
      firstRow: null,
      lastRow: null,
      rows: count,
      labelled: count,
      metrics: count === 0 ? {} : { accuracy: { value: 0.9, low: 0.8, high: 0.95 } },
    })),
    rowsWithoutTime: 0,
    rowsWithoutLabel: 0,
    reference: null,
  };
}

const january = Date.UTC(2026, 0, 1);
const continued = (validated: Timeline, deployed: Timeline, first: string | null = null) =>
  continuedPoints({ validated, deployed, metric: 'accuracy', first });

describe('a validation continued past its deployment', () => {
  it('has one scale where both can be seen on it, with the time between them as a gap', () => {
    const { points, cut, deployedAt, gaps } = continued(
      timeline(january, dayMs, [10, 0, 10, 10]),
      timeline(january + 5 * dayMs, dayMs, [10, 0, 10, 10, 10]),
      new Date(january + 5.5 * dayMs).toISOString(),
    );
    expect(cut).toBeNull();
    expect(points.map(({ at }) => Number((10 * at).toFixed(6)))).toEqual([0.5, 1.5, 2.5, 3.5, 5.5, 6.5, 7.5, 8.5, 9.5]);
    expect(deployedAt).toBeCloseTo(0.55, 9);
    expect(gaps.map(({ from, to }) => [from, to].map((at) => Math.round(at * 10)))).toEqual([
      [1, 2],
      [4, 5],
      [6, 7],
    ]);
  });

  it('leads no line from one to the other, nor over a window without rows', () => {
    const { points } = continued(timeline(january, dayMs, [10, 0, 10]), timeline(january + 3 * dayMs, dayMs, [10, 10]));
    expect(points.map(({ validated, deployed }) => [validated, deployed])).toEqual([
      [0.9, null],
      [null, null],
      [0.9, null],
      [null, 0.9],
      [null, 0.9],
    ]);
  });

  it.each([
    [
      'years were validated and hours deployed',
      timeline(january, 30 * dayMs, Array<number>(40).fill(10)),
      timeline(january + 1300 * dayMs, dayMs / 24, [5, 5]),
    ],
    ['years lie between them', timeline(january, dayMs, [10, 10]), timeline(january + 900 * dayMs, dayMs, [10, 10])],
    ['the log is of moments that were validated, too', timeline(january, dayMs, [10, 10]), timeline(january, dayMs, [10, 10])],
  ])('is cut between them where %s', (_, validated, deployed) => {
    const { points, cut, deployedAt, ticks } = continued(validated, deployed);
    if (!cut) throw new Error('it is not cut');
    expect(deployedAt).toBe(cut.to);
    expect(points.every(({ part, at }) => (part === 'validated' ? at < cut.from : at > cut.to))).toBe(true);
    expect(ticks.length).toBeGreaterThan(1);
    expect(ticks.length).toBeLessThanOrEqual(8);
  });

  it('has rows where the validated data have no time', () => {
    const validated = timeline(january, dayMs, [10, 10]);
    validated.windows = validated.windows.map((window, index) => ({
      ...window,
      start: null,
      end: null,
      firstRow: 10 * index + 1,
      lastRow: 10 * index + 10,
    }));
    const { cut, ticks } = continued(validated, timeline(january, dayMs, [10]));
    expect(cut).not.toBeNull();
    expect(ticks.map(({ label }) => label)).toContain('10');
  });
});
