import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toWire } from '../../../app/base/errors.ts';
import { writeFileAtomic } from '../../../app/storage/atomicWrite.ts';

test('a file that cannot be written is named as it was asked for, and nothing is left of the attempt', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'drydock-atomic-'));
  try {
    // A folder stands where the file should go: refused on every system, whoever runs this.
    const path = join(folder, 'out.zip');
    await mkdir(path);
    await writeFile(join(path, 'kept'), '');
    const error: unknown = await writeFileAtomic(path, 'new').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ path });
    expect(toWire(error)).toMatchObject({ message: expect.stringMatching(/out\.zip$/), where: { path } });
    expect(toWire(error).message).not.toContain('.tmp');
    expect(await readdir(folder)).toEqual(['out.zip']);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
