import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NamedSlice } from '../../../app/api/schemas/common.ts';
import type { RunReport } from '../../../app/api/schemas/runs.ts';
import { evaluateRun } from '../../../app/runs/evaluateRun.ts';
import { readRunRecord, readRunReport } from '../../../app/runs/runStore.ts';
import { textReport } from '../../../app/runs/textReport.ts';
import { validate } from '../../../app/runs/validate.ts';
import { logisticRegression } from '../../support/tinyModels.ts';
import { prepareRun, type PreparedRun } from './support/prepareRun.ts';

const slices: NamedSlice[] = [
  { name: 'Two towns', filters: [{ column: 'town', op: 'in', values: ['town 1', 'town "2"'] }] },
  { name: 'Sure', filters: [{ column: 'confidence', op: 'ge', value: 0.75 }] },
  { name: 'Nobody', filters: [{ column: 'town', op: 'eq', value: 'nowhere' }] },
  { name: 'Elsewhere', filters: [{ column: 'country', op: 'eq', value: 'France' }] },
];

let run: PreparedRun;
let report: RunReport;

beforeAll(async () => {
  run = await prepareRun({
    model: logisticRegression({ weights: [1, -2], bias: 0.03, metadata: { classes: "['no', 'yes']" } }),
    sql: `SELECT (i % 17 / 8.0 - 1)::FLOAT AS f0, (i % 13 / 6.0 - 1)::FLOAT AS f1,
            CASE WHEN i * 7 % 5 > 2 THEN 'yes' ELSE 'no' END AS label,
            CASE i % 4 WHEN 2 THEN 'town "2"' ELSE 'town ' || (i % 4) END AS town FROM range(600) t(i) ORDER BY i`,
    roles: { target: 'label' },
    slices,
  });
  report = await validate(run.request, {});
});
afterAll(() => rm(run.root, { recursive: true, force: true }));

describe('named slices of a run', () => {
  it('have the figures of their rows, in the report and in metrics.json', async () => {
    const [towns, sure] = report.slices ?? [];
    const about = { runDir: run.folder.dir, data: run.request.data };
    const expected = await evaluateRun(about, { filters: slices[0]?.filters ?? [] });
    expect(towns).toMatchObject({ name: 'Two towns', rows: 300, labelled: 300, metrics: expected.metrics });
    expect(sure?.rows).toBeGreaterThan(0);
    expect(sure?.rows).toBeLessThan(600);
    expect((await readRunReport(run.folder))?.slices).toEqual(report.slices);
  });

  it('are kept in run.json as they were', async () => {
    expect((await readRunRecord(run.folder)).slices).toEqual(slices);
  });

  it('that fit no row or no column have no figures, and the run says so', () => {
    expect(report.slices?.[2]).toMatchObject({ rows: 0, labelled: 0 });
    expect(report.slices?.[3]).toMatchObject({ rows: 0, metrics: {}, problem: expect.stringContaining('country') as string });
    const told = report.warnings.filter(({ code }) => code === 'slice-without-figures').map(({ message }) => message);
    expect(told).toEqual([
      'The slice “Nobody” has no figures: no row of these data is in it.',
      'The slice “Elsewhere” has no figures: The filter on "country" names a column that does not exist.',
    ]);
  });

  it('are told on the command line', () => {
    expect(textReport(report)).toMatch(/slice +rows +accuracy[^\n]*\nTwo towns +300 /);
  });
});
