import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findFiles } from '../../../app/data/findFiles.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drydock-glob-'));
  for (const name of ['a/b', 'c']) await mkdir(join(folder, name), { recursive: true });
  for (const name of ['top.csv', 'a/one.csv', 'a/b/two.csv', 'c/three.csv', 'c/note.md'])
    await writeFile(join(folder, name), 'x\n1\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it.each([
  ['*.csv', ['top.csv']],
  ['*/*.csv', ['a/one.csv', 'c/three.csv']],
  ['**/*.csv', ['a/b/two.csv', 'a/one.csv', 'c/three.csv', 'top.csv']],
  ['a/**', ['a/b/two.csv', 'a/one.csv']],
  ['?/t*.csv', ['c/three.csv']],
])('%s finds what it names and no more', async (pattern, names) => {
  expect(await findFiles([join(folder, pattern)])).toEqual(names.map((name) => join(folder, name)));
});

it('says at once that nothing matches, without looking through what lies deeper', async () => {
  // From the root folder: looking into everything below would take minutes and end at the first closed folder.
  await expect(findFiles(['/*.no-such-ending'])).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
