import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NamedSlice, RowFilter } from '../../../app/api/schemas/common.ts';
import type { SegmentTimeline } from '../../../app/api/schemas/segments.ts';
import { evaluateRun } from '../../../app/runs/evaluateRun.ts';
import { segmentTimeline } from '../../../app/runs/segmentTimeline.ts';
import { validate } from '../../../app/runs/validate.ts';
import { logisticRegression } from '../../support/tinyModels.ts';
import { prepareRun, type PreparedRun } from './support/prepareRun.ts';

const slices: NamedSlice[] = [
  { name: 'Low', filters: [{ column: 'f0', op: 'lt', value: 0 }] },
  { name: 'Elsewhere', filters: [{ column: 'country', op: 'eq', value: 'France' }] },
];
const reference = { start: '2020-01-01T00:00:00Z', end: '2020-03-01T00:00:00Z' };

let run: PreparedRun;

/** Town 3 opens in April; May has no labels; no row lies in June. */
beforeAll(async () => {
  run = await prepareRun({
    model: logisticRegression({ weights: [1, -2], bias: 0.03, metadata: { classes: "['no', 'yes']" } }),
    sql: `SELECT (i % 17 / 8.0 - 1)::FLOAT AS f0, (i % 13 / 6.0 - 1)::FLOAT AS f1,
            TIMESTAMP '2020-01-01' + INTERVAL (CASE WHEN i < 1000 THEN i * 0.152 ELSE 182 + (i - 1000) * 0.15 END * 24 * 60) MINUTE AS day,
            CASE WHEN i BETWEEN 797 AND 999 THEN NULL WHEN i * 7 % 5 > 2 THEN 'yes' ELSE 'no' END AS label,
            CASE WHEN i % 50 = 0 THEN NULL WHEN i >= 600 AND i % 3 = 0 THEN 'town 3' ELSE 'town ' || (i % 2) END AS town
          FROM range(1200) t(i) ORDER BY i`,
    roles: { target: 'label', time: 'day' },
    slices,
  });
  await validate(run.request, {});
});
afterAll(() => rm(run.root, { recursive: true, force: true }));

const about = () => ({ runDir: run.folder.dir, data: run.request.data });
const segments = (
  column: string | null,
  given: { unit?: string; filters?: RowFilter[]; metric?: 'accuracy' | 'rocAuc' } = {},
): Promise<SegmentTimeline> =>
  segmentTimeline(
    about(),
    {
      unit: given.unit ?? 'month',
      column,
      metric: given.metric ?? 'accuracy',
      selection: { filters: given.filters ?? [] },
      reference,
    },
    slices,
  );

describe('a figure by segments and windows', () => {
  it('is that of the rows of each cell, and of the reference period', async () => {
    const found = await segments('town', { metric: 'rocAuc' });
    expect(found.segments.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      'all all rows',
      'group town 1',
      'group town 0',
      'group town 3',
      'group missing',
      'slice Low',
      'slice Elsewhere',
    ]);
    for (const { name, filters, cells, reference: before } of found.segments.slice(0, -1)) {
      for (const [w, cell] of cells.entries()) {
        const { start, end } = found.windows[w] ?? {};
        const time = { start: start ?? '', end: end ?? '' };
        const { rows, labelled, metrics } = await evaluateRun(about(), { time, filters });
        const value = metrics.rocAuc ?? { value: null, low: null, high: null };
        expect([name, w, cell]).toEqual([name, w, { rows, labelled, value }]);
      }
      const inReference = await evaluateRun(about(), { time: reference, filters });
      expect([name, before]).toEqual([name, inReference.metrics.rocAuc]);
    }
  });

  it('has every window for every segment: of no rows, of rows without a label', async () => {
    const { windows, segments: found } = await segments('town');
    expect(windows.map(({ start }) => start?.slice(0, 7))).toEqual([
      '2020-01',
      '2020-02',
      '2020-03',
      '2020-04',
      '2020-05',
      '2020-06',
      '2020-07',
    ]);
    expect(new Set(found.filter(({ problem }) => problem === undefined).map(({ cells }) => cells.length))).toEqual(new Set([7]));
    const [all, , , late] = found;
    expect(late?.cells[1]).toEqual({ rows: 0, labelled: 0, value: { value: null, low: null, high: null } });
    expect(late?.cells[4]).toMatchObject({ labelled: 0, value: { value: null } });
    expect(late?.cells[4]?.rows).toBeGreaterThan(0);
    expect(all?.cells[5]?.rows).toBe(0);
    // Groups share the rows out among them.
    const groups = found.filter(({ kind }) => kind === 'group');
    all?.cells.forEach(({ rows }, w) => {
      expect(groups.reduce((sum, { cells }) => sum + (cells[w]?.rows ?? 0), 0)).toBe(rows);
    });
  });

  it('cuts numbers at quarters, keeps to the selection, and goes by rows in order of time as well', async () => {
    const {
      cut,
      segments: found,
      windows,
    } = await segments('f1', {
      unit: 'rows:100',
      filters: [{ column: 'town', op: 'eq', value: 'town 0' }],
    });
    expect(cut).toBe('into quarters of the rows');
    expect(found.filter(({ kind }) => kind === 'group')).toHaveLength(4);
    expect(found[0]?.rows).toBe((await evaluateRun(about(), { filters: [{ column: 'town', op: 'eq', value: 'town 0' }] })).rows);
    expect(windows.every(({ timeOrder }) => timeOrder !== undefined)).toBe(true);
    expect(windows[0]?.rows).toBe(100);
  });

  it('tells a slice that the run cannot tell, and refuses a column that is not there and windows beyond counting', async () => {
    const { segments: found } = await segments(null);
    expect(found.map(({ name }) => name)).toEqual(['all rows', 'Low', 'Elsewhere']);
    expect(found[2]).toMatchObject({
      rows: 0,
      cells: [],
      problem: 'The filter on "country" names a column that does not exist.',
    });
    await expect(segments('country')).rejects.toThrow('The run has no column "country" to tell segments by.');
    await expect(segments('f1', { unit: 'rows:1' })).rejects.toThrow('more than can be looked at');
  });
});
