// Writes a Parquet file row group by row group, memory flat. Why not let DuckDB write it: filling a DuckDB table and copying
// it out took longer than all the metrics of a run, and its memory grew with the rows.
// Source: github.com/apache/parquet-format (parquet.thrift, Encodings.md). Uncompressed; PLAIN, and RLE_DICTIONARY for labels.
import { open, type FileHandle } from 'node:fs/promises';
import { bool, i32, i64, list, struct, text, varint, type ThriftValue } from './thriftCompact.ts';

export type ParquetColumnSpec =
  | { name: string; type: 'int64' | 'double' | 'timestamp-ms' | 'text' | 'boolean' }
  /** Codes into labels that are known when the row group is written; -1 = missing. */
  | { name: string; type: 'label' };

/**
 * Values of one column of a row group. Missing: `present[i] === 0`; for labels code -1, for text null.
 * Timestamps are milliseconds since 1970 as BigInt64Array.
 */
export type ParquetValues =
  | { values: BigInt64Array | Float64Array; present: Uint8Array | null }
  /** One byte a row, 0 or 1. */
  | { flags: Uint8Array; present: Uint8Array | null }
  | { codes: Int32Array; labels: readonly string[] }
  | { texts: readonly (string | null)[] };

const physical = { boolean: 0, int64: 2, 'timestamp-ms': 2, double: 5, text: 6, label: 6 } as const;
const encoding = { plain: 0, rle: 3, rleDictionary: 8 } as const;
const magic = Buffer.from('PAR1', 'latin1');

interface WrittenChunk {
  dictionaryOffset: number | null;
  dataOffset: number;
  bytes: number;
  rowCount: number;
}

export class ParquetWriter {
  readonly #file: FileHandle;
  readonly #columns: readonly ParquetColumnSpec[];
  readonly #groups: { chunks: WrittenChunk[]; rowCount: number }[] = [];
  #offset = magic.length;

  private constructor(file: FileHandle, columns: readonly ParquetColumnSpec[]) {
    this.#file = file;
    this.#columns = columns;
  }

  static async create(path: string, columns: readonly ParquetColumnSpec[]): Promise<ParquetWriter> {
    const file = await open(path, 'w');
    await file.write(magic);
    return new ParquetWriter(file, columns);
  }

  /** Column values in the order of the columns given at the start. */
  async writeRowGroup(columns: readonly ParquetValues[], rowCount: number): Promise<void> {
    const chunks: WrittenChunk[] = [];
    const parts: Uint8Array[] = [];
    let offset = this.#offset;
    for (const values of columns) {
      const { dictionary, data } = encodeColumn(values, rowCount);
      const pages = [...(dictionary ?? []), ...data];
      const bytes = pages.reduce((sum, part) => sum + part.byteLength, 0);
      const dictionaryBytes = (dictionary ?? []).reduce((sum, part) => sum + part.byteLength, 0);
      chunks.push({ dictionaryOffset: dictionary ? offset : null, dataOffset: offset + dictionaryBytes, bytes, rowCount });
      parts.push(...pages);
      offset += bytes;
    }
    await this.#file.writev(parts);
    this.#offset = offset;
    this.#groups.push({ chunks, rowCount });
  }

  /** Writes the footer and makes sure that everything is on the disk. */
  async finish(): Promise<void> {
    const footer = Uint8Array.from(this.#metadata().bytes);
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, footer.byteLength, true);
    await this.#file.writev([footer, length, magic]);
    await this.#file.sync();
    await this.close();
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  #metadata(): ThriftValue {
    const rows = this.#groups.reduce((sum, group) => sum + group.rowCount, 0);
    const root = struct([
      [4, text('predictions')],
      [5, i32(this.#columns.length)],
    ]);
    const groups = this.#groups.map((group) =>
      struct([
        [1, list(group.chunks.map((chunk, index) => this.#chunkMetadata(chunk, index)))],
        [2, i64(group.chunks.reduce((sum, chunk) => sum + chunk.bytes, 0))],
        [3, i64(group.rowCount)],
      ]),
    );
    return struct([
      [1, i32(1)],
      [2, list([root, ...this.#columns.map(schemaElement)])],
      [3, i64(rows)],
      // A file without rows has an empty list, which still needs an element type (struct).
      [4, groups.length > 0 ? list(groups) : { type: 9, bytes: [12] }],
      [6, text('Drydock')],
    ]);
  }

  #chunkMetadata(chunk: WrittenChunk, index: number): ThriftValue {
    const column = this.#columns[index] as ParquetColumnSpec;
    const used =
      chunk.dictionaryOffset === null ? [encoding.plain, encoding.rle] : [encoding.rleDictionary, encoding.plain, encoding.rle];
    const metadata = struct([
      [1, i32(physical[column.type])],
      [2, list(used.map(i32))],
      [3, list([text(column.name)])],
      [4, i32(0)],
      [5, i64(chunk.rowCount)],
      [6, i64(chunk.bytes)],
      [7, i64(chunk.bytes)],
      [9, i64(chunk.dataOffset)],
      [11, chunk.dictionaryOffset === null ? null : i64(chunk.dictionaryOffset)],
    ]);
    return struct([
      [2, i64(chunk.dictionaryOffset ?? chunk.dataOffset)],
      [3, metadata],
    ]);
  }
}

function schemaElement(column: ParquetColumnSpec): ThriftValue {
  const isText = column.type === 'text' || column.type === 'label';
  const milliseconds = struct([[1, struct([])]]);
  const timestamp = struct([
    [1, bool(false)],
    [2, milliseconds],
  ]);
  const logical = isText ? struct([[1, struct([])]]) : column.type === 'timestamp-ms' ? struct([[8, timestamp]]) : null;
  return struct([
    [1, i32(physical[column.type])],
    [3, i32(1)],
    [4, text(column.name)],
    [6, isText ? i32(0) : null],
    [10, logical],
  ]);
}

interface EncodedColumn {
  dictionary: Uint8Array[] | null;
  data: Uint8Array[];
}

function encodeColumn(column: ParquetValues, rowCount: number): EncodedColumn {
  if ('texts' in column) {
    const present = presence(rowCount, (row) => column.texts[row] !== null);
    const body = plainTexts(column.texts.filter((value) => value !== null));
    return { dictionary: null, data: dataPage([definitionLevels(present, rowCount), body], rowCount, encoding.plain) };
  }
  if ('codes' in column) return encodeLabels(column.codes, column.labels, rowCount);
  if ('flags' in column) {
    const { flags, present } = column;
    const levels = definitionLevels(present, rowCount);
    return { dictionary: null, data: dataPage([levels, plainFlags(flags, present, rowCount)], rowCount, encoding.plain) };
  }
  const { values, present } = column;
  const body = present ? onlyPresent(values, present, rowCount) : values.subarray(0, rowCount);
  const bytes = new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  return { dictionary: null, data: dataPage([definitionLevels(present, rowCount), bytes], rowCount, encoding.plain) };
}

function encodeLabels(codes: Int32Array, labels: readonly string[], rowCount: number): EncodedColumn {
  let missing = 0;
  for (let row = 0; row < rowCount; row++) if ((codes[row] as number) < 0) missing++;
  const present = missing > 0 ? presence(rowCount, (row) => (codes[row] as number) >= 0) : null;
  const width = Math.max(1, Math.ceil(Math.log2(Math.max(2, labels.length))));
  const body = plainTexts(labels.length > 0 ? labels : ['']);
  const header = struct([
    [1, i32(2)],
    [2, i32(body.byteLength)],
    [3, i32(body.byteLength)],
    [
      7,
      struct([
        [1, i32(Math.max(1, labels.length))],
        [2, i32(encoding.plain)],
      ]),
    ],
  ]);
  const indexes = [Uint8Array.of(width), bitPacked(codes, { rowCount, width, count: rowCount - missing })];
  return {
    dictionary: [Uint8Array.from(header.bytes), body],
    data: dataPage([definitionLevels(present, rowCount), ...indexes], rowCount, encoding.rleDictionary),
  };
}

function dataPage(body: Uint8Array[], rowCount: number, valueEncoding: number): Uint8Array[] {
  const size = body.reduce((sum, part) => sum + part.byteLength, 0);
  const header = struct([
    [1, i32(0)],
    [2, i32(size)],
    [3, i32(size)],
    [
      5,
      struct([
        [1, i32(rowCount)],
        [2, i32(valueEncoding)],
        [3, i32(encoding.rle)],
        [4, i32(encoding.rle)],
      ]),
    ],
  ]);
  return [Uint8Array.from(header.bytes), ...body];
}

function presence(rowCount: number, isPresent: (row: number) => boolean): Uint8Array {
  const present = new Uint8Array(rowCount);
  for (let row = 0; row < rowCount; row++) present[row] = isPresent(row) ? 1 : 0;
  return present;
}

/** One bit a row behind a length of four bytes; a single run when nothing is missing. */
function definitionLevels(present: Uint8Array | null, rowCount: number): Uint8Array {
  let levels: Uint8Array;
  if (present === null) levels = Uint8Array.from([...varint(rowCount * 2), 1]);
  else {
    const groups = Math.ceil(rowCount / 8);
    const head = varint(groups * 2 + 1);
    levels = new Uint8Array(head.length + groups);
    levels.set(head);
    for (let row = 0; row < rowCount; row++) {
      if (present[row]) levels[head.length + (row >> 3)] = (levels[head.length + (row >> 3)] as number) | (1 << (row & 7));
    }
  }
  const whole = new Uint8Array(4 + levels.byteLength);
  new DataView(whole.buffer).setUint32(0, levels.byteLength, true);
  whole.set(levels, 4);
  return whole;
}

/** The codes that are not negative, `width` bits each, lowest bit first, as one bit-packed run. */
function bitPacked(codes: Int32Array, options: { rowCount: number; width: number; count: number }): Uint8Array {
  const { rowCount, width, count } = options;
  const groups = Math.ceil(count / 8);
  const head = varint(groups * 2 + 1);
  const bytes = new Uint8Array(head.length + groups * width);
  bytes.set(head);
  let at = head.length;
  let pending = 0;
  let bits = 0;
  for (let row = 0; row < rowCount; row++) {
    const code = codes[row] as number;
    if (code < 0) continue;
    // At most 7 bits wait and a code has at most 24, so this stays within 31 bits.
    pending |= code << bits;
    bits += width;
    while (bits >= 8) {
      bytes[at++] = pending & 255;
      pending >>>= 8;
      bits -= 8;
    }
  }
  if (bits > 0) bytes[at] = pending & 255;
  return bytes;
}

function onlyPresent(values: BigInt64Array | Float64Array, present: Uint8Array, rowCount: number): BigInt64Array | Float64Array {
  const kept = values.slice(0, rowCount);
  let at = 0;
  for (let row = 0; row < rowCount; row++) if (present[row]) kept[at++] = values[row] as never;
  return kept.subarray(0, at);
}

/** One bit for each row that has a value, lowest bit first. */
function plainFlags(flags: Uint8Array, present: Uint8Array | null, rowCount: number): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(rowCount / 8));
  let at = 0;
  for (let row = 0; row < rowCount; row++) {
    if (present && !present[row]) continue;
    if (flags[row]) bytes[at >> 3] = (bytes[at >> 3] as number) | (1 << (at & 7));
    at++;
  }
  return bytes.subarray(0, Math.ceil(at / 8));
}

function plainTexts(texts: readonly string[]): Uint8Array {
  const encoded = texts.map((value) => Buffer.from(value, 'utf8'));
  const bytes = Buffer.alloc(encoded.reduce((sum, value) => sum + 4 + value.length, 0));
  let at = 0;
  for (const value of encoded) {
    bytes.writeUInt32LE(value.length, at);
    value.copy(bytes, at + 4);
    at += 4 + value.length;
  }
  return bytes;
}
