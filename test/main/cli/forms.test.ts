// `forms`, and the bundle of one, through the command as a shell runs it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BundleManifest } from '../../../app/api/schemas/bundles.ts';
import { FormReport } from '../../../app/api/schemas/forms.ts';
import { unpackZip } from '../../../app/bundle/zip/readZip.ts';
import { drydock, temporaryHome } from '../../support/drydock.ts';
import { mlp } from '../../support/tinyModels.ts';

const { home, remove } = temporaryHome();
afterAll(remove);

const project = join(home, 'kept');
const run = async (...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> => drydock(home, args);
const features = 8;
let id = '';

beforeAll(async () => {
  const names = Array.from({ length: features }, (_, k) => `x${k}`);
  const rows = Array.from({ length: 300 }, (_, i) => {
    const values = names.map((_name, k) => ((i * 7919 + k * 104729) % 200) / 50 - 2);
    return `${values.join(',')},${i % 2}`;
  });
  writeFileSync(join(home, 'rows.csv'), `${names.join(',')},truth\n${rows.join('\n')}\n`);
  writeFileSync(join(home, 'model.onnx'), mlp(features, 64));
  const files = ['--model', join(home, 'model.onnx'), '--data', join(home, 'rows.csv'), '--target', 'truth'];
  const { code, stderr } = await run('validate', ...files, '--out', project, '--json');
  expect([code, stderr]).toEqual([0, expect.anything()]);
  id = readdirSync(join(project, 'runs'))[0] ?? '';
});

it('a form that was not made cannot be exported', async () => {
  const { code, stderr } = await run('bundle', '--run', id, '--project', project, '--form', 'int8');
  expect(code).toBe(2);
  expect(stderr).toContain('The form int8 of the model was not made for this run.');
});

it('each form is made, validated and measured; a bundle of one serves what that validation found', async () => {
  const { code, stdout } = await run('forms', '--run', id, '--project', project, '--json');
  expect(code).toBe(0);
  const report = FormReport.parse(JSON.parse(stdout));
  expect(report.forms.map(({ kind, reason }) => [kind, reason])).toEqual([
    ['optimized', null],
    ['float16', null],
    ['int8', null],
    ['int8-static', null],
  ]);
  const [optimized, half, whole, fixed] = report.forms.map(({ made }) => made);
  expect(optimized).toMatchObject({ largest: 0, comparison: { rows: 300, labelled: 300, flips: { changed: 0 } } });
  for (const made of [half, whole, fixed]) {
    expect(made?.bytes ?? Infinity).toBeLessThan(report.of.bytes);
    // Another form, not the same one: something differs, and not much.
    expect(made?.largest).toBeGreaterThan(0);
    expect(made?.largest).toBeLessThan(0.1);
    expect(made?.speed.map(({ rows }) => rows)).toEqual([1, 64]);
    for (const { ratio, originalUs, formUs } of made?.speed ?? []) {
      expect(originalUs).toBeGreaterThan(0);
      expect(formUs).toBeGreaterThan(0);
      expect(ratio.low).toBeLessThanOrEqual(ratio.value ?? NaN);
      expect(ratio.high).toBeGreaterThanOrEqual(ratio.value ?? NaN);
    }
  }

  const out = join(home, 'int8.zip');
  expect((await run('bundle', '--run', id, '--project', project, '--form', 'int8', '--out', out)).code).toBe(0);
  const folder = join(home, 'unpacked');
  await unpackZip(out, folder);
  const manifest = BundleManifest.parse(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')));
  expect(manifest).toMatchObject({
    run: { id: whole?.runId },
    model: { originalSha256: report.of.sha256, sha256: whole?.sha256 },
    form: { kind: 'int8', of: { runId: id, sha256: report.of.sha256 }, rows: 300, largest: whole?.largest },
  });
  expect(readFileSync(join(folder, 'README.md'), 'utf8')).toContain('**8-bit products**');
  const verified = await run('verify', out);
  expect([verified.code, verified.stdout]).toEqual([0, expect.stringContaining('serves exactly what was validated')]);
}, 600_000);

it('tells what each gains and costs, and makes no form of a form', async () => {
  const told = await run('forms', '--run', id, '--project', project, '--form', 'float16');
  expect(told.code).toBe(0);
  expect(told.stdout).toMatch(/float16: Half-precision weights\n {2}[\d.]+ KiB, the original [\d.]+ KiB \(−/);
  expect(told.stdout).toMatch(/64 rows: .+ times as fast \(/);
  expect(told.stdout).toContain('accuracy');
  expect(told.stdout).not.toContain('int8:');
  const forms = FormReport.parse(JSON.parse(readFileSync(join(project, 'runs', id, 'forms.json'), 'utf8'))).forms;
  // Those made before stay listed.
  expect(forms.map(({ kind }) => kind)).toEqual(['optimized', 'float16', 'int8', 'int8-static']);
  const again = await run('forms', '--run', forms[0]?.made?.runId ?? '', '--project', project);
  expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('is itself of a form of a model (optimized)')]);
}, 300_000);
