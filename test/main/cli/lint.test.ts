// `lint` and `replay`, through the command as a shell runs it.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { LintReport } from '../../../app/api/schemas/lint.ts';
import { ReplayResult, type RowTests } from '../../../app/api/schemas/probe.ts';
import type { RunRecord } from '../../../app/api/schemas/runs.ts';
import { drydock, temporaryHome } from '../../support/drydock.ts';
import { failsOutOfRange, logisticRegression, sigmoid } from '../../support/tinyModels.ts';

const { home, remove } = temporaryHome();
afterAll(remove);

function file(name: string, content: string | Uint8Array): string {
  mkdirSync(join(home, 'files'), { recursive: true });
  const path = join(home, 'files', name);
  writeFileSync(path, content);
  return path;
}
const rows = Array.from({ length: 60 }, (_, i) => `${(i % 11) / 5 - 1},${(i % 7) / 3 - 1},${i % 3 === 0 ? 1 : 0}`);
const table = file('rows.csv', `a,b,truth\n${rows.join('\n')}\n`);
const model = file('model.onnx', logisticRegression({ weights: [2, 1] }));
const sure = file('sure.onnx', logisticRegression({ weights: [4000, 3000], bias: 1501 }));
const given = (name: string): string[] => ['--model', name, '--data', table, '--target', 'truth'];

it('lint tells what it found as JSON, and fails by the severity asked for', async () => {
  const sound = await drydock(home, ['lint', ...given(model), '--json']);
  expect(sound.code).toBe(0);
  const report = LintReport.parse(JSON.parse(sound.stdout));
  expect(report).toMatchObject({ ok: true, rows: 60, totalRows: 60, counts: { fail: 0 } });
  expect(report.counts.warn).toBeGreaterThan(0);
  expect((await drydock(home, ['lint', ...given(model), '--fail-on', 'warn', '--quiet'])).code).toBe(1);
  const saturated = await drydock(home, ['lint', ...given(sure), '--rows', '50', '--seed', '3']);
  expect(saturated.code).toBe(1);
  expect(saturated.stdout).toMatch(/^FAIL {2}100 % of the rows get a top score above 0\.999/m);
  expect(saturated.stdout).toMatch(/^Silent failures of sure, on 50 of 60 rows of rows\.csv/m);
}, 300_000);

it('a model that runs no row is refused, and not told to be without findings', async () => {
  const strict = file('strict.onnx', failsOutOfRange());
  const beyond = file('beyond.csv', `X\n${Array.from({ length: 20 }, (_, i) => String(100 + i)).join('\n')}\n`);
  const { code, stdout, stderr } = await drydock(home, ['lint', '--model', strict, '--data', beyond]);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain('The model answers none of the sampled rows');
}, 300_000);

it('lint says what is missing, and which severities and providers there are', async () => {
  const [without, severity, provider] = [
    await drydock(home, ['lint', '--model', model]),
    await drydock(home, ['lint', ...given(model), '--fail-on', 'info']),
    await drydock(home, ['lint', ...given(model), '--against', 'cpu']),
  ];
  expect([without.code, severity.code, provider.code]).toEqual([2, 2, 2]);
  expect(without.stderr).toContain('--data');
  expect(severity.stderr).toContain('fail, warn');
  expect(provider.stderr).toContain('webgpu');
}, 300_000);

it('replay runs a file of row tests through another model, or through a project', async () => {
  const out = join(home, 'kept');
  expect((await drydock(home, ['validate', ...given(model), '--out', out, '--quiet'])).code).toBe(0);
  const [run] = readdirSync(join(out, 'runs'));
  const record = JSON.parse(readFileSync(join(out, 'runs', run ?? '', 'run.json'), 'utf8')) as RunRecord;
  const p = sigmoid(2 * 0.4 + 0.1);
  const tests: RowTests = {
    kind: 'drydock-row-tests',
    version: 1,
    model: { name: record.model.name, sha256: record.model.sha256 },
    data: { name: record.data.name, sha256: record.data.sha256 },
    plan: record.plan,
    tolerance: { absolute: 1e-5, relative: 1e-4 },
    tests: [
      {
        name: 'sure of it',
        row: { a: 0.4, b: 0.1 },
        expect: { prediction: '1', scores: { '0': 1 - p, '1': p } },
        from: { row: 1, edits: [] },
      },
      { name: 'the other way', row: { a: -0.5, b: 0 }, expect: { prediction: '0' }, from: { row: 2, edits: ['a = -0.5'] } },
    ],
  };
  const path = file('tests.json', JSON.stringify(tests));
  const same = await drydock(home, ['replay', path, '--model', model, '--json']);
  expect([same.code, same.stderr]).toEqual([0, '']);
  expect(ReplayResult.parse(JSON.parse(same.stdout))).toMatchObject({ ok: true, checks: [{ ok: true }, { ok: true }] });
  expect((await drydock(home, ['replay', path, '--project', out])).stdout).toContain('All 2 rows get the answers expected.');
  const other = await drydock(home, ['replay', path, '--model', sure]);
  expect(other.code).toBe(1);
  expect(other.stdout).toMatch(/^FAIL {2}sure of it: gives 0 the score/m);
  const nothing = await drydock(home, ['replay', path]);
  expect([nothing.code, nothing.stderr.includes('--model')]).toEqual([2, true]);
  expect((await drydock(home, ['replay', table, '--model', model])).code).toBe(2);
}, 300_000);
