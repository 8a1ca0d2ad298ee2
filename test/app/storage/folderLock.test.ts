import { mkdir, mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { withFolderLock } from '../../../app/storage/folderLock.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drydock-lock-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('one after the other, and nothing is left behind, errors included', async () => {
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    most = Math.max(most, ++inside);
    await sleep(2);
    inside--;
  };
  await Promise.all(Array.from({ length: 8 }, () => withFolderLock(folder, work)));
  expect(most).toBe(1);
  await expect(withFolderLock(folder, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await readdir(folder)).toEqual([]);
});

it('takes over what a killed process left', async () => {
  const lock = join(folder, '.drydock.lock');
  await mkdir(lock);
  const longAgo = new Date(Date.now() - 60_000);
  await utimes(lock, longAgo, longAgo);
  expect(await withFolderLock(folder, () => Promise.resolve('done'))).toBe('done');
  expect(await readdir(folder)).toEqual([]);
});

it('runs the work where no lock can be made, so that it says itself what is wrong', async () => {
  expect(await withFolderLock(join(folder, 'not', 'there'), () => Promise.resolve('said'))).toBe('said');
});
