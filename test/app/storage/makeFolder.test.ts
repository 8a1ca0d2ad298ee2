import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, test } from 'vitest';
import { toWire } from '../../../app/base/errors.ts';
import { makeFolder, makeFolderSync } from '../../../app/storage/makeFolder.ts';

const home = mkdtempSync(join(tmpdir(), 'drydock-folders-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const file = join(home, 'file');
writeFileSync(file, 'kept');
const dangling = join(home, 'dangling');
symlinkSync(join(home, 'nowhere'), dangling);

const ways = {
  makeFolder,
  makeFolderSync: async (path: string): Promise<void> => makeFolderSync(path),
};

describe.each(Object.entries(ways))('%s', (name, make) => {
  const refusal = async (path: string): Promise<unknown> => toWire(await make(path).catch((error: unknown) => error));

  it('makes what is missing, several times over', async () => {
    const path = join(home, name, 'a', 'b');
    await Promise.all([make(path), make(path), make(join(path, 'c'))]);
    await make(path);
    expect(statSync(join(path, 'c')).isDirectory()).toBe(true);
  });

  it('takes a link to a folder for a folder', async () => {
    const link = join(home, `${name}-link`);
    symlinkSync(home, link);
    await make(link);
    await make(join(link, `${name}-below`));
    expect(existsSync(join(home, `${name}-below`))).toBe(true);
  });

  it.each([
    ['a file', file],
    ['below a file', join(file, 'p', 'q')],
    ['a link to nothing', dangling],
    ['below a link to nothing', join(dangling, 'p')],
    ['a name too long', join(home, 'x'.repeat(300))],
  ])('says what is in the way: %s', async (_, path) => {
    expect(await refusal(path)).toMatchObject({ code: 'INVALID_INPUT', hint: expect.stringMatching(/\w/) });
    expect(existsSync(join(home, 'nowhere'))).toBe(false);
  });

  test.runIf(process.platform === 'linux')('returns where a file system takes no new folder', async () => {
    expect(await refusal('/proc/foo/bar')).toMatchObject({
      code: 'STORAGE_DENIED',
      message: 'No folder can be made here: /proc/foo',
      hint: expect.stringMatching(/\w/),
    });
  });
});
