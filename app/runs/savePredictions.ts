// Staged rows -> predictions.parquet, row group by row group; written whole or not at all.
import type { DatasetCard } from '../api/schemas/datasets.ts';
import { throwIfAborted } from '../base/abort.ts';
import type { Column } from '../base/columns.ts';
import { readBatches } from '../data/readBatches.ts';
import { replaceFile } from '../storage/atomicWrite.ts';
import { ParquetWriter, type ParquetColumnSpec, type ParquetValues } from './parquetWriter.ts';
import type { PredictionBlock, PredictionShape, PredictionSource } from './predictionBlock.ts';
import { predictionColumns } from './predictionColumns.ts';

export interface SavePredictions {
  path: string;
  source: PredictionSource;
  shape: PredictionShape;
  classes: readonly string[];
  unknownLabels: readonly string[];
  /** Where the id of each row comes from; null without an id column. */
  id: { data: DatasetCard; column: string } | null;
  rows: number;
  signal?: AbortSignal | undefined;
}

const groupRows = 122_880;
const groupBytes = 16 * 1024 * 1024;

export async function savePredictions(request: SavePredictions): Promise<void> {
  const { shape, classes } = request;
  const names = predictionColumns(shape, { classes, hasId: request.id !== null });
  const specs = names.map((name): ParquetColumnSpec => ({ name, type: typeOf(name, shape) }));
  // Labels beyond those that are told apart share one name.
  const labels = [...classes, ...request.unknownLabels, 'further labels'];
  await replaceFile(request.path, async (temporary) => {
    const writer = await ParquetWriter.create(temporary, specs);
    const ids = request.id ? new IdReader(request.id, request.rows, request.signal) : null;
    try {
      for await (const group of grouped(request.source(), shape)) {
        throwIfAborted(request.signal);
        await writer.writeRowGroup(await columnValues(group, { shape, labels, classCount: classes.length, ids }), group.rowCount);
      }
      await writer.finish();
    } catch (error) {
      await writer.close();
      throw error;
    } finally {
      await ids?.close();
    }
  });
}

function typeOf(name: string, shape: PredictionShape): ParquetColumnSpec['type'] {
  if (name === 'row') return 'int64';
  if (name === 'time') return 'timestamp-ms';
  if (name === 'id') return 'text';
  const isLabel = name === 'actual' || name === 'predicted';
  return isLabel && shape.task === 'classification' ? 'label' : 'double';
}

/** Several blocks joined, up to the size of a row group. */
async function* grouped(
  source: AsyncIterable<PredictionBlock>,
  shape: PredictionShape,
): AsyncGenerator<PredictionBlock, void, undefined> {
  let pending: PredictionBlock[] = [];
  let rows = 0;
  const limit = Math.max(1, Math.min(groupRows, Math.floor(groupBytes / (8 * (5 + shape.classCount)))));
  for await (const block of source) {
    if (rows > 0 && rows + block.rowCount > limit) {
      yield joined(pending, rows);
      pending = [];
      rows = 0;
    }
    pending.push(block);
    rows += block.rowCount;
  }
  if (rows > 0) yield joined(pending, rows);
}

function joined(blocks: PredictionBlock[], rowCount: number): PredictionBlock {
  const first = blocks[0] as PredictionBlock;
  if (blocks.length === 1) return first;
  const doubles = (pick: (block: PredictionBlock) => Float64Array | null): Float64Array | null => {
    const parts = blocks.map(pick).filter((part) => part !== null);
    if (parts.length === 0) return null;
    const whole = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
    fill(whole, parts);
    return whole;
  };
  const values = (pick: (block: PredictionBlock) => Int32Array | Float64Array | null): Int32Array | Float64Array | null => {
    const parts = blocks.map(pick).filter((part) => part !== null);
    if (parts.length === 0) return null;
    const whole = parts[0] instanceof Int32Array ? new Int32Array(rowCount) : new Float64Array(rowCount);
    fill(whole, parts);
    return whole;
  };
  return {
    firstRow: first.firstRow,
    rowCount,
    time: doubles((block) => block.time),
    weight: doubles((block) => block.weight),
    scores: doubles((block) => block.scores),
    actual: values((block) => block.actual),
    predicted: values((block) => block.predicted) as Int32Array | Float64Array,
  };
}

function fill(whole: Float64Array | Int32Array, parts: (Float64Array | Int32Array)[]): void {
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
}

async function columnValues(
  group: PredictionBlock,
  about: { shape: PredictionShape; labels: readonly string[]; classCount: number; ids: IdReader | null },
): Promise<ParquetValues[]> {
  const { shape, labels, classCount } = about;
  const { rowCount } = group;
  const columns: ParquetValues[] = [{ values: rowNumbers(group), present: null }];
  if (shape.hasTime && group.time) columns.push(timestamps(group.time));
  if (about.ids) columns.push({ texts: await about.ids.next(rowCount) });
  for (const values of [shape.hasActual ? group.actual : null, group.predicted]) {
    if (values instanceof Int32Array) columns.push({ codes: labelCodes(values, classCount, labels.length), labels });
    else if (values) columns.push(numbers(values));
  }
  if (shape.hasScores && group.scores) {
    for (let k = 0; k < classCount; k++) {
      const column = new Float64Array(rowCount);
      for (let row = 0; row < rowCount; row++) column[row] = group.scores[row * classCount + k] as number;
      columns.push(numbers(column));
    }
  }
  if (shape.hasWeight && group.weight) columns.push(numbers(group.weight));
  return columns;
}

function rowNumbers(group: PredictionBlock): BigInt64Array {
  const numbersOfRows = new BigInt64Array(group.rowCount);
  // As two 32-bit halves: making a bigint for each row costs ten times as much.
  const halves = new Uint32Array(numbersOfRows.buffer);
  for (let row = 0; row < group.rowCount; row++) {
    const number = group.firstRow + row + 1;
    halves[2 * row] = number >>> 0;
    halves[2 * row + 1] = Math.floor(number / 4294967296);
  }
  return numbersOfRows;
}

function timestamps(time: Float64Array): ParquetValues {
  const values = new BigInt64Array(time.length);
  const halves = new Int32Array(values.buffer);
  let present: Uint8Array | null = null;
  for (let row = 0; row < time.length; row++) {
    const at = Math.floor(time[row] as number);
    if (at !== at) {
      present ??= new Uint8Array(time.length).fill(1);
      present[row] = 0;
      continue;
    }
    const high = Math.floor(at / 4294967296);
    halves[2 * row] = (at - high * 4294967296) | 0;
    halves[2 * row + 1] = high;
  }
  return { values, present };
}

function numbers(values: Float64Array): ParquetValues {
  let present: Uint8Array | null = null;
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    if (value === value) continue;
    present ??= new Uint8Array(values.length).fill(1);
    present[row] = 0;
  }
  return { values, present };
}

/** -1 stays missing; -2 - j becomes the place of unknown label j behind the classes. */
function labelCodes(codes: Int32Array, classCount: number, labelCount: number): Int32Array {
  const places = new Int32Array(codes.length);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number;
    places[row] = code >= -1 ? code : Math.min(labelCount - 1, classCount - 2 - code);
  }
  return places;
}

/** The id column of the dataset, so many rows at a time. */
class IdReader {
  readonly #batches: AsyncIterator<{ rowCount: number; columns: Record<string, Column> }>;
  readonly #column: string;
  #pending: (string | null)[] = [];

  constructor(id: { data: DatasetCard; column: string }, rows: number, signal: AbortSignal | undefined) {
    this.#column = id.column;
    this.#batches = readBatches(id.data, { columns: [id.column], batchRows: 32_768, endRow: rows, threads: 1, signal })[
      Symbol.asyncIterator
    ]();
  }

  async next(rowCount: number): Promise<(string | null)[]> {
    while (this.#pending.length < rowCount) {
      const step = await this.#batches.next();
      if (step.done) break;
      const column = step.value.columns[this.#column];
      for (let row = 0; row < step.value.rowCount; row++) this.#pending.push(idText(column, row));
    }
    const taken = this.#pending.slice(0, rowCount);
    this.#pending = this.#pending.slice(rowCount);
    while (taken.length < rowCount) taken.push(null);
    return taken;
  }

  async close(): Promise<void> {
    await this.#batches.return?.();
  }
}

function idText(column: Column | undefined, row: number): string | null {
  if (!column) return null;
  if (column.kind === 'text') return column.dictionary[column.codes[row] as number] ?? null;
  if (column.valid?.[row] === 0) return null;
  return String(column.values[row]);
}
