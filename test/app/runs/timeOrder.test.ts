import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PageRequest } from '../../../app/api/schemas/common.ts';
import { RunReport, RunSelection, type MetricName, type Timeline, type TimelineWindow } from '../../../app/api/schemas/runs.ts';
import { evaluateRun, runRows, runTimeline, type RunQuery } from '../../../app/runs/evaluateRun.ts';
import { validate } from '../../../app/runs/validate.ts';
import { logisticRegression, regression } from '../../support/tinyModels.ts';
import { prepareRun, type PreparedRun } from './support/prepareRun.ts';

interface ReferenceWindow {
  start: number;
  end: number;
  rowNumbers: number[];
  labelled: number;
  accuracy: number | null;
  rocAuc: number | null;
  mae: number | null;
  medianAe: number | null;
}

const { inOrder } = JSON.parse(readFileSync(new URL('../../reference/timeline.json', import.meta.url), 'utf8')) as {
  inOrder: { times: (number | null)[]; actual: number[]; scores: number[]; windows: Record<string, ReferenceWindow[]> };
};
const withoutTime = inOrder.times.filter((time) => time === null).length;

/** The rows of the reference, in the order of the file. */
function rowsSql(columns: (row: number) => string): string {
  const rows = inOrder.times.map(
    (time, row) =>
      `(${String(row)}, ${time === null ? 'NULL' : `make_timestamp(${String(time)}::BIGINT * 1000)`}, ${columns(row)})`,
  );
  return `SELECT t.* EXCLUDE (i) FROM (VALUES ${rows.join(', ')}) t(i, "at", x, y, w) ORDER BY i`;
}

const score = (row: number): string => `${String(inOrder.scores[row])}::FLOAT`;
const label = (row: number): number => inOrder.actual[row] ?? -1;
const labelSql = (row: number): string => (label(row) < 0 ? 'NULL' : label(row) === 1 ? `'yes'` : `'no'`);

const runs: PreparedRun[] = [];
afterAll(async () => {
  for (const { root } of runs) await rm(root, { recursive: true, force: true });
});

async function finished(
  options: Parameters<typeof prepareRun>[0],
): Promise<{ about: RunQuery; report: RunReport; live: Timeline['windows'][] }> {
  const run = await prepareRun(options);
  runs.push(run);
  const live: Timeline['windows'][] = [];
  const report = await validate(run.request, { onPartial: ({ timeline }) => live.push(timeline) });
  return { about: { runDir: run.folder.dir, data: run.request.data }, report: RunReport.parse(report), live };
}

function compare(found: readonly TimelineWindow[], expected: readonly ReferenceWindow[], metrics: MetricName[]): void {
  expect(found.map(({ start, end, rows, labelled }) => [Date.parse(start ?? ''), Date.parse(end ?? ''), rows, labelled])).toEqual(
    expected.map(({ start, end, rowNumbers, labelled }) => [start, end, rowNumbers.length, labelled]),
  );
  found.forEach((window, index) => {
    const reference = expected[index];
    expect(window.timeOrder).toEqual({ firstRow: reference?.rowNumbers[0], lastRow: reference?.rowNumbers.at(-1) });
    for (const name of metrics) {
      const value = reference?.[name as 'accuracy'] ?? null;
      if (value === null) expect(window.metrics[name]?.value ?? null).toBeNull();
      else expect(window.metrics[name]?.value).toBeCloseTo(value, 6);
    }
  });
}

/** What clicking the window asks for. */
function selectionOf({ start, end, timeOrder }: TimelineWindow): RunSelection {
  return RunSelection.parse({ timeOrder: { start, end, ...timeOrder } });
}

describe.each([
  ['', {}],
  [' with weights', { weight: 'w' }],
])('windows of N rows of a classification%s', (_, weight) => {
  let about: RunQuery;
  let report: RunReport;
  let live: Timeline['windows'][];
  beforeAll(async () => {
    ({ about, report, live } = await finished({
      model: logisticRegression({ weights: [4], bias: -2, metadata: { classes: "['no', 'yes']" } }),
      sql: rowsSql((row) => `${score(row)}, ${labelSql(row)}, 1.0::DOUBLE`),
      roles: { target: 'y', time: 'at', ...weight },
      map: (mapping) => ({
        ...mapping,
        positive: 'yes',
        reading: { ...mapping.reading, classes: ['no', 'yes'], scores: { output: 'probabilities', form: 'probabilities' } },
      }),
      settings: { window: 'rows:25', batch: 40 },
    }));
  });

  it('follow the time, ties the row numbers, and equal pandas and scikit-learn', () => {
    compare(report.timeline.windows, inOrder.windows['25'] ?? [], ['accuracy', 'rocAuc']);
    expect(report.timeline.rowsWithoutTime).toBe(withoutTime);
    expect(report.warnings.find(({ code }) => code === 'rows-without-time')?.count).toBe(withoutTime);
  });

  it('are not drawn while rows still come in', () => {
    expect(live.length).toBeGreaterThan(0);
    expect(live.flat()).toEqual([]);
  });

  it.each(['1', '7', '25', '1000'])('can be changed to %s rows without running again', async (rows) => {
    const timeline = await runTimeline(about, `rows:${rows}`, RunSelection.parse({}));
    compare(timeline.windows, inOrder.windows[rows] ?? [], ['accuracy', 'rocAuc']);
    expect(timeline.rowsWithoutTime).toBe(withoutTime);
  });

  it('give exactly their rows when they are clicked, though hours are shared across their bounds', async () => {
    const { windows } = await runTimeline(about, 'rows:7', RunSelection.parse({}));
    const expected = inOrder.windows['7'] ?? [];
    expect(expected.filter(({ start }, index) => start === expected[index - 1]?.end).length).toBeGreaterThan(5);
    for (const [index, window] of windows.entries()) {
      const page = await runRows(about, selectionOf(window), PageRequest.parse({}));
      expect(page.rowNumbers).toEqual([...(expected[index]?.rowNumbers ?? [])].sort((a, b) => a - b));
    }
    const third = windows[2] as TimelineWindow;
    const figures = await evaluateRun(about, selectionOf(third));
    expect(figures.rows).toBe(7);
    expect(figures.metrics.accuracy?.value).toBeCloseTo(expected[2]?.accuracy ?? NaN, 12);
  });
});

it('windows of N rows of a regression follow the time, and equal pandas', async () => {
  const { report } = await finished({
    // Not 0 and 1, which would be read as classes.
    model: regression([1], 2),
    sql: rowsSql((row) => `${score(row)}, ${label(row) < 0 ? 'NULL' : String(label(row) + 2)}::DOUBLE, 1.0`),
    roles: { target: 'y', time: 'at' },
    settings: { window: 'rows:25', batch: 40 },
  });
  compare(report.timeline.windows, inOrder.windows['25'] ?? [], ['mae', 'medianAe']);
});

it('windows of N rows follow the file where the time column has no time in it', async () => {
  const { about, report } = await finished({
    model: regression([1], 0),
    sql: 'SELECT i::FLOAT AS x, i::DOUBLE AS y, CAST(NULL AS TIMESTAMP) AS "at" FROM range(50) t(i) ORDER BY i',
    roles: { target: 'y', time: 'at' },
    settings: { window: 'rows:20', batch: 40 },
  });
  const bounds = [
    [1, 20, null],
    [21, 40, null],
    [41, 50, null],
  ];
  expect(report.timeline.windows.map(({ firstRow, lastRow, start }) => [firstRow, lastRow, start])).toEqual(bounds);
  const again = await runTimeline(about, 'rows:20', RunSelection.parse({}));
  expect(again.windows.map(({ firstRow, lastRow, start }) => [firstRow, lastRow, start])).toEqual(bounds);
  await expect(runTimeline(about, 'month', RunSelection.parse({}))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
});
