// A run with a decision threshold, from the predictions to the answers of the exported server.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BundleManifest } from '../../../app/api/schemas/bundles.ts';
import type { RunReport } from '../../../app/api/schemas/runs.ts';
import { verifyBundle } from '../../../app/bundle/verifyBundle.ts';
import { unpackZip } from '../../../app/bundle/zip/readZip.ts';
import { textReport } from '../../../app/runs/textReport.ts';
import { sha256 } from '../../../app/storage/sha256.ts';
import { startProcess } from '../../../main/worker/startProcess.ts';
import { perColumn } from '../../support/tinyModels.ts';
import { query } from '../runs/support/prepareRun.ts';
import { columnRows, exportableRun, exported, temporaryFolder, type ExportableRun } from './support/exportedBundle.ts';
import { installBundle, startServer } from './support/runningServer.ts';

const threshold = 0.9;
let run: ExportableRun;
let archive: string;
let work: string;
let folder: string;

beforeAll(async () => {
  run = await exportableRun({
    model: perColumn(),
    sql: columnRows,
    roles: { target: 'label', time: 'at' },
    map: (mapping) => ({ ...mapping, decision: { threshold, falsePositiveCost: 5, falseNegativeCost: 1 } }),
  });
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

it('the saved predictions are those of the threshold, and every figure follows from them', async () => {
  const predictions = `'${run.folder.predictions}'`;
  const [counts] = await query(
    `SELECT count(*) FILTER (WHERE (predicted = 'yes') <> (score_yes >= ${threshold}))::INTEGER AS otherwise,
            count(*) FILTER (WHERE predicted = 'no' AND score_yes > 0.5)::INTEGER AS decided,
            avg((actual = predicted)::INTEGER) AS accuracy,
            count(*) FILTER (WHERE actual = 'yes' AND predicted = 'yes')::INTEGER AS hits FROM ${predictions}`,
  );
  expect(counts?.['otherwise']).toBe(0);
  expect(counts?.['decided']).toBeGreaterThan(20);
  const report = JSON.parse(await readFile(run.folder.metrics, 'utf8')) as RunReport;
  expect(report).toMatchObject({ threshold, positive: 'yes' });
  expect(report.metrics.accuracy?.value).toBeCloseTo(counts?.['accuracy'] as number, 12);
  const { labels, counts: table } = report.confusion!;
  expect(table[labels.indexOf('yes')]?.[labels.indexOf('yes')]).toBe(counts?.['hits']);
  const windows = report.timeline.windows.reduce(
    (sum, { labelled, metrics }) => sum + labelled * (metrics.accuracy?.value ?? 0),
    0,
  );
  expect(windows / report.labelled).toBeCloseTo(counts?.['accuracy'] as number, 12);
  expect(textReport(report)).toContain('predicted: yes where its score is at least 0.9, else the other class');
});

it('every document of the bundle says so', async () => {
  const manifest = BundleManifest.parse(JSON.parse(await text('manifest.json')));
  expect(manifest.decision).toEqual({ positive: 'yes', threshold });
  expect(JSON.parse(await text('model/preprocess.json'))).toMatchObject({ threshold, positive: 'yes' });
  expect(JSON.parse(await text('model/labels.json'))).toMatchObject({ threshold });
  expect(await text('README.md')).toContain('- Decision: yes where its score is at least 0.9, else the other class.');
  expect(await text('report.html')).toContain('Predicted: yes where its score is at least 0.9, else the other class.');
  expect(await text('openapi.json')).toContain('yes where its score is at least 0.9, else the other class.');
  const rows = JSON.parse(await text('golden/rows.json')) as { why: string[] }[];
  const why = new Set(rows.flatMap((row) => row.why));
  for (const reason of [
    'just above the threshold',
    'just below the threshold',
    'decided by the threshold, not by the higher score',
  ])
    expect(why).toContain(reason);
});

it('the server decides by it: for named rows, and in the label that it serves as a tensor', async () => {
  const server = await startServer(folder);
  try {
    const rows = [18, 30, 40, 44, 79].map((age) => ({ age, visits: 1, city: 'rome' }));
    const { body } = await server.post('/predict', rows);
    const answers = body as { prediction: string; scores: { yes: number } }[];
    expect(answers.some(({ scores }) => scores.yes > 0.5 && scores.yes < threshold)).toBe(true);
    for (const { prediction, scores } of answers) expect(prediction).toBe(scores.yes >= threshold ? 'yes' : 'no');
    const column = (name: string, datatype: string, data: unknown[]): object => ({ name, datatype, shape: [5, 1], data });
    const infer = await server.post('/v2/models/strike-damage/infer', {
      inputs: [
        column(
          'age',
          'FP32',
          rows.map(({ age }) => age),
        ),
        column(
          'visits',
          'INT64',
          rows.map(({ visits }) => visits),
        ),
        column(
          'city',
          'BYTES',
          rows.map(({ city }) => city),
        ),
      ],
    });
    expect(infer.body).toMatchObject({ parameters: { positive_class: 'yes', threshold } });
    const { outputs } = infer.body as { outputs: { name: string; data: unknown[] }[] };
    expect(outputs.find(({ name }) => name === 'label')?.data).toEqual(answers.map(({ prediction }) => prediction));
    const metadata = JSON.parse((await server.get('/v2/models/strike-damage')).text) as object;
    expect(metadata).toMatchObject({ parameters: { positive_class: 'yes', threshold } });
    expect((await server.get('/')).text).toContain('Predicted: yes where its score is at least 0.9');
  } finally {
    await server.stop();
  }
});

it('verification passes, and fails for a server that decides elsewhere', async () => {
  const result = await verifyBundle(archive, { startProcess });
  expect(result.checks.filter(({ ok }) => !ok)).toEqual([]);
  expect(result.checks.find(({ name }) => name === 'metadata')?.detail).toContain('decided at 0.9');

  const changed = join(work, 'changed');
  await mkdir(changed);
  await unpackZip(archive, changed);
  const plan = (await readFile(join(changed, 'model/preprocess.json'), 'utf8')).replace(/"threshold": 0.9/, '"threshold": 0.5');
  await writeFile(join(changed, 'model/preprocess.json'), plan);
  const manifest = BundleManifest.parse(JSON.parse(await readFile(join(changed, 'manifest.json'), 'utf8')));
  const file = manifest.files.find(({ path }) => path === 'model/preprocess.json')!;
  Object.assign(file, { sha256: sha256(plan), bytes: Buffer.byteLength(plan) });
  await writeFile(join(changed, 'manifest.json'), JSON.stringify(manifest));
  await writeFile(join(changed, 'manifest.sha256'), `${sha256(JSON.stringify(manifest))}  manifest.json\n`);
  const otherwise = await verifyBundle(changed, { startProcess });
  expect(otherwise.checks.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual(['named rows', 'tensors']);
});
