// `readiness`, and the score in a bundle, through the command as a shell runs it.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ReadinessReport } from '../../../app/api/schemas/readiness.ts';
import { unpackZip } from '../../../app/bundle/zip/readZip.ts';
import { drydock, temporaryHome } from '../../support/drydock.ts';
import { logisticRegression } from '../../support/tinyModels.ts';

const { home, remove } = temporaryHome();
afterAll(remove);

const project = join(home, 'kept');
const run = async (...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> => drydock(home, args);
const about = async (...args: string[]): Promise<ReadinessReport> =>
  JSON.parse((await run('readiness', '--run', id, '--project', project, '--json', ...args)).stdout) as ReadinessReport;
const state = (report: ReadinessReport, test: string): string | undefined =>
  report.tests.find(({ id: of }) => of === test)?.state;
let id = '';

beforeAll(async () => {
  // The label does not depend on what the model is given: it is no better than a constant answer.
  const rows = Array.from(
    { length: 200 },
    (_, i) => `${((i * 7919) % 200) / 100 - 1},${((i * 104729) % 200) / 100 - 1},${i % 2}`,
  );
  writeFileSync(join(home, 'rows.csv'), `a,b,truth\n${rows.join('\n')}\n`);
  writeFileSync(join(home, 'model.onnx'), logisticRegression({ weights: [2, 1] }));
  const files = ['--model', join(home, 'model.onnx'), '--data', join(home, 'rows.csv'), '--target', 'truth'];
  expect((await run('validate', ...files, '--out', project, '--json')).code).toBe(0);
  id = readdirSync(join(project, 'runs'))[0]!;
});

it('fails a model that is no better than the dummy, until that is accepted with a reason', async () => {
  const said = await run('readiness', '--run', id, '--project', project);
  expect([said.code, said.stdout]).toEqual([1, expect.stringContaining('Not ready: simpler-model.')]);
  expect(
    (await run('readiness', '--run', id, '--project', project, '--state', 'simpler-model=a test of the way there')).code,
  ).toBe(0);
  expect(state(await about(), 'simpler-model')).toBe('waived');
  const strict = await run('readiness', '--run', id, '--project', project, '--minimum', '7');
  expect([strict.code, strict.stdout]).toEqual([1, expect.stringContaining('below 7')]);
  expect(state(await about('--unstate', 'simpler-model'), 'simpler-model')).toBe('failed');
});

it('refuses a test that there is not, and a statement without words', async () => {
  for (const wrong of ['nosuch=x', 'privacy', 'privacy=', '=x']) {
    const { code, stderr } = await run('readiness', '--run', id, '--project', project, '--state', wrong);
    expect([wrong, code, stderr]).toEqual([wrong, 2, expect.stringMatching(/no test "nosuch"|not TEST=TEXT/)]);
  }
});

it('travels in the bundle as it is told, with what was stated, and two exports are the same bytes', async () => {
  await about('--state', 'privacy=numbers that were made up');
  for (const name of ['one', 'two']) {
    const { code, stdout, stderr } = await run('bundle', '--run', id, '--project', project, '--out', join(home, `${name}.zip`));
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('rror')]);
    expect(stdout).toContain('Not ready: simpler-model.');
  }
  expect(readFileSync(join(home, 'two.zip')).equals(readFileSync(join(home, 'one.zip')))).toBe(true);
  await unpackZip(join(home, 'one.zip'), join(home, 'unpacked'));
  expect(readFileSync(join(home, 'unpacked/README.md'), 'utf8')).toMatch(/^- \*\*Not ready:\*\* simpler\\-model failed: /m);
  const kept = JSON.parse(readFileSync(join(home, 'unpacked/readiness.json'), 'utf8')) as ReadinessReport;
  expect(kept).toEqual(await about());
  expect(state(kept, 'privacy')).toBe('stated');
  expect(readFileSync(join(home, 'unpacked/readiness.html'), 'utf8')).toContain('numbers that were made up');
});

it('a test that failed is told by the bundle that it travels in, waived or not, with the reason', async () => {
  const told = async (name: string): Promise<unknown> => {
    const out = join(home, `${name}.zip`);
    return JSON.parse((await run('bundle', '--run', id, '--project', project, '--out', out, '--json')).stdout) as unknown;
  };
  const failure = { id: 'simpler-model', evidence: expect.stringContaining('most frequent') as unknown };
  expect(await told('not-ready')).toMatchObject({ readiness: { failed: [failure], waived: [] } });
  await about('--state', 'simpler-model=a *test* of the way there');
  expect(await told('waived')).toMatchObject({
    readiness: { failed: [], waived: [{ ...failure, statement: 'a *test* of the way there' }] },
  });
  await unpackZip(join(home, 'waived.zip'), join(home, 'waived'));
  expect(readFileSync(join(home, 'waived/README.md'), 'utf8')).toMatch(
    /^- \*\*Waived:\*\* simpler\\-model failed: .* Accepted, as was said: a \\\*test\\\* of the way there$/m,
  );
  await about('--unstate', 'simpler-model');
});

it('a bundle or signature is written over nothing that is not one', async () => {
  const to = (out: string, ...more: string[]): Promise<{ code: number | null; stderr: string }> =>
    run('bundle', '--run', id, '--project', project, '--out', out, ...more);
  const before = readFileSync(join(project, 'drydock.json'), 'utf8');
  for (const out of [join(project, 'drydock.json'), join(home, 'model.onnx'), '/dev/null']) {
    const { code, stderr } = await to(out);
    expect([code, stderr]).toEqual([2, expect.stringContaining('--out would write over what is no bundle')]);
  }
  expect(readFileSync(join(project, 'drydock.json'), 'utf8')).toBe(before);
  const key = join(home, 'key.pem');
  writeFileSync(key, 'no key');
  const unsigned = await to(join(home, 'unsigned.zip'), '--sign', key);
  expect([unsigned.code, unsigned.stderr]).toEqual([2, expect.stringContaining('This is not a private key')]);
  expect(existsSync(join(home, 'unsigned.zip'))).toBe(false);
  const signed = await run('sign', join(home, 'one.zip'), '--key', key, '--out', key);
  expect([signed.code, readFileSync(key, 'utf8')]).toEqual([2, 'no key']);
});

it('the folder of a run says the same as its id, and names and targets are refused in words', async () => {
  expect((await run('readiness', '--run', join(project, 'runs', id), '--project', project, '--json')).stdout).toContain(
    `"${id}"`,
  );
  for (const [flag, value, why] of [
    ['--name', 'Bad Name', 'Use lower-case letters'],
    ['--target', 'nosuch', 'There is no target "nosuch"'],
    ['--target', 'all,nosuch', 'There is no target "nosuch"'],
    ['--target', ' , ', 'Must be ids of targets'],
  ] as const) {
    const { code, stderr } = await run('bundle', '--run', id, '--project', project, flag, value);
    expect([value, code, stderr]).toEqual([value, 2, expect.stringContaining(why)]);
  }
});
