// The container itself: headers and index of the zip must be the ones the exporter wrote around these files.
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { join } from 'node:path';
import { zipStream } from '../zip/writeZip.ts';
import type { UnpackedEntry } from '../zip/readZip.ts';

/** Offset of the first byte that differs, or null. */
async function firstDifference(a: Readable, b: Readable): Promise<number | null> {
  const left = a[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const right = b[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let x = Buffer.alloc(0);
  let y = Buffer.alloc(0);
  let offset = 0;
  try {
    for (;;) {
      if (x.length === 0) x = ((await left.next()).value as Buffer<ArrayBuffer> | undefined) ?? Buffer.alloc(0);
      if (y.length === 0) y = ((await right.next()).value as Buffer<ArrayBuffer> | undefined) ?? Buffer.alloc(0);
      const common = Math.min(x.length, y.length);
      if (common === 0) return x.length === y.length ? null : offset;
      if (!x.subarray(0, common).equals(y.subarray(0, common))) {
        let at = 0;
        while (x[at] === y[at]) at += 1;
        return offset + at;
      }
      offset += common;
      x = x.subarray(common);
      y = y.subarray(common);
    }
  } finally {
    a.destroy();
    b.destroy();
  }
}

/** Null when the archive is byte for byte what the exporter writes for these files; else where it is not. */
export async function archiveDifference(archive: string, folder: string, entries: UnpackedEntry[]): Promise<string | null> {
  const rebuilt = await zipStream(entries.map(({ path, bytes }) => ({ path, bytes, content: { file: join(folder, path) } })));
  const offset = await firstDifference(createReadStream(archive), rebuilt);
  if (offset === null) return null;
  const before = entries.filter((entry) => entry.offset <= offset).sort((a, b) => b.offset - a.offset)[0];
  const headerBytes = 30 + Buffer.byteLength(before?.path ?? '');
  const inIndex = !before || offset > before.offset + headerBytes + before.bytes;
  const where = inIndex ? 'in the index of the archive' : `in the header of ${before.path}`;
  return `byte ${offset}, ${where}, is not as exported (if you packed the archive anew, verify the unpacked folder instead)`;
}
