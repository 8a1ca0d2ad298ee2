// The file of a saved reference: a zip of NumPy arrays and JSON documents, with the sha256 of each, that NumPy reads as well.
import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { finished, pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';
import yazl from 'yazl';
import { AppError } from '../../base/errors.ts';
import { sha256 } from '../../storage/sha256.ts';

/** The first entry, by which such a file is known. */
const mark = 'drydock-reference';
const sumsName = 'SHA256SUMS';
/** No entry is larger: 20 million numbers of 8 bytes, and their head. */
const mostBytes = 200e6;

export interface ProfileWriter {
  /** Resolves when the entry is written: memory holds one of them. */
  add(name: string, content: Buffer): Promise<void>;
}

/**
 * @param path is written over; take a temporary one
 * @param how.compress smaller, and slower to write
 * @throws errors of the system, and what `fill` throws
 */
export async function writeArchive(
  path: string,
  fill: (writer: ProfileWriter) => Promise<void>,
  how: { compress: boolean },
): Promise<void> {
  const zip = new yazl.ZipFile();
  const output = zip.outputStream as Readable;
  zip.on('error', (error: Error) => output.destroy(error));
  const written = pipeline(output, createWriteStream(path));
  // Waited for at the end; should it fail before, nothing is unheard.
  written.catch(() => undefined);
  const sums: string[] = [];
  const add = async (name: string, content: Buffer): Promise<void> => {
    sums.push(`${sha256(content)}  ${name}`);
    const source = Readable.from([content]);
    zip.addReadStream(source, name, { mtime: new Date(1980, 0, 15, 12), forceDosTimestamp: true, ...how });
    await Promise.race([finished(source), written]);
  };
  try {
    await add(mark, Buffer.from('1\n'));
    await fill({ add });
    await add(sumsName, Buffer.from(`${sums.join('\n')}\n`));
    zip.end();
    await written;
  } catch (error) {
    output.destroy();
    await written.catch(() => undefined);
    throw error;
  }
  const file = await open(path, 'r+');
  await file.sync().finally(() => file.close());
}

/** By its content. False for what cannot be read. */
export async function isReferenceFile(path: string): Promise<boolean> {
  const file = await open(path, 'r').catch(() => null);
  if (!file) return false;
  try {
    const head = Buffer.alloc(30 + mark.length);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    return bytesRead === head.length && head.readUInt32LE(0) === 0x04034b50 && head.toString('latin1', 30) === mark;
  } catch {
    return false;
  } finally {
    await file.close();
  }
}

export interface ProfileArchive {
  path: string;
  /** In their order. */
  names: readonly string[];
  /** @throws FILE_UNREADABLE where it is not there, or not what was written */
  read(name: string): Promise<Buffer>;
  close(): void;
}

/** @throws FILE_UNREADABLE where it is damaged or cut off */
export async function openArchive(path: string): Promise<ProfileArchive> {
  let zip: yauzl.ZipFile | null = null;
  try {
    zip = await yauzl.openPromise(path, { autoClose: false, strictFileNames: true });
    const entries = new Map<string, yauzl.Entry>();
    for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
    const sums = new Map<string, string>();
    const contentOf = async (name: string): Promise<Buffer> => {
      const entry = entries.get(name);
      if (!zip || !entry || entry.uncompressedSize > mostBytes)
        throw new Error(entry ? 'an entry is too large' : `${name} is missing`);
      return buffer(await zip.openReadStreamPromise(entry));
    };
    for (const line of (await contentOf(sumsName)).toString('utf8').trimEnd().split('\n'))
      sums.set(line.slice(66), line.slice(0, 64));
    const archive = zip;
    return {
      path,
      names: [...entries.keys()],
      async read(name) {
        let content: Buffer;
        try {
          content = await contentOf(name);
        } catch (cause) {
          throw damaged(path, cause);
        }
        if (sha256(content) !== sums.get(name)) throw damaged(path, new Error(`${name} is not what was written`));
        return content;
      },
      close: () => archive.close(),
    };
  } catch (cause) {
    zip?.close();
    throw damaged(path, cause);
  }
}

export function damaged(path: string, cause: unknown): AppError {
  const why = (cause instanceof Error ? cause.message : String(cause)).replace(/\.$/, '');
  return new AppError('FILE_UNREADABLE', `The saved reference ${basename(path)} is damaged: ${why}.`, {
    hint: 'Copy it again from where it was saved, or save it anew from its table with --save-reference.',
    where: { file: path },
    cause,
  });
}
