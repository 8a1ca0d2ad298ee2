// Looks into an archive without unpacking it: its list of entries, and one entry as bytes.
import yauzl from 'yauzl';
import { AppError } from '../../base/errors.ts';
import { unsafeName } from './unsafeName.ts';

export interface ArchiveEntry {
  path: string;
  bytes: number;
}

/** More than any bundle has. */
const mostEntries = 10_000;

async function open(path: string): Promise<yauzl.ZipFile> {
  try {
    return await yauzl.openPromise(path, { autoClose: false, strictFileNames: true });
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw new AppError(
      missing ? 'NOT_FOUND' : 'BUNDLE_INVALID',
      missing ? `There is no such file: ${path}` : `This is not a readable zip archive: ${path}`,
      {
        hint: missing ? 'It may have been moved or deleted.' : 'Copy it again from where it was exported.',
        where: { path },
        cause,
      },
    );
  }
}

async function entriesOf(zip: yauzl.ZipFile): Promise<yauzl.Entry[]> {
  const entries: yauzl.Entry[] = [];
  for await (const entry of zip.eachEntry()) {
    if (unsafeName(entry.fileName) === undefined) entries.push(entry);
    if (entries.length >= mostEntries) break;
  }
  return entries;
}

/** In the order of the archive; names that must not be unpacked are left out. */
export async function listEntries(path: string): Promise<ArchiveEntry[]> {
  const zip = await open(path);
  try {
    return (await entriesOf(zip)).map(({ fileName, uncompressedSize }) => ({ path: fileName, bytes: uncompressedSize }));
  } finally {
    zip.close();
  }
}

/**
 * At most the first `most` bytes of one entry.
 * @throws NOT_FOUND when the archive or the entry is not there, BUNDLE_INVALID when it cannot be read.
 */
export async function readEntry(path: string, name: string, most: number): Promise<{ content: Buffer; bytes: number }> {
  const zip = await open(path);
  try {
    const entry = (await entriesOf(zip)).find(({ fileName }) => fileName === name);
    if (!entry) {
      throw new AppError('NOT_FOUND', `There is no ${name} in ${path}.`, {
        hint: 'Look at the list of its files.',
        where: { path },
      });
    }
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      chunks.push(chunk as Buffer);
      length += (chunk as Buffer).length;
      if (length >= most) break;
    }
    return { content: Buffer.concat(chunks).subarray(0, most), bytes: entry.uncompressedSize };
  } finally {
    zip.close();
  }
}
