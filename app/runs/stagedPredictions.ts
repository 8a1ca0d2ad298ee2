// Predictions while a run is under way: an append-only file of checksummed blocks. What a write call took survives the end of
// the process; what was synced (about every second) survives the end of the machine. A torn last block is cut off.
import { closeSync, constants, fdatasync, fstatSync, ftruncateSync, openSync, readSync, writevSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { AppError } from '../base/errors.ts';
import type { PredictionBlock, PredictionShape } from './predictionBlock.ts';

const magic = Buffer.from('DRYDOCK1', 'latin1');
const kinds = { shape: 1, rows: 2, labels: 3 } as const;
/** kind, row count, bytes behind the head, CRC-32 of those bytes: four unsigned 32-bit numbers. */
const headBytes = 16;
const syncEveryMs = 1000;

/** What a staged file holds besides its rows. */
export interface StagedFacts {
  shape: PredictionShape;
  rows: number;
  /** Labels that the model does not know, by their number. */
  unknownLabels: string[];
  /** Length of the sound part of the file. */
  bytes: number;
}

export class StagedWriter {
  readonly shape: PredictionShape;
  /** Rows staged so far. */
  rows: number;
  readonly #file: number;
  #lastSync = performance.now();
  #syncing = false;
  #syncError: Error | null = null;

  private constructor(file: number, shape: PredictionShape, rows: number) {
    this.#file = file;
    this.shape = shape;
    this.rows = rows;
  }

  static create(path: string, shape: PredictionShape): StagedWriter {
    const writer = new StagedWriter(openSync(path, 'w'), shape, 0);
    writeAll(writer.#file, [magic]);
    writer.#append(kinds.shape, 0, [Buffer.from(JSON.stringify(shape))]);
    return writer;
  }

  /** Goes on behind the sound part of the file, as readStagedFacts found it. */
  static resume(path: string, facts: StagedFacts): StagedWriter {
    const file = openSync(path, constants.O_RDWR);
    ftruncateSync(file, facts.bytes);
    closeSync(file);
    return new StagedWriter(openSync(path, constants.O_WRONLY | constants.O_APPEND), facts.shape, facts.rows);
  }

  /** @throws STORAGE_FULL and the like; what was staged before stays sound. */
  append(block: PredictionBlock): void {
    if (block.firstRow !== this.rows) throw new RangeError(`Row ${this.rows} comes next, not ${block.firstRow}.`);
    this.#append(kinds.rows, block.rowCount, columnsOf(block, this.shape).map(bytesOf));
    this.rows += block.rowCount;
  }

  appendLabels(labels: readonly string[]): void {
    if (labels.length > 0) this.#append(kinds.labels, 0, [Buffer.from(JSON.stringify(labels))]);
  }

  #append(kind: number, rowCount: number, parts: Uint8Array[]): void {
    if (this.#syncError) throw this.#syncError;
    const bytes = parts.reduce((sum, part) => sum + part.byteLength, 0);
    let checksum = 0;
    for (const part of parts) checksum = crc32(part, checksum);
    writeAll(this.#file, [bytesOf(Uint32Array.of(kind, rowCount, bytes, checksum)), ...parts]);
    this.#syncNowAndThen();
  }

  #syncNowAndThen(): void {
    if (this.#syncing || performance.now() - this.#lastSync < syncEveryMs) return;
    this.#syncing = true;
    fdatasync(this.#file, (error) => {
      this.#syncing = false;
      this.#lastSync = performance.now();
      if (error) this.#syncError = error;
    });
  }

  async close(): Promise<void> {
    // Closing while a sync is under way would hand it a file number that may be somebody else's by then.
    while (this.#syncing) await new Promise((resolve) => setTimeout(resolve, 2));
    closeSync(this.#file);
  }
}

/**
 * Walks over the whole file, checking every block; stops at the first torn one.
 * Null when the file does not even hold its shape.
 */
export async function readStagedFacts(path: string): Promise<StagedFacts | null> {
  let facts: StagedFacts | null = null;
  for await (const { kind, rowCount, body, end } of blocks(path)) {
    if (kind === kinds.shape) {
      facts = { shape: JSON.parse(text(body)) as PredictionShape, rows: 0, unknownLabels: [], bytes: end };
    } else if (facts) {
      if (kind === kinds.labels) facts.unknownLabels.push(...(JSON.parse(text(body)) as string[]));
      facts.rows += rowCount;
      facts.bytes = end;
    }
  }
  return facts;
}

/** The staged rows in order, block by block; memory flat. */
export async function* readStaged(path: string): AsyncGenerator<PredictionBlock, void, undefined> {
  let shape: PredictionShape | null = null;
  let firstRow = 0;
  for await (const { kind, rowCount, body } of blocks(path)) {
    if (kind === kinds.shape) shape = JSON.parse(text(body)) as PredictionShape;
    if (kind !== kinds.rows || !shape) continue;
    yield blockOf(body, { firstRow, rowCount, shape });
    firstRow += rowCount;
  }
}

interface RawBlock {
  kind: number;
  rowCount: number;
  body: ArrayBuffer;
  /** Offset behind the block. */
  end: number;
}

async function* blocks(path: string): AsyncGenerator<RawBlock, void, undefined> {
  const file = await open(path, 'r').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
  if (!file) return;
  try {
    const size = fstatSync(file.fd).size;
    const head = new Uint32Array(headBytes / 4);
    const first = Buffer.alloc(magic.length);
    if (readSync(file.fd, first, 0, magic.length, 0) < magic.length || !first.equals(magic)) return;
    for (let offset = magic.length; offset + headBytes <= size;) {
      readSync(file.fd, head, 0, headBytes, offset);
      const [kind = 0, rowCount = 0, bytes = 0, checksum = 0] = head;
      const end = offset + headBytes + bytes;
      if (end > size) return;
      const body = new ArrayBuffer(bytes);
      const view = new Uint8Array(body);
      await file.read(view, 0, bytes, offset + headBytes);
      if (crc32(view) !== checksum) return;
      yield { kind, rowCount, body, end };
      offset = end;
    }
  } finally {
    await file.close();
  }
}

/** Doubles first, so that every array is aligned. */
function columnsOf(block: PredictionBlock, shape: PredictionShape): (Float64Array | Int32Array)[] {
  const wanted: (Float64Array | Int32Array | null)[] = [
    shape.hasTime ? block.time : null,
    shape.hasWeight ? block.weight : null,
    shape.hasScores ? block.scores : null,
    shape.hasActual ? block.actual : null,
    block.predicted,
  ];
  const columns = wanted.filter((column) => column !== null);
  const expected = [shape.hasTime, shape.hasWeight, shape.hasScores, shape.hasActual, true].filter(Boolean).length;
  if (columns.length !== expected) {
    throw new AppError('INTERNAL', 'A block of predictions lacks a column.', { hint: 'Please report this with the log file.' });
  }
  return columns;
}

function blockOf(body: ArrayBuffer, about: { firstRow: number; rowCount: number; shape: PredictionShape }): PredictionBlock {
  const { firstRow, rowCount, shape } = about;
  let offset = 0;
  const doubles = (length: number): Float64Array => {
    const array = new Float64Array(body, offset, length);
    offset += array.byteLength;
    return array;
  };
  const integers = (length: number): Int32Array => {
    const array = new Int32Array(body, offset, length);
    offset += array.byteLength;
    return array;
  };
  const values = shape.task === 'classification' ? integers : doubles;
  const time = shape.hasTime ? doubles(rowCount) : null;
  const weight = shape.hasWeight ? doubles(rowCount) : null;
  const scores = shape.hasScores ? doubles(rowCount * shape.classCount) : null;
  const actual = shape.hasActual ? values(rowCount) : null;
  return { firstRow, rowCount, time, weight, scores, actual, predicted: values(rowCount) };
}

function bytesOf(array: Float64Array | Int32Array | Uint32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function text(body: ArrayBuffer): string {
  return Buffer.from(body).toString('utf8');
}

/** One call writes all of it, unless the disk is full or the system took only a part. */
function writeAll(file: number, parts: Uint8Array[]): void {
  let rest = parts.filter((part) => part.byteLength > 0);
  while (rest.length > 0) {
    let written = writevSync(file, rest);
    while (rest.length > 0 && written >= (rest[0] as Uint8Array).byteLength) {
      written -= (rest[0] as Uint8Array).byteLength;
      rest = rest.slice(1);
    }
    if (written > 0) rest = [(rest[0] as Uint8Array).subarray(written), ...rest.slice(1)];
  }
}
