// Figures that fell by less than a short window can show.
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DriftReport } from '../../../app/api/schemas/drift.ts';
import { textDrift } from '../../../app/drift/textDrift.ts';
import { logisticRegression } from '../../support/tinyModels.ts';
import { prepareRun, type PreparedRun } from '../runs/support/prepareRun.ts';
import { driftOfRun } from './driftOfRun.ts';

const u = (salt: number): string => `((hash(i * 7 + ${String(salt)}) % 1000003) / 1000003.0)`;

/** A month of 2,000 rows, eleven of 50. Of a hundred labels, 10 are not as the model says; in the eleven, as many as are told. */
function months(wrong: number): string {
  return `SELECT f0, TIMESTAMP '2020-01-01' + INTERVAL (m) MONTH + INTERVAL (i % 28) DAY AS day,
      CASE WHEN (f0 > 0) <> (i % 50 < (CASE WHEN m < 1 THEN 5 ELSE ${String(wrong / 2)} END)) THEN 'yes' ELSE 'no' END AS label
    FROM (SELECT m, i, (2 * ${u(1)} - 1)::FLOAT AS f0 FROM range(12) months(m),
      LATERAL (SELECT unnest(range(CASE WHEN m < 1 THEN 2000 ELSE 50 END)) + m * 2000 AS i))
    ORDER BY m, i`;
}

let [worse, steady]: PreparedRun[] = [];

beforeAll(async () => {
  const model = logisticRegression({ weights: [2], bias: 0, metadata: { classes: "['no', 'yes']" } });
  [worse, steady] = await Promise.all(
    [18, 10].map((wrong) => prepareRun({ model, sql: months(wrong), roles: { target: 'label', time: 'day' } })),
  );
});
afterAll(async () => {
  for (const run of [worse, steady]) if (run) await rm(run.root, { recursive: true, force: true });
});

async function driftOf(run: PreparedRun | undefined): Promise<DriftReport> {
  if (!run) throw new Error('no run was made');
  return driftOfRun(run);
}

it('are told where all windows together show it, though none does alone', async () => {
  const report = await driftOf(worse);
  expect(report.alerts.filter(({ rule }) => rule === 'metricDrop')).toEqual([]);
  expect(report.verdict).toMatchObject({ action: 'look', headline: 'The model is worse over all rows together' });
  expect(report.verdict.reasons.at(-1)).toMatch(
    /the last ones alone do not show it: .*Accuracy 0\.8\d+ \(.*\), in the reference 0\.9/,
  );
  expect(textDrift(report)).not.toMatch(/have not clearly fallen/);
});

it('are no matter where they are as before', async () => {
  const report = await driftOf(steady);
  expect(report.verdict.headline).not.toBe('The model is worse over all rows together');
});
