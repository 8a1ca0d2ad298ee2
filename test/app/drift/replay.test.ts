// Faults that are planted, in rows whose labels are known: what the replay says of them without those labels, and what is true.
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Interval } from '../../../app/api/schemas/common.ts';
import { DriftReport, DriftSettings, type DriftEstimate } from '../../../app/api/schemas/drift.ts';
import { runDrift } from '../../../app/drift/runDrift.ts';
import { textDrift } from '../../../app/drift/textDrift.ts';
import { validate } from '../../../app/runs/validate.ts';
import { logisticRegression } from '../../support/tinyModels.ts';
import { prepareRun, type PreparedRun } from '../runs/support/prepareRun.ts';

const u = (salt: number): string => `((hash(i * 11 + ${String(salt)}) % 1000003)::DOUBLE / 1000003)`;

/**
 * Twelve months of 1,000 rows. The label goes by `length` and `load` as they were in truth; written down is, from the seventh month on,
 * `length` in centimetres (three months of it), and from the tenth on 0 in place of 40 % of the loads, while `drawn` drifts as no fault does.
 */
const sql = `SELECT moment, CASE WHEN m BETWEEN 6 AND 8 THEN length * 2.54 ELSE length END AS length,
    CASE WHEN m >= 9 AND ${u(4)} < 0.4 THEN 0 ELSE load END AS load,
    CASE WHEN m = 11 THEN 0.4 + 0.2 * ${u(5)} ELSE ${u(5)} END AS drawn,
    CASE WHEN ${u(3)} < 1 / (1 + exp(-(6 * length + 3 * load - 18))) THEN 'yes' ELSE 'no' END AS y
  FROM (SELECT m, i, TIMESTAMP '2020-01-01' + INTERVAL (m) MONTH + INTERVAL (i % 28) DAY AS moment, 1 + ${u(1)} AS length, 2 + 2 * ${u(2)} AS load
    FROM range(12) months(m), range(1000) t(j), LATERAL (SELECT m * 1000 + j AS i))
  ORDER BY m, i`;

let run: PreparedRun;
let report: DriftReport;

beforeAll(async () => {
  const model = logisticRegression({ weights: [6, 3, 0], bias: -18, metadata: { classes: 'no,yes' } });
  run = await prepareRun({ model, sql, roles: { target: 'y', time: 'moment' } });
  await validate(run.request, {});
  report = await compare({});
}, 60_000);
afterAll(() => rm(run.root, { recursive: true, force: true }));

function compare(settings: Partial<DriftSettings>): Promise<DriftReport> {
  return runDrift({
    data: run.request.data,
    mapping: run.request.mapping,
    runPath: run.request.runPath,
    validationDir: run.folder.dir,
    reference: null,
    period: null,
    settings: DriftSettings.parse({ window: 'month', ...settings }),
    cacheDir: run.root,
  });
}

function replayOf(of: DriftReport, metric: string): DriftEstimate {
  const found = of.estimates?.find((one) => one.method === 'stress-replay' && one.metric === metric);
  if (!found) throw new Error(`no replay of ${metric}`);
  return found;
}

describe.each(['accuracy', 'rocAuc', 'logLoss'])('%s', (metric) => {
  it('by replay is what it truly is under the fault, and far nearer to it than what it was before', () => {
    const { windows, realized, reference } = replayOf(report, metric);
    for (const w of [6, 7, 8, 9, 10]) {
      const [told, truth] = [windows[w] as Interval, realized[w] as Interval];
      expect([w, (told.low ?? NaN) < (truth.high ?? NaN) && (told.high ?? NaN) > (truth.low ?? NaN)]).toEqual([w, true]);
      const [off, fall] = [told, reference].map(({ value }) => Math.abs((value ?? NaN) - (truth.value ?? NaN)));
      // ROC AUC stands while all lengths are multiplied alike: then there is nothing to come nearer to.
      if ((fall as number) > 0.05) expect(off).toBeLessThan(0.5 * (fall as number));
    }
  });
});

it('the faults cost something here, or the test would say nothing', () => {
  const { reference, realized } = replayOf(report, 'accuracy');
  expect((reference.value ?? NaN) - (realized[7]?.value ?? NaN)).toBeGreaterThan(0.2);
  expect((reference.value ?? NaN) - (realized[10]?.value ?? NaN)).toBeGreaterThan(0.05);
});

it('says what was replayed, and gives no figure where nothing was, with the reason', () => {
  const { replayed = [], windows } = replayOf(report, 'accuracy');
  expect(replayed[0]).toBe('the reference');
  expect(replayed[4]).toBe('no column that feeds the model drifts');
  expect(windows[4]).toEqual({ value: null, low: null, high: null });
  expect(replayed[7]).toMatch(/^length: a unit error ×2\.\d+ \(inches to centimetres, ×2\.54\?\)/);
  expect(replayed[10]).toMatch(/^load: 0 in about \d+ % of the cells, as where a number stands for a missing cell$/);
  expect(replayed[11]).toMatch(/^load: 0 in about .*; drifts otherwise, and is left as it was: drawn$/);
});

it('stands beside the other estimates', () => {
  const methods = report.estimates?.filter(({ metric }) => metric === 'accuracy').map(({ method }) => method);
  expect(methods).toEqual(['cbpe', 'importance-weighting', 'stress-replay']);
  expect(textDrift(report)).toMatch(/accuracy +stress replay [^]*\n {2}stress replay, last window: load: 0 in about /);
  expect(DriftReport.parse(JSON.parse(JSON.stringify(report)))).toEqual(JSON.parse(JSON.stringify(report)));
});

it('where what drifts looks like no fault there is none', async () => {
  const { columns, estimates } = await compare({ columns: ['drawn'] });
  expect(columns.find(({ name }) => name === 'drawn')?.windows[11]?.verdict).toBe('drift');
  expect(new Set(estimates?.map(({ method }) => method))).toEqual(new Set(['cbpe']));
});
