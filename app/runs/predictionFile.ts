// predictions.parquet while it is being written, row group by row group.
import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { Abstain } from '../api/schemas/repairs.ts';
import { abstains } from '../prepare/abstain.ts';
import { IdReader } from './idReader.ts';
import { ParquetWriter, type ParquetColumnSpec, type ParquetValues } from './parquetWriter.ts';
import type { PredictionBlock, PredictionShape } from './predictionBlock.ts';
import { predictionColumns } from './predictionColumns.ts';

export interface PredictionFileRequest {
  shape: PredictionShape;
  classes: readonly string[];
  /** Labels that the model does not know; may grow as long as each is there before the first block that has it. */
  unknownLabels: readonly string[];
  /** Which answers are marked as unsure; left out where none are. */
  abstain?: Abstain | undefined;
  /** Where the id of each row comes from; null without an id column. */
  id: { data: DatasetCard; column: string } | null;
}

const groupRows = 122_880;
const groupBytes = 16 * 1024 * 1024;

/** Takes blocks in row order. Ends with `finish` or `discard`; the file is whole only after `finish`. */
export class PredictionFile {
  readonly #writer: ParquetWriter;
  readonly #request: PredictionFileRequest;
  readonly #ids: IdReader | null;
  readonly #limit: number;
  #pending: PredictionBlock[] = [];
  #rows = 0;

  private constructor(writer: ParquetWriter, request: PredictionFileRequest) {
    this.#writer = writer;
    this.#request = request;
    this.#ids = request.id ? new IdReader(request.id) : null;
    this.#limit = Math.max(1, Math.min(groupRows, Math.floor(groupBytes / (8 * (5 + request.shape.classCount)))));
  }

  static async create(path: string, request: PredictionFileRequest): Promise<PredictionFile> {
    const { shape, classes, abstain, id } = request;
    const names = predictionColumns(shape, { classes, hasId: id !== null, isGated: abstain !== undefined });
    const specs = names.map((name): ParquetColumnSpec => ({ name, type: typeOf(name, shape) }));
    return new PredictionFile(await ParquetWriter.create(path, specs), request);
  }

  async add(block: PredictionBlock): Promise<void> {
    if (this.#rows > 0 && this.#rows + block.rowCount > this.#limit) await this.#writeGroup();
    this.#pending.push(block);
    this.#rows += block.rowCount;
  }

  async finish(): Promise<void> {
    if (this.#rows > 0) await this.#writeGroup();
    await this.#ids?.close();
    await this.#writer.finish();
  }

  async discard(): Promise<void> {
    this.#pending = [];
    await this.#ids?.close();
    await this.#writer.close();
  }

  async #writeGroup(): Promise<void> {
    const { shape, classes, abstain, unknownLabels } = this.#request;
    const group = joined(this.#pending, this.#rows);
    this.#pending = [];
    this.#rows = 0;
    // Labels beyond those that are told apart share one name.
    const labels = [...classes, ...unknownLabels, 'further labels'];
    const ids = this.#ids ? await this.#ids.next(group.rowCount) : null;
    const about = { shape, labels, classCount: classes.length, abstain, ids };
    await this.#writer.writeRowGroup(columnValues(group, about), group.rowCount);
  }
}

function typeOf(name: string, shape: PredictionShape): ParquetColumnSpec['type'] {
  if (name === 'row') return 'int64';
  if (name === 'time') return 'timestamp-ms';
  if (name === 'id') return 'text';
  if (name === 'abstained') return 'boolean';
  const isLabel = name === 'actual' || name === 'predicted';
  return isLabel && shape.task === 'classification' ? 'label' : 'double';
}

/** Several blocks as one. */
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

function columnValues(
  group: PredictionBlock,
  about: {
    shape: PredictionShape;
    labels: readonly string[];
    classCount: number;
    abstain: Abstain | undefined;
    ids: (string | null)[] | null;
  },
): ParquetValues[] {
  const { shape, labels, classCount, abstain } = about;
  const { rowCount } = group;
  const columns: ParquetValues[] = [{ values: rowNumbers(group), present: null }];
  if (shape.hasTime && group.time) columns.push(timestamps(group.time));
  if (about.ids) columns.push({ texts: about.ids });
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
  if (abstain && shape.hasScores && group.scores && group.predicted instanceof Int32Array) {
    columns.push(marks(abstain, group.scores, group.predicted, classCount));
  }
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

/** Missing where there is no answer to be unsure of. */
function marks(abstain: Abstain, scores: Float64Array, predicted: Int32Array, classCount: number): ParquetValues {
  let present: Uint8Array | null = null;
  for (let row = 0; row < predicted.length; row++) {
    if ((predicted[row] as number) >= 0) continue;
    present ??= new Uint8Array(predicted.length).fill(1);
    present[row] = 0;
  }
  return { flags: abstains(abstain, scores, predicted, classCount), present };
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
