import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import yazl from 'yazl';
import { unpackZip } from '../../../app/bundle/zip/readZip.ts';
import { unsafeName } from '../../../app/bundle/zip/unsafeName.ts';
import { writeZip } from '../../../app/bundle/zip/writeZip.ts';
import { temporaryFolder } from './support/exportedBundle.ts';

let work: string;
let count = 0;
beforeAll(async () => void (work = await temporaryFolder()));
afterAll(() => rm(work, { recursive: true, force: true }));

async function archive(
  fill: (zip: yazl.ZipFile) => void,
  change?: (bytes: Buffer) => void,
): Promise<{ path: string; into: string }> {
  const zip = new yazl.ZipFile();
  fill(zip);
  zip.end();
  const path = join(work, `${(count += 1)}.zip`);
  await pipeline(zip.outputStream as Readable, createWriteStream(path));
  if (change) {
    const bytes = await readFile(path);
    change(bytes);
    await writeFile(path, bytes);
  }
  const into = join(work, `into-${count}`);
  await mkdir(into);
  return { path, into };
}

/** yazl refuses such names itself, so a harmless one of the same length is written over. */
function rename(from: string, to: string): (bytes: Buffer) => void {
  return (bytes) => {
    for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from, at + 1)) bytes.write(to, at, 'latin1');
  };
}

describe('unpacking an archive of unknown origin', () => {
  it.each([
    ['a path that climbs out', '../evil.txt'],
    ['a path that climbs out from below', 'a/../../ev'],
    ['an absolute path', '/etc/passwd'],
    ['a drive', 'C:/evil.txt'],
    ['a backslash', 'a\\evil.txt'],
    ['a device name of Windows', 'con.txt'],
  ])('refuses %s @security', async (_, name) => {
    const harmless = 'x'.repeat(name.length);
    const { path, into } = await archive((zip) => zip.addBuffer(Buffer.from('x1'), harmless), rename(harmless, name));
    await expect(unpackZip(path, into)).rejects.toMatchObject({ code: 'BUNDLE_INVALID' });
    expect(await readdir(into)).toEqual([]);
    expect(await stat(join(work, 'evil.txt')).catch(() => null)).toBeNull();
  });

  it('refuses links @security', async () => {
    const { path, into } = await archive((zip) => zip.addBuffer(Buffer.from('/etc/passwd'), 'link', { mode: 0o120777 }));
    await expect(unpackZip(path, into)).rejects.toThrow(/link is a link or a device/);
  });

  it('refuses the same file twice, also in other letters', async () => {
    const { path, into } = await archive((zip) => {
      zip.addBuffer(Buffer.from('1'), 'a/File.txt');
      zip.addBuffer(Buffer.from('2'), 'a/file.TXT');
    });
    await expect(unpackZip(path, into)).rejects.toThrow(/twice/);
  });

  it('refuses a bomb by what it claims, and by what it really holds @security', async () => {
    const zeros = Buffer.alloc(4_000_000);
    const { path, into } = await archive((zip) => zip.addBuffer(zeros, 'bomb', { compress: true }));
    await expect(unpackZip(path, into)).rejects.toThrow(/trap/);
    const lying = await archive(
      (zip) => zip.addBuffer(zeros, 'bomb', { compress: true }),
      (bytes) => {
        const directory = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
        bytes.writeUInt32LE(100, directory + 24);
      },
    );
    await expect(unpackZip(lying.path, lying.into)).rejects.toThrow(/bomb is damaged/);
    expect((await stat(join(lying.into, 'bomb'))).size).toBeLessThan(100_000);
  });

  it('refuses too many entries @security', async () => {
    const { path, into } = await archive((zip) => {
      for (let index = 0; index < 4; index++) zip.addBuffer(Buffer.from('x'), `f${index}`);
    });
    await expect(unpackZip(path, into, { limits: { entries: 3, bytes: 1000, ratio: 10 } })).rejects.toThrow(/entries/);
  });

  it('gives back what writeZip packed', async () => {
    const path = join(work, 'good.zip');
    await writeFile(join(work, 'on-disk.bin'), 'from disk');
    await writeZip(path, [
      { path: 'b/two.txt', bytes: 3, content: Buffer.from('two') },
      { path: 'a.txt', bytes: 9, content: { file: join(work, 'on-disk.bin') } },
    ]);
    const into = join(work, 'good');
    await mkdir(into);
    expect((await unpackZip(path, into)).map((entry) => entry.path)).toEqual(['a.txt', 'b/two.txt']);
    expect(await readFile(join(into, 'a.txt'), 'utf8')).toBe('from disk');
    expect(await readFile(join(into, 'b/two.txt'), 'utf8')).toBe('two');
  });
});

it('knows file names that are safe on every system', () => {
  expect(['model/model.onnx', '.dockerignore', 'weights.data', 'a/b-c_d/ä.txt'].map(unsafeName)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  for (const name of ['', 'a//b', './a', 'a/.', 'nul', 'x/COM1.txt', 'a.', 'b ', 'a:b', 'a\0b'])
    expect([name, unsafeName(name)]).not.toEqual([name, undefined]);
});
