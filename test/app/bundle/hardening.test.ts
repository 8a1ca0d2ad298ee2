// A run with every repair, calibration, threshold and gate on, from the predictions to the answers of the exported server.
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BundleManifest } from '../../../app/api/schemas/bundles.ts';
import type { Mapping } from '../../../app/api/schemas/mapping.ts';
import type { Repair } from '../../../app/api/schemas/repairs.ts';
import type { RunReport } from '../../../app/api/schemas/runs.ts';
import { verifyBundle } from '../../../app/bundle/verifyBundle.ts';
import { textReport } from '../../../app/runs/textReport.ts';
import { startProcess } from '../../../main/worker/startProcess.ts';
import { perColumn } from '../../support/tinyModels.ts';
import { query } from '../runs/support/prepareRun.ts';
import { exportableRun, exported, temporaryFolder, type ExportableRun } from './support/exportedBundle.ts';
import { installBundle, startServer } from './support/runningServer.ts';

const repairs: Record<string, Repair[]> = {
  age: [
    { kind: 'sentinels', values: [-1, 999] },
    { kind: 'unit', low: 10, high: 110, factors: [0.1] },
    { kind: 'clip', low: 0, high: 80 },
  ],
  visits: [{ kind: 'sentinels', values: [-9] }],
  city: [
    { kind: 'sentinels', values: ['N/A'] },
    {
      kind: 'category',
      known: ['berlin', 'paris', 'rome'],
      ignoreCase: true,
      ignoreSpaces: true,
      distance: 1,
      unknown: { kind: 'keep' },
    },
  ],
};

/** Rows with what the repairs are for. */
const messyRows = `
  SELECT CASE WHEN i % 11 = 3 THEN -1 WHEN i % 17 = 0 THEN (20 + i * 7 % 60) * 10 ELSE (20 + i * 7 % 90)::DOUBLE END AS age,
         CASE WHEN i % 19 = 4 THEN -9 ELSE (i % 5) END::BIGINT AS visits,
         CASE WHEN i % 13 = 5 THEN 'n/a' WHEN i % 7 = 2 THEN ' ROME' WHEN i % 29 = 1 THEN 'berlln'
              ELSE ['berlin', 'paris', 'rome'][1 + i % 3] END AS city,
         CASE WHEN i % 4 = 1 THEN 'yes' ELSE 'no' END AS label,
         TIMESTAMP '2020-01-01' + INTERVAL 1 DAY * i AS at
  FROM range(400) t(i) ORDER BY i`;

function hardened(mapping: Mapping): Mapping {
  return {
    ...mapping,
    inputs: mapping.inputs.map((entry) => ({
      ...entry,
      feeds: entry.feeds.map((feed) => ({
        ...feed,
        ...(feed.column !== null && repairs[feed.column] ? { repairs: repairs[feed.column] } : {}),
        ...(feed.column === 'age' ? { missing: { kind: 'constant' as const, value: -5, from: 'a test' } } : {}),
      })),
    })),
    decision: { threshold: 0.6, falsePositiveCost: 1, falseNegativeCost: 1 },
    calibration: { kind: 'isotonic', classes: [{ x: [0.05, 0.5, 0.9], y: [0.1, 0.4, 0.95] }] },
    abstain: { kind: 'confidence', least: 0.7 },
  };
}

let run: ExportableRun;
let archive: string;
let work: string;
let folder: string;

beforeAll(async () => {
  run = await exportableRun({ model: perColumn(), sql: messyRows, roles: { target: 'label', time: 'at' }, map: hardened });
  archive = (await exported(run)).path;
  work = await temporaryFolder();
  folder = join(work, 'bundle');
  await installBundle(archive, folder);
});
afterAll(async () => {
  await run.remove();
  await rm(work, { recursive: true, force: true });
});

const text = (path: string): Promise<string> => readFile(join(folder, path), 'utf8');

it('the report of the run says what was mended and what the gate did, and the rows agree', async () => {
  const report = JSON.parse(await readFile(run.folder.metrics, 'utf8')) as RunReport;
  expect(Object.keys(report.repairs ?? {})).toEqual(['age', 'visits', 'city']);
  const [counts] = await query(
    `SELECT count(*) FILTER (WHERE c < 0.7)::INTEGER AS marked, count(*) FILTER (WHERE c >= 0.7)::INTEGER AS open,
            count(*) FILTER (WHERE c >= 0.7 AND actual = predicted)::INTEGER AS right
     FROM (SELECT *, CASE predicted WHEN 'yes' THEN score_yes ELSE score_no END AS c FROM '${run.folder.predictions}')`,
  );
  expect(report.abstained).toMatchObject({ gate: { kind: 'confidence', least: 0.7 }, rows: counts?.['marked'] });
  expect(counts?.['marked']).toBeGreaterThan(5);
  // Whoever reads the file finds the mark in it; a row without an answer has none.
  const [saved] = await query(
    `SELECT count(*) FILTER (WHERE abstained)::INTEGER AS marked, count(*) FILTER (WHERE NOT abstained)::INTEGER AS open,
            count(*) FILTER (WHERE (abstained IS NULL) <> (predicted IS NULL))::INTEGER AS wrong
     FROM '${run.folder.predictions}'`,
  );
  expect(saved).toEqual({ marked: counts?.['marked'], open: counts?.['open'], wrong: 0 });
  expect(report.abstained?.accuracy.value).toBeCloseTo((counts?.['right'] as number) / (counts?.['open'] as number), 12);
  const said = textReport(report);
  expect(said).toContain('mended: age: -1, 999 are read as missing');
  expect(said).toContain('scores calibrated: isotonic regression');
  expect(said).toContain(`marked as unsure: ${String(counts?.['marked'])} rows`);
});

it('every document of the bundle says so', async () => {
  const manifest = BundleManifest.parse(JSON.parse(await text('manifest.json')));
  expect(manifest).toMatchObject({ calibration: 'isotonic', abstain: { kind: 'confidence', least: 0.7 } });
  const schema = JSON.parse(await text('model/schema.json')) as { columns: { name: string; feeds: { repairs?: Repair[] }[] }[] };
  expect(schema.columns.find(({ name }) => name === 'age')?.feeds[0]?.repairs).toEqual(repairs['age']);
  expect(await text('README.md')).toContain('## What is mended');
  expect(await text('report.html')).toContain('are read as missing');
  const openapi = await text('openapi.json');
  expect(openapi).toContain('Numbers are kept between 0 and 80.');
  expect(JSON.parse(openapi)).toHaveProperty('components.schemas.Prediction.properties.abstained.type', 'boolean');
  expect(JSON.parse(openapi)).toHaveProperty('components.schemas.InferRequest.properties.outputs.items.properties.name.enum', [
    'probabilities',
    'label',
    'abstained',
  ]);
  const why = new Set((JSON.parse(await text('golden/rows.json')) as { why: string[] }[]).flatMap((row) => row.why));
  for (const reason of ['age mended', 'city mended', 'just sure enough', 'just unsure']) expect(why).toContain(reason);
});

it('the server mends, calibrates and marks, for named rows and for tensors alike', async () => {
  const server = await startServer(folder);
  try {
    const rows = [
      { age: 45, visits: 2, city: 'rome' },
      { age: 450, visits: 2, city: ' Rome' },
      { age: -1, visits: -9, city: 'N/A' },
      { age: null, visits: null, city: null },
      { age: 79, visits: 0, city: 'berlln' },
      ...[20, 30, 35, 40, 50, 60, 70].map((age) => ({ age, visits: 3, city: 'paris' })),
    ];
    const { body, status } = await server.post('/predict', rows);
    expect(status).toBe(200);
    const answers = body as { prediction: string; scores: { yes: number; no: number }; abstained: boolean }[];
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[3]).toEqual(answers[2]);
    for (const { prediction, scores, abstained } of answers) {
      expect(prediction).toBe(scores.yes >= 0.6 ? 'yes' : 'no');
      expect(abstained).toBe(scores[prediction as 'yes' | 'no'] < 0.7);
    }
    expect(new Set(answers.map(({ abstained }) => abstained))).toEqual(new Set([true, false]));
    const tensor = (name: 'age' | 'visits' | 'city', datatype: string): object => ({
      name,
      datatype,
      shape: [rows.length, 1],
      data: rows.map((row) => row[name]),
    });
    const infer = await server.post('/v2/models/strike-damage/infer', {
      inputs: [tensor('age', 'FP32'), tensor('visits', 'INT64'), tensor('city', 'BYTES')],
    });
    const { outputs, parameters } = infer.body as { outputs: { name: string; data: unknown[] }[]; parameters: object };
    const of = (name: string): unknown[] | undefined => outputs.find((output) => output.name === name)?.data;
    expect(of('abstained')).toEqual(answers.map(({ abstained }) => abstained));
    expect(of('label')).toEqual(answers.map(({ prediction }) => prediction));
    const scores = of('probabilities') as number[];
    answers.forEach((answer, row) => expect(scores[2 * row + 1]).toBeCloseTo(answer.scores.yes, 5));
    expect(parameters).toMatchObject({ threshold: 0.6, calibration: 'isotonic', abstain: 'confidence', least_score: 0.7 });
    const metadata = JSON.parse((await server.get('/v2/models/strike-damage')).text) as { outputs: { name: string }[] };
    expect(metadata.outputs.map(({ name }) => name)).toContain('abstained');
    expect((await server.get('/metrics')).text).toMatch(/drydock_predictions_abstained_total\{class="(yes|no)"\} \d/);
  } finally {
    await server.stop();
  }
});

it('verification passes with all of it on', async () => {
  const result = await verifyBundle(archive, { startProcess });
  expect(result.checks.filter(({ ok }) => !ok)).toEqual([]);
  expect(result.checks.find(({ name }) => name === 'metadata')?.detail).toContain('unsure answers marked (confidence)');
});
