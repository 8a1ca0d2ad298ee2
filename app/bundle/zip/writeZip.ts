// Reproducible archives: entries sorted, one fixed date, one mode, nothing compressed. Deflate's output differs
// between zlib builds, and "same inputs, same bytes" must hold on any machine; weights hardly compress anyway.
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import yazl from 'yazl';

export interface ZipSource {
  /** Relative, with forward slashes. */
  path: string;
  bytes: number;
  /** Content, or the file it is read from. */
  content: Uint8Array | { file: string };
}

/** ZIP states local time, so one local time is used in every zone. */
function entryOptions(): Partial<yazl.Options> {
  return { mtime: new Date(1980, 0, 15, 12), forceDosTimestamp: true, mode: 0o100644, compress: false };
}

/** Up to this size an entry is read first, so that its header can state size and checksum; some readers need that. */
const wholeEntryBytes = 64 * 1024 * 1024;

export function byPath(a: { path: string }, b: { path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

async function add(zip: yazl.ZipFile, { path, bytes, content }: ZipSource): Promise<void> {
  if (bytes <= wholeEntryBytes) {
    const whole =
      content instanceof Uint8Array
        ? Buffer.from(content.buffer, content.byteOffset, content.byteLength)
        : await readFile(content.file);
    zip.addBuffer(whole, path, entryOptions());
  } else if (content instanceof Uint8Array) {
    zip.addReadStream(Readable.from([content]), path, { ...entryOptions(), size: bytes });
  } else {
    zip.addFile(content.file, path, entryOptions());
  }
}

/** The archive as a stream. The form of an entry depends on its size alone, so unpacked files give the same archive. */
export async function zipStream(sources: ZipSource[]): Promise<Readable> {
  const zip = new yazl.ZipFile();
  const output = zip.outputStream as Readable;
  zip.on('error', (error: Error) => output.destroy(error));
  for (const source of [...sources].sort(byPath)) await add(zip, source);
  zip.end();
  return output;
}

export async function writeZip(path: string, sources: ZipSource[], signal?: AbortSignal): Promise<void> {
  await pipeline(await zipStream(sources), createWriteStream(path), signal ? { signal } : {});
}
