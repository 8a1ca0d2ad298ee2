// `validate --threshold`, through the command as a shell runs it.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { Mapping } from '../../../app/api/schemas/mapping.ts';
import type { RunReport } from '../../../app/api/schemas/runs.ts';
import { drydock, temporaryHome } from '../../support/drydock.ts';
import { logisticRegression, regression } from '../../support/tinyModels.ts';

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
const out = join(home, 'kept');
const mapping = (): Mapping => (JSON.parse(readFileSync(join(out, 'drydock.json'), 'utf8')) as { mapping: Mapping }).mapping;
const predicted = async (...flags: string[]): Promise<number> => {
  const { code, stdout, stderr } = await drydock(home, ['validate', ...flags, '--json']);
  expect([code, stderr]).toEqual([0, expect.not.stringContaining('rror')]);
  const { predictedCounts } = JSON.parse(stdout) as RunReport;
  return predictedCounts?.find(({ label }) => label === '1')?.count ?? 0;
};

it('decides by the threshold, keeps it with the project, and wins over the mapping file', async () => {
  const files = ['--model', model, '--data', table, '--target', 'truth'];
  const usual = await predicted(...files);
  const eager = await predicted(...files, '--threshold', '0.2', '--out', out);
  expect(eager).toBeGreaterThan(usual);
  expect(mapping().decision).toEqual({ threshold: 0.2, falsePositiveCost: 1, falseNegativeCost: 1 });
  expect(await predicted('--project', out)).toBe(eager);
  const map = file('map.json', JSON.stringify({ decision: { threshold: 0.2, falsePositiveCost: 1, falseNegativeCost: 4 } }));
  expect(await predicted(...files, '--map', map)).toBe(eager);
  const strict = await predicted('--project', out, '--map', map, '--threshold', '0.9');
  expect(strict).toBeLessThan(usual);
  expect(mapping().decision).toEqual({ threshold: 0.9, falsePositiveCost: 1, falseNegativeCost: 4 });
});

it('of a saved mapping a flag changes what it names, and nothing else; what is refused changes nothing', async () => {
  const kept = join(home, 'kept by hand');
  const swapped = {
    inputs: [{ input: 'X', feeds: [{ column: 'b' }, { column: 'a' }] }],
    decision: { threshold: 0.3, falsePositiveCost: 1, falseNegativeCost: 1 },
  };
  const files = ['--model', model, '--data', table, '--target', 'truth'];
  const before = await predicted(...files, '--map', file('swapped.json', JSON.stringify(swapped)), '--out', kept);
  const saved = (): Mapping => (JSON.parse(readFileSync(join(kept, 'drydock.json'), 'utf8')) as { mapping: Mapping }).mapping;
  const { inputs, decision } = saved();
  expect(decision?.threshold).toBe(0.3);
  expect(await predicted('--project', kept, '--target', 'truth', '--positive', '1')).toBe(before);
  expect([saved().inputs, saved().decision]).toEqual([inputs, decision]);
  const whole = saved();
  const refused = await drydock(home, ['validate', '--project', kept, '--target', 'truth', '--id', 'truth']);
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('cannot be --target and --id at once')]);
  expect((await drydock(home, ['validate', '--project', kept, '--target', 'nowhere'])).code).toBe(2);
  expect(saved()).toEqual(whole);
});

it('says so in the report for people', async () => {
  const { stdout } = await drydock(home, [
    'validate',
    '--model',
    model,
    '--data',
    table,
    '--target',
    'truth',
    '--threshold',
    '.25',
  ]);
  expect(stdout).toContain('predicted: 1 where its score is at least 0.25, else the other class');
});

it.each(['1.5', '-0.1', 'half', ''])('refuses %j as a threshold', async (value) => {
  const { code, stderr } = await drydock(home, ['validate', '--model', model, '--data', table, `--threshold=${value}`]);
  expect([code, stderr]).toEqual([2, expect.stringContaining('Must be a number from 0 to 1.')]);
});

it('refuses a threshold for a model that has none, and says why', async () => {
  const values = file('values.onnx', regression([1, 2]));
  const flags = ['validate', '--model', values, '--data', table, '--task', 'regression', '--threshold', '0.3'];
  const { code, stderr } = await drydock(home, flags);
  expect([code, stderr]).toEqual([2, expect.stringContaining('--threshold cannot be used: the model predicts a number')]);
});
