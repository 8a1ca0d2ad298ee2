// Unpacks an archive that may be hostile: no path leaves the folder, no links, no bombs.
import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';
import { throwIfAborted } from '../../base/abort.ts';
import { AppError } from '../../base/errors.ts';
import { makeFolder } from '../../storage/makeFolder.ts';
import { unsafeName } from './unsafeName.ts';

export interface UnpackedEntry {
  path: string;
  /** Of its header in the archive. */
  offset: number;
  bytes: number;
}

export interface ZipLimits {
  entries: number;
  bytes: number;
  /** Unpacked bytes per packed byte. Bundles are stored, so theirs is below 1. */
  ratio: number;
}

const defaultLimits: ZipLimits = { entries: 10_000, bytes: 64 * 1024 ** 3, ratio: 200 };

function refuse(message: string, path?: string): AppError {
  return new AppError('BUNDLE_INVALID', message, {
    hint: 'Do not use this archive; export the bundle again from its run.',
    ...(path === undefined ? {} : { where: { file: path } }),
  });
}

function checkEntry(entry: yauzl.Entry): void {
  const unsafe = unsafeName(entry.fileName);
  if (unsafe)
    throw refuse(`The archive holds an entry named ${JSON.stringify(entry.fileName.slice(0, 200))}: ${unsafe}.`, entry.fileName);
  const kind = (entry.externalFileAttributes >>> 16) & 0o170000;
  if (kind !== 0 && kind !== 0o100000)
    throw refuse(`The entry ${entry.fileName} is a link or a device, not a file.`, entry.fileName);
  if (entry.isEncrypted()) throw refuse(`The entry ${entry.fileName} is encrypted.`, entry.fileName);
}

async function checkAll(entries: yauzl.Entry[], packedBytes: number, limits: ZipLimits): Promise<void> {
  if (entries.length > limits.entries)
    throw refuse(`The archive holds ${entries.length} entries; ${limits.entries} are allowed.`);
  const seen = new Set<string>();
  let bytes = 0;
  for (const entry of entries) {
    checkEntry(entry);
    const folded = entry.fileName.normalize('NFC').toLowerCase();
    if (seen.has(folded)) throw refuse(`The archive holds ${entry.fileName} twice.`, entry.fileName);
    seen.add(folded);
    bytes += entry.uncompressedSize;
  }
  if (bytes > limits.bytes) throw refuse(`The archive unpacks to ${bytes} bytes; ${limits.bytes} are allowed.`);
  if (bytes > packedBytes * limits.ratio)
    throw refuse(`The archive of ${packedBytes} bytes claims to unpack to ${bytes}: this is a trap, not a bundle.`);
}

/**
 * Unpacks `path` into the empty folder `into`. Sizes are enforced while unpacking, not just believed.
 * @throws BUNDLE_INVALID naming the entry.
 */
export async function unpackZip(
  path: string,
  into: string,
  options: { signal?: AbortSignal | undefined; limits?: ZipLimits } = {},
): Promise<UnpackedEntry[]> {
  const packedBytes = (await stat(path)).size;
  let zip: yauzl.ZipFile;
  try {
    zip = await yauzl.openPromise(path, { autoClose: false, strictFileNames: true });
  } catch (cause) {
    throw new AppError(
      'BUNDLE_INVALID',
      `This is not a readable zip archive: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        hint: 'Copy it again from where it was exported; it may be cut short.',
        where: { path },
        cause,
      },
    );
  }
  try {
    const entries: yauzl.Entry[] = [];
    for await (const entry of zip.eachEntry()) {
      entries.push(entry);
      if (entries.length > (options.limits ?? defaultLimits).entries) break;
    }
    await checkAll(entries, packedBytes, options.limits ?? defaultLimits);
    for (const entry of entries) {
      throwIfAborted(options.signal);
      const target = join(into, ...entry.fileName.split('/'));
      await makeFolder(dirname(target));
      try {
        await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target, { flags: 'wx' }));
      } catch (cause) {
        throw new AppError(
          'BUNDLE_INVALID',
          `The entry ${entry.fileName} is damaged: ${cause instanceof Error ? cause.message : String(cause)}`,
          {
            hint: 'Copy the bundle again from where it was exported.',
            where: { file: entry.fileName },
            cause,
          },
        );
      }
    }
    return entries.map((entry) => ({
      path: entry.fileName,
      offset: entry.relativeOffsetOfLocalHeader,
      bytes: entry.uncompressedSize,
    }));
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError(
      'BUNDLE_INVALID',
      `The index of the archive is damaged: ${error instanceof Error ? error.message : String(error)}`,
      {
        hint: 'Copy the bundle again from where it was exported.',
        where: { path },
        cause: error,
      },
    );
  } finally {
    zip.close();
  }
}
