import { isUtf8 } from 'node:buffer';
import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { throwIfAborted } from '../base/abort.ts';
import { AppError } from '../base/errors.ts';
import { quotePath } from './columnarTable.ts';
import { quoteText, type Connection } from './duckdb.ts';
import type { DataFileKind } from './identifyDataFile.ts';
import { completePrefix, decoderFor, type TextEncoding } from './textEncoding.ts';

export interface PlainText {
  /** UTF-8, uncompressed: the file itself where it is that already. */
  path: string;
  encoding: TextEncoding;
  /** Characters in UTF-8 within a file that was read as Latin-1 because it is not UTF-8 throughout: they come out as "Ã©". */
  mixed?: number;
}

/**
 * Makes a text file readable for the parsers: unpacked, in UTF-8.
 * Line numbers and, for UTF-8 input, bytes stay as they are.
 * @param told An encoding given by the person, which wins over what the bytes look like.
 */
export async function plainText(
  path: string,
  kind: DataFileKind,
  options: {
    told?: 'utf-8' | 'utf-16' | 'latin-1' | undefined;
    workPath: string;
    connection: Connection;
    signal?: AbortSignal | undefined;
  },
): Promise<PlainText> {
  const { workPath, signal } = options;
  if (kind.compression === 'zstd') {
    await unpackZstd(path, workPath, options.connection, { signal });
    return { path: workPath, encoding: 'utf-8' };
  }
  let encoding: TextEncoding = kind.encoding ?? 'utf-8';
  if (options.told === 'utf-8' || options.told === 'latin-1') encoding = options.told;
  if (options.told === 'utf-16' && !encoding.startsWith('utf-16')) encoding = 'utf-16le';
  if (encoding === 'utf-8' && options.told !== 'utf-8' && !(await isUtf8Throughout(path, kind, signal))) encoding = 'latin-1';
  if (encoding === 'utf-8' && kind.compression === null) return { path, encoding };
  const { mixed } = await transcode(path, kind, encoding, workPath, signal);
  return { path: workPath, encoding, ...(mixed > 0 && options.told === undefined && { mixed }) };
}

async function* bytesOf(path: string, kind: DataFileKind, signal: AbortSignal | undefined): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: 1 << 20 });
  const stream: Readable = kind.compression === 'gzip' ? file.pipe(createGunzip()) : file;
  try {
    for await (const chunk of stream) {
      throwIfAborted(signal);
      yield chunk as Buffer;
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && typeof error.code === 'string' && /^Z_/.test(error.code)) {
      throw new AppError('FILE_UNREADABLE', `${basename(path)} is a damaged or cut-off gzip file.`, {
        hint: 'Get the file again.',
        where: { file: path },
        cause: error,
      });
    }
    throw error;
  } finally {
    file.destroy();
  }
}

async function isUtf8Throughout(path: string, kind: DataFileKind, signal: AbortSignal | undefined): Promise<boolean> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of bytesOf(path, kind, signal)) {
    const joined = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    const complete = completePrefix(joined);
    if (!isUtf8(complete)) return false;
    rest = joined.subarray(complete.length);
  }
  return rest.length === 0;
}

/** A letter with an accent in UTF-8; in Latin-1 it would be "Ã" or "Â" before a sign that follows no letter. */
const utf8Pair = /[\xc2\xc3][\x80-\xbf]/g;

async function transcode(
  path: string,
  kind: DataFileKind,
  encoding: TextEncoding,
  target: string,
  signal: AbortSignal | undefined,
): Promise<{ mixed: number }> {
  const out = createWriteStream(target);
  let mixed = 0;
  const decoder = decoderFor(encoding);
  async function* converted(): AsyncGenerator<Buffer> {
    for await (const chunk of bytesOf(path, kind, signal)) {
      if (encoding === 'latin-1') mixed += chunk.toString('latin1').match(utf8Pair)?.length ?? 0;
      yield encoding === 'utf-8' ? chunk : Buffer.from(decoder.decode(chunk, { stream: true }), 'utf8');
    }
    if (encoding !== 'utf-8') yield Buffer.from(decoder.decode(), 'utf8');
  }
  Readable.from(converted(), { objectMode: false })
    .on('error', (error) => out.destroy(error))
    .pipe(out);
  await finished(out);
  return { mixed };
}

/**
 * Text out of zstd, in UTF-8. Node 20 knows no zstd; DuckDB does. Lines go through as they are.
 * @param options.firstLines so many alone, of which none is very long: no more of the file is read than they need
 * @throws AppError FILE_UNREADABLE (damaged, no text), CANCELLED
 */
export async function unpackZstd(
  path: string,
  target: string,
  connection: Connection,
  { signal, firstLines }: { signal?: AbortSignal | undefined; firstLines?: number },
): Promise<void> {
  const [longest, buffer] = firstLines === undefined ? [1 << 26, 1 << 27] : [1 << 18, 1 << 20];
  const lines = (encoding: string): string =>
    `COPY (SELECT coalesce(line, '') FROM read_csv(${quotePath(path)}, auto_detect = false, columns = {'line': 'VARCHAR'}, delim = '\x02', ` +
    `quote = '', escape = '', header = false, compression = 'zstd', encoding = '${encoding}', max_line_size = ${String(longest)}, buffer_size = ${String(buffer)})` +
    `${firstLines === undefined ? '' : ` LIMIT ${String(firstLines)}`}) ` +
    `TO ${quoteText(target)} (FORMAT csv, HEADER false, DELIMITER '\x02', QUOTE '', ESCAPE '', COMPRESSION none)`;
  try {
    await connection.run(lines('utf-8'), { signal });
  } catch (error) {
    if (error instanceof AppError) throw error;
    try {
      await connection.run(lines('latin-1'), { signal });
    } catch (cause) {
      throw new AppError('FILE_UNREADABLE', `${basename(path)} is a damaged zstd file or does not hold text.`, {
        hint: 'Get the file again, or unpack it with zstd -d.',
        where: { file: path },
        cause,
      });
    }
  }
}

/** The 1-based lines of byte positions (ascending) in a file. */
export async function linesAt(path: string, positions: readonly number[], signal?: AbortSignal): Promise<number[]> {
  const lines: number[] = [];
  const last = positions.at(-1);
  if (last === undefined) return lines;
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(1 << 20);
    let offset = 0;
    let line = 1;
    while (lines.length < positions.length) {
      throwIfAborted(signal);
      const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
      let at = 0;
      while (lines.length < positions.length) {
        const want = (positions[lines.length] as number) - offset;
        const next = buffer.indexOf(10, at);
        if (next === -1 || next >= bytesRead) {
          if (want < bytesRead || bytesRead === 0) {
            lines.push(line);
            continue;
          }
          break;
        }
        if (want <= next) lines.push(line);
        else {
          line++;
          at = next + 1;
        }
      }
      if (bytesRead === 0) break;
      offset += bytesRead;
    }
    return lines;
  } finally {
    await file.close();
  }
}
