import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Timeline } from '../../../app/api/schemas/runs.ts';
import { Random } from '../../../app/base/random.ts';
import { evaluateClassificationRows, evaluateRegressionRows } from '../../../app/metrics/evaluateRows.ts';
import type { ClassificationRows, RegressionRows } from '../../../app/metrics/rows.ts';
import { createClassificationTimeline, type ClassificationTimeline } from '../../../app/timeline/classificationTimeline.ts';
import { createRegressionTimeline } from '../../../app/timeline/regressionTimeline.ts';
import { planTimeline } from '../../../app/timeline/timelinePlan.ts';

const reference = JSON.parse(readFileSync(new URL('../../reference/timeline.json', import.meta.url), 'utf8')) as {
  rows: {
    times: number[];
    actual: number[];
    predicted: number[];
    windows: Record<string, [number, number, number | null][]>;
  };
};

const day = 86_400_000;
const binary = { classCount: 2, positive: 1, hasScores: true };

function sample(rowCount: number, seed: number): { rows: ClassificationRows; times: Float64Array } {
  const random = new Random(seed);
  const scores = new Float64Array(2 * rowCount);
  const actual = new Int32Array(rowCount);
  const predicted = new Int32Array(rowCount);
  const times = new Float64Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    const score = Math.round(random.uniform() * 50) / 50;
    scores.set([1 - score, score], 2 * row);
    actual[row] = random.uniform() < 0.1 ? -1 : random.uniform() < score ? 1 : 0;
    predicted[row] = score >= 0.5 ? 1 : 0;
    times[row] = random.uniform() < 0.05 ? NaN : Math.floor(random.uniform() * 30 * day);
  }
  return { rows: { rowCount, actual, predicted, scores, weight: null }, times };
}

function pick(rows: ClassificationRows, wanted: number[]): ClassificationRows {
  return {
    rowCount: wanted.length,
    actual: Int32Array.from(wanted, (row) => rows.actual[row] ?? 0),
    predicted: Int32Array.from(wanted, (row) => rows.predicted[row] ?? 0),
    scores: Float64Array.from(wanted.flatMap((row) => [...(rows.scores?.subarray(2 * row, 2 * row + 2) ?? [])])),
    weight: null,
  };
}

/** Feeds every window's rank tally from one stream over all rows, as the program does. */
function feedInOrder(timeline: ClassificationTimeline, rows: ClassificationRows, times: Float64Array): void {
  const score = (row: number): number => rows.scores?.[2 * row + 1] ?? NaN;
  const order = [...rows.actual.keys()].filter((row) => (rows.actual[row] ?? -1) >= 0).sort((a, b) => score(b) - score(a));
  for (const row of order) {
    const window = timeline.windowOf(times[row] ?? NaN, row);
    if (window < 0) continue;
    const positive = rows.actual[row] === 1 ? 1 : 0;
    timeline.order(window)[0]?.add(score(row), positive, 1 - positive);
  }
}

describe('accuracy over time', () => {
  it.each(['day', 'week', 'month', 'quarter', 'year'])('by %s equals pandas and scikit-learn, gaps included', (unit) => {
    const { times, actual, predicted, windows } = reference.rows;
    const plan = planTimeline({ unit, span: { start: Math.min(...times), end: Math.max(...times) }, rows: times.length });
    const timeline = createClassificationTimeline(plan, { classCount: 2, positive: 1, hasScores: false });
    const rows: ClassificationRows = {
      rowCount: times.length,
      actual: Int32Array.from(actual),
      predicted: Int32Array.from(predicted),
      scores: null,
      weight: null,
    };
    timeline.add(rows, Float64Array.from(times), 0);
    const found = timeline.timeline().windows.map((window) => [Date.parse(window.start ?? ''), window.rows]);
    expect(found).toEqual((windows[unit] ?? []).map(([start, count]) => [start, count]));
    timeline.timeline().windows.forEach((window, i) => {
      const right = windows[unit]?.[i]?.[2] ?? null;
      if (right === null) expect(window.metrics.accuracy).toEqual({ value: null, low: null, high: null });
      else expect(window.metrics.accuracy?.value).toBeCloseTo(right, 12);
    });
  });

  it('has in every window the figures of its rows evaluated on their own', () => {
    const { rows, times } = sample(3000, 1);
    const plan = planTimeline({ unit: 'week', span: { start: 0, end: 30 * day }, rows: 3000 });
    const timeline = createClassificationTimeline(plan, binary);
    timeline.add(rows, times, 0);
    feedInOrder(timeline, rows, times);
    const document = timeline.timeline({ start: '1970-01-01', end: '1970-01-08' });
    expect(Timeline.parse(document)).toEqual(document);
    document.windows.forEach((window, i) => {
      const own = pick(
        rows,
        [...times.keys()].filter((row) => timeline.windowOf(times[row] ?? NaN, row) === i),
      );
      const alone = evaluateClassificationRows(own, { classes: ['no', 'yes'], positive: 1 });
      expect(window.rows).toBe(own.rowCount);
      expect(window.labelled).toBe(alone.labelled);
      expect(Object.keys(window.metrics)).toEqual(Object.keys(alone.metrics));
      for (const [name, interval] of Object.entries(alone.metrics)) {
        const found = window.metrics[name as keyof typeof window.metrics];
        for (const bound of ['value', 'low', 'high'] as const) expect(found?.[bound]).toBeCloseTo(interval[bound] ?? NaN, 10);
      }
    });
    expect(document.rowsWithoutTime).toBe([...times].filter(Number.isNaN).length);
    expect(document.rowsWithoutLabel).toBe([...rows.actual].filter((label) => label === -1).length);
    expect(document.windows.reduce((sum, window) => sum + window.rows, document.rowsWithoutTime)).toBe(3000);
  });

  it('is the same whole, in batches and merged from parts', () => {
    const { rows, times } = sample(1000, 2);
    const plan = planTimeline({ unit: 'rows:64', span: null, rows: 1000 });
    const whole = createClassificationTimeline(plan, binary);
    whole.add(rows, times, 0);
    const left = createClassificationTimeline(plan, binary);
    const right = createClassificationTimeline(plan, binary);
    for (let from = 0; from < 1000; from += 100) {
      const wanted = Array.from({ length: 100 }, (_, i) => from + i);
      (from % 200 === 0 ? left : right).add(pick(rows, wanted), times.subarray(from, from + 100), from);
    }
    left.merge(right);
    const one = whole.timeline();
    const two = left.timeline();
    expect(two.windows.map(({ metrics: _, ...rest }) => rest)).toEqual(one.windows.map(({ metrics: _, ...rest }) => rest));
    two.windows.forEach((window, i) => {
      for (const [name, interval] of Object.entries(one.windows[i]?.metrics ?? {})) {
        const found = window.metrics[name as keyof typeof window.metrics];
        for (const bound of ['value', 'low', 'high'] as const) expect(found?.[bound]).toBeCloseTo(interval[bound] ?? NaN, 10);
      }
    });
    expect(two.rowsWithoutTime).toBe(one.rowsWithoutTime);
  });

  it('by rows names first and last row of each window, and its times where there are any', () => {
    const { rows } = sample(10, 3);
    const plan = planTimeline({ unit: 'rows:4', span: null, rows: 10 });
    const timed = createClassificationTimeline(plan, binary);
    timed.add(
      rows,
      Float64Array.from({ length: 10 }, (_, row) => (row < 8 ? row * 1000 : NaN)),
      0,
    );
    expect(timed.windows().map(({ firstRow, lastRow, start, end }) => [firstRow, lastRow, start, end])).toEqual([
      [1, 4, '1970-01-01T00:00:00.000Z', '1970-01-01T00:00:03.000Z'],
      [5, 8, '1970-01-01T00:00:04.000Z', '1970-01-01T00:00:07.000Z'],
      [9, 10, null, null],
    ]);
    const untimed = createClassificationTimeline(plan, binary);
    untimed.add(rows, null, 0);
    expect(untimed.timeline()).toMatchObject({ rowsWithoutTime: 10, windows: [{ rows: 4, start: null }, {}, { rows: 2 }] });
  });

  it('while it fills shows the windows so far, without what needs the order of scores', () => {
    const { rows } = sample(100, 4);
    const timeline = createClassificationTimeline(planTimeline({ unit: 'rows:50', span: null, rows: 500 }), binary);
    timeline.add(rows, null, 0);
    const live = timeline.windows({ live: true });
    expect(live.map((window) => window.rows)).toEqual([50, 50]);
    expect(live[0]?.metrics).toHaveProperty('accuracy');
    expect(live[0]?.metrics).toHaveProperty('logLoss');
    expect(live[0]?.metrics).not.toHaveProperty('rocAuc');
    expect(timeline.windows()).toHaveLength(10);
  });

  it('takes row numbers of rows that are not consecutive', () => {
    const { rows } = sample(3, 5);
    const timeline = createClassificationTimeline(planTimeline({ unit: 'rows:10', span: null, rows: 40 }), binary);
    timeline.add(rows, null, Float64Array.of(35, 2, 36));
    expect(timeline.windows().map((window) => window.rows)).toEqual([1, 0, 0, 2]);
  });

  it('of a regression has the median error of every window', () => {
    const random = new Random(9);
    const rowCount = 400;
    const rows: RegressionRows = {
      rowCount,
      actual: Float64Array.from({ length: rowCount }, () => random.normal()),
      predicted: Float64Array.from({ length: rowCount }, () => random.normal()),
      weight: null,
    };
    const timeline = createRegressionTimeline(planTimeline({ unit: 'rows:100', span: null, rows: rowCount }), {
      weighted: false,
    });
    timeline.add(rows, null, 0);
    const error = (row: number): number => Math.abs((rows.predicted[row] ?? 0) - (rows.actual[row] ?? 0));
    for (const row of [...rows.actual.keys()].sort((a, b) => error(a) - error(b))) {
      timeline.order(timeline.windowOf(NaN, row)).add(error(row));
    }
    timeline.windows().forEach((window, i) => {
      const alone = evaluateRegressionRows({
        rowCount: 100,
        actual: rows.actual.subarray(i * 100, i * 100 + 100),
        predicted: rows.predicted.subarray(i * 100, i * 100 + 100),
        weight: null,
      });
      expect(window.metrics.medianAe).toEqual(alone.metrics.medianAe);
      expect(window.metrics.rmse?.value).toBeCloseTo(alone.metrics.rmse?.value ?? NaN, 12);
    });
  });
});
