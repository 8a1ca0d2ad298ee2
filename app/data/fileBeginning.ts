// The beginning of a data file as a small file of its own, which any reader takes for a whole one.
import { open, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { constants, gunzipSync } from 'node:zlib';
import type { ReadOptions } from '../api/schemas/datasets.ts';
import { quotePath } from './columnarTable.ts';
import { quoteText, type Connection, type SqlOptions } from './duckdb.ts';
import { excelBeginning } from './excelBeginning.ts';
import type { DataFileKind } from './identifyDataFile.ts';
import { unpackZstd } from './plainText.ts';
import { decoderFor, type TextEncoding } from './textEncoding.ts';

/** How much of a text file is looked at. */
const beginningBytes = 1 << 20;
const beginningRows = 1_000;

interface Beginning {
  path: string;
  kind: DataFileKind;
}

/**
 * Text up to its last whole line within the first MB and thousand lines, Parquet and the sheets of Excel workbooks up to their
 * first thousand rows. Null for what shows nothing of its rows at its beginning: JSON that is no list of objects.
 * @param folder The file is written there, under the name of the original.
 */
export async function fileBeginning(
  file: { path: string; kind: DataFileKind },
  options: ReadOptions,
  folder: string,
  connection: Connection,
  sql: SqlOptions,
): Promise<Beginning | null> {
  const { kind } = file;
  const path = join(folder, basename(file.path));
  if (kind.format === 'parquet') {
    await connection.run(
      `COPY (SELECT * FROM read_parquet(${quotePath(file.path)}) LIMIT ${String(beginningRows)}) TO ${quoteText(path)} (FORMAT parquet)`,
      sql,
    );
    return { path, kind };
  }
  // Arrow files are read a batch at a time as they lie.
  if (kind.format === 'arrow') return { path: file.path, kind };
  if (kind.format === 'excel') {
    return (await excelBeginning(file.path, path, beginningRows, sql.signal)) ? { path, kind } : null;
  }
  if (kind.compression === 'zstd') {
    if (kind.format === 'json') await writeFile(path, await firstObjectsOfZstd(file.path, connection, sql));
    else await unpackZstd(file.path, path, connection, { signal: sql.signal, firstLines: beginningRows + 1 });
    return { path, kind: { ...kind, compression: null } };
  }
  const { bytes, isAll } = await firstBytes(file.path, kind);
  const text = decoderFor(encodingOf(kind, options)).decode(bytes, { stream: !isAll });
  const whole = isAll ? text : kind.format === 'json' ? wholeObjects(text) : wholeLines(text);
  if (whole === null) return null;
  await writeFile(path, whole);
  return { path, kind: { ...kind, encoding: 'utf-8', compression: null } };
}

async function firstBytes(path: string, kind: DataFileKind): Promise<{ bytes: Uint8Array; isAll: boolean }> {
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(beginningBytes);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    const packed = buffer.subarray(0, bytesRead);
    const isAll = bytesRead === (await file.stat()).size;
    if (kind.compression === null) return { bytes: packed, isAll };
    const unpacked = gunzipSync(packed, { finishFlush: constants.Z_SYNC_FLUSH });
    return { bytes: unpacked.subarray(0, beginningBytes), isAll: isAll && unpacked.length <= beginningBytes };
  } finally {
    await file.close();
  }
}

/** A list on one line is too long for a reader of lines. DuckDB takes objects out of it, from some 20 MB of the file whatever its size. */
async function firstObjectsOfZstd(path: string, connection: Connection, sql: SqlOptions): Promise<string> {
  const objects = await connection.rows<{ json: string }>(
    `SELECT json FROM read_json_objects(${quotePath(path)}, format = 'array', compression = 'zstd') LIMIT ${String(beginningRows)}`,
    sql,
  );
  return `[${objects.map(({ json }) => json).join(',')}]`;
}

function encodingOf(kind: DataFileKind, { encoding: told }: ReadOptions): TextEncoding {
  const seen = kind.encoding ?? 'utf-8';
  if (told === undefined) return seen;
  return told === 'utf-16' ? (seen.startsWith('utf-16') ? seen : 'utf-16le') : told;
}

/** Up to the thousandth line end, or the last. A line end inside of quotes leaves a broken record, which readers set aside. */
function wholeLines(text: string): string | null {
  const ends = /\r\n|\n|\r/g;
  let end = -1;
  for (let lines = 0; lines <= beginningRows && ends.test(text); lines++) end = ends.lastIndex;
  return end < 0 ? null : text.slice(0, end);
}

/** `[{…}, {…}, {… ` closed behind its last whole object; null for any other JSON. */
function wholeObjects(text: string): string | null {
  if (!/^\ufeff?\s*\[\s*\{/.test(text)) return null;
  let depth = 0;
  let isText = false;
  let end = -1;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (isText) {
      if (character === '\\') at++;
      else if (character === '"') isText = false;
    } else if (character === '"') isText = true;
    else if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') {
      depth--;
      if (depth === 1) end = at + 1;
    }
  }
  return end < 0 ? null : `${text.slice(0, end)}]`;
}
