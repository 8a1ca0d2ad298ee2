// What charts are drawn from, for data much finer than any chart: aggregated in the engine to about 2,000 points at most.
import { rm } from 'node:fs/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { RunSelection } from '../../../app/api/schemas/runs.ts';
import { evaluateRun, runTimeline, type RunQuery } from '../../../app/runs/evaluateRun.ts';
import { runCurves } from '../../../app/runs/runCurves.ts';
import { readRunReport } from '../../../app/runs/runStore.ts';
import { runThresholds } from '../../../app/runs/runThresholds.ts';
import { validate } from '../../../app/runs/validate.ts';
import { WINDOW_LIMIT } from '../../../app/timeline/windows.ts';
import { multiclassLogits, positiveProbability, regression } from '../../support/tinyModels.ts';
import { prepareRun, type PrepareOptions } from './support/prepareRun.ts';

const rows = 30_000;
const roots: string[] = [];
afterAll(async () => {
  for (const root of roots) await rm(root, { recursive: true, force: true });
});
const all = RunSelection.parse({});

interface Finished {
  query: RunQuery;
  report: unknown;
  /** The longest list of live figures. */
  live: number;
}

async function finished(options: PrepareOptions): Promise<Finished> {
  const run = await prepareRun(options);
  roots.push(run.root);
  let live = 0;
  await validate(run.request, { onPartial: (partial) => (live = Math.max(live, longest(partial).length)) });
  return { query: { runDir: run.folder.dir, data: run.request.data }, report: await readRunReport(run.folder), live };
}

/** The longest list of numbers or objects anywhere in a payload, and where it is. */
function longest(value: unknown, path = ''): { length: number; path: string } {
  if (typeof value !== 'object' || value === null) return { length: 0, path };
  const inside = Object.entries(value).map(([name, one]) => longest(one, `${path}.${Array.isArray(value) ? '[]' : name}`));
  const own = { length: Array.isArray(value) ? value.length : 0, path };
  return inside.reduce((most, one) => (one.length > most.length ? one : most), own);
}

/** As many days as there may be windows, and every row another value. */
const days = `TIMESTAMP '2010-01-01' + to_days((i * ${String(WINDOW_LIMIT)} // ${String(rows)})::INTEGER) AS seen`;
const noise = (salt: number): string => `((hash(i + ${String(salt)}) % 1000003)::DOUBLE / 1000003 * 6 - 3)`;
const table = (columns: string): string => `SELECT ${columns}, ${days} FROM range(${String(rows)}) t(i)`;
const settings = { window: 'day' as const };

describe('no payload of a chart has more than about 2,000 points', () => {
  it('of two classes: curves, calibration, score histograms, thresholds, windows', async () => {
    const columns = `${noise(1)}::FLOAT AS a, ${noise(2)}::FLOAT AS b, (hash(i) % 2)::INTEGER AS label`;
    const { query, report, live } = await finished({
      model: positiveProbability(),
      sql: table(columns),
      roles: { target: 'label', time: 'seen' },
      settings,
    });
    expect(report).not.toBeNull();
    expect(live).toBeLessThanOrEqual(WINDOW_LIMIT);
    const curves = await runCurves(query, ['1'], all);
    const thresholds = await runThresholds(query, all);
    expect(thresholds.thresholds.length).toBeGreaterThan(1_500);
    const payloads = { report, curves, thresholds, evaluation: await evaluateRun(query, all) };
    for (const [name, payload] of Object.entries(payloads)) {
      expect([name, longest(payload)]).toEqual([name, expect.objectContaining({ length: expect.toSatisfy(atMost) as number })]);
    }
    const byDay = await runTimeline(query, 'day', all);
    expect(byDay.windows).toHaveLength(WINDOW_LIMIT);
    await expect(runTimeline(query, 'rows:10', all)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('of many classes: every curve', async () => {
    const columns = [0, 1, 2, 3].map((at) => `${noise(at)}::FLOAT AS f${String(at)}`).join(', ');
    const { query, report } = await finished({
      model: multiclassLogits(4, 12),
      sql: table(`${columns}, (hash(i) % 12)::INTEGER AS label`),
      roles: { target: 'label', time: 'seen' },
      settings,
    });
    expect(longest(report).length).toBeLessThanOrEqual(WINDOW_LIMIT);
    const curves = await runCurves(query, ['0', '5', '11'], all);
    expect(curves.length).toBe(3);
    const points = curves.flatMap((curve) => lists(curve)).reduce((sum, list) => sum + list, 0);
    expect(points).toBeLessThanOrEqual(WINDOW_LIMIT);
  });

  it('of numbers: residuals and the rows drawn one by one', async () => {
    const columns = `${noise(1)}::FLOAT AS a, ${noise(2)}::FLOAT AS b, ${noise(3)}::FLOAT AS c, ${noise(4)} AS price`;
    const { report, query } = await finished({
      model: regression(),
      sql: table(columns),
      roles: { target: 'price', time: 'seen' },
      settings,
    });
    expect(longest(report).length).toBeGreaterThan(1_000);
    for (const payload of [report, await evaluateRun(query, all)])
      expect(longest(payload).length).toBeLessThanOrEqual(WINDOW_LIMIT);
  });
});

const atMost = (length: number): boolean => length > 0 && length <= WINDOW_LIMIT;

/** The lengths of all lists in a payload. */
function lists(value: unknown): number[] {
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.values(value).flatMap((one) => lists(one));
  return Array.isArray(value) ? [value.length, ...inside] : inside;
}
