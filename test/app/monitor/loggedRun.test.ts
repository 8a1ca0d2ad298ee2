import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { loggedRun } from '../../../app/monitor/loggedRun.ts';

const folder = await mkdtemp(join(tmpdir(), 'drydock-logged-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

it.each([
  [
    'as the server writes it',
    '{"kind":"prediction","run":"2026-11-29T18-01-41-validate","id":"a"}',
    '2026-11-29T18-01-41-validate',
  ],
  [
    'as another program writes it anew',
    '{"kind": "prediction", "run" : "2026-11-29-validate", "id": "a"}',
    '2026-11-29-validate',
  ],
  ['no line of a bundle', '{"id":"a"}', null],
])('the run that a log names: %s', async (name, line, run) => {
  const path = join(folder, `predictions-${name.replaceAll(' ', '-')}.jsonl`);
  await writeFile(path, `${line}\n`);
  expect(await loggedRun([path])).toBe(run);
});
