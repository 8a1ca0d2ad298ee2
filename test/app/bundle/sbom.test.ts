// The bill of materials against the published schema of CycloneDX 1.6, in its strict form.
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { unpackZip } from '../../../app/bundle/zip/readZip.ts';
import type { RunReport } from '../../../app/api/schemas/runs.ts';
import { perColumn } from '../../support/tinyModels.ts';
import { columnRows, exportableRun, exported, type ExportableRun } from './support/exportedBundle.ts';

let run: ExportableRun;
let folder: string;

beforeAll(async () => {
  run = await exportableRun({ model: perColumn(), sql: columnRows, roles: { target: 'label', time: 'at' } });
  folder = join(run.root, 'unpacked');
  await unpackZip((await exported(run)).path, folder);
});
afterAll(() => run.remove());

interface Component {
  type: string;
  name: string;
  version?: string;
  purl?: string;
  hashes?: { alg: string; content: string }[];
  modelCard?: { quantitativeAnalysis: { performanceMetrics: { type: string; value: string; confidenceInterval?: object }[] } };
  components?: Component[];
}

async function readSbom(): Promise<{ text: string; components: Component[] }> {
  const text = await readFile(join(folder, 'sbom.cdx.json'), 'utf8');
  return { text, components: (JSON.parse(text) as { components: Component[] }).components };
}

it('is valid by the strict schema, which finds a fault', async () => {
  const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
  const { text } = await readSbom();
  expect(await validator.validate(text)).toBeNull();
  expect(await validator.validate(text.replace('"machine-learning-model"', '"machine"'))).not.toBeNull();
});

it('holds the model with the figures of the run and their intervals', async () => {
  const { components } = await readSbom();
  const model = components.find(({ type }) => type === 'machine-learning-model');
  const report = JSON.parse(await readFile(run.folder.metrics, 'utf8')) as RunReport;
  const accuracy = report.metrics.accuracy!;
  expect(model?.modelCard?.quantitativeAnalysis.performanceMetrics).toContainEqual({
    type: 'accuracy',
    value: String(accuracy.value),
    confidenceInterval: { lowerBound: String(accuracy.low), upperBound: String(accuracy.high) },
  });
  expect(model?.hashes).toEqual([{ alg: 'SHA-256', content: report.model.runSha256 }]);
});

it('names every package that npm ci installs at the version and hash of the lock file, and what is inside the server', async () => {
  const { components } = await readSbom();
  const lock = JSON.parse(await readFile(join(folder, 'server/package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string; integrity: string }>;
  };
  const installed = Object.entries(lock.packages).filter(([path]) => path !== '');
  expect(installed.length).toBeGreaterThan(0);
  for (const [path, { version, integrity }] of installed) {
    const name = path.replace(/^.*node_modules\//, '');
    const found = components.find((component) => component.name === name && component.version === version);
    expect(found?.purl).toBe(`pkg:npm/${name}@${version}`);
    expect(Buffer.from(found?.hashes?.[0]?.content ?? '', 'hex').toString('base64')).toBe(integrity.replace('sha512-', ''));
  }
  const server = components.find(({ name }) => name === 'drydock prediction server');
  expect(server?.components?.map(({ name }) => name)).toEqual(['zod']);
});
