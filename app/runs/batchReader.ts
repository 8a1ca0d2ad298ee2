// Rows of the dataset as tensors, together with what the metrics need of each row. Runs in a thread of its own
// (main/worker/reader.ts), so that it reads ahead while the runtime blocks the main thread; or in-process.
import type { Mapping } from '../api/schemas/mapping.ts';
import type { Column, ColumnBatch } from '../base/columns.ts';
import { readBatches } from '../data/readBatches.ts';
import { createPreparer, type PreparedBatch } from '../prepare/preparer.ts';
import { isText } from '../prepare/tensors.ts';
import { createLabelReader } from './labelReader.ts';
import type { ReaderRequest, ReaderStart } from './readerRequest.ts';

export interface ReadBatch {
  prepared: PreparedBatch;
  /** As in PredictionBlock; null without a target column. */
  actual: Int32Array | Float64Array | null;
  /** Milliseconds since 1970, NaN = missing; null without a time column. */
  time: Float64Array | null;
  weight: Float64Array | null;
  /** Labels unknown to the model first met in this batch, in the order of their numbers. */
  newLabels: string[];
  /** Time spent on this batch in the reader. */
  readMs: number;
  prepareMs: number;
}

/** Opened before the model is, so that it warms up meanwhile. */
export interface BatchReader {
  /** The first rows, unprepared, to measure on. To be asked for before `start`. */
  sample(rows: number): Promise<ColumnBatch | null>;
  start(how: ReaderStart): void;
  /** The next batch in row order; null after the last. Throws what reading threw. */
  next(): Promise<ReadBatch | null>;
  close(): Promise<void>;
}

export type OpenReader = (request: ReaderRequest) => BatchReader;

/** The roles that a run needs besides the features. Null = no column has that role. */
export function roleColumns(mapping: Mapping): Record<'target' | 'time' | 'id' | 'weight', string | null> {
  const of = (role: string): string | null => mapping.columns.find((column) => column.role === role)?.name ?? null;
  return { target: of('target'), time: of('time'), id: of('id'), weight: of('weight') };
}

/** The first rows with the columns the model needs. */
export async function readSample(request: ReaderRequest, rows: number): Promise<ColumnBatch | null> {
  const { columns } = createPreparer(request.plan);
  const endRow = Math.min(rows, request.data.rows);
  for await (const batch of readBatches(request.data, { columns, batchRows: rows, endRow, threads: 1 })) return batch;
  return null;
}

/** Reads and prepares batch after batch; all arrays are new for every batch and may be transferred. */
export async function* readPrepared(
  request: ReaderRequest & ReaderStart,
  options: { signal?: AbortSignal } = {},
): AsyncGenerator<ReadBatch, void, undefined> {
  const { data, plan, mapping } = request;
  const preparer = createPreparer(plan);
  const roles = roleColumns(mapping);
  const labels = createLabelReader(request);
  const extra = [roles.target, roles.time, roles.weight].filter((name) => name !== null);
  const columns = [...new Set([...preparer.columns, ...extra])];
  let before = performance.now();
  const batches = readBatches(data, {
    columns,
    batchRows: request.batchRows,
    startRow: request.startRow,
    threads: 1,
    memoryLimit: '512MB',
    signal: options.signal,
  });
  for await (const batch of batches) {
    const read = performance.now();
    const column = (name: string | null): Column | undefined => (name === null ? undefined : batch.columns[name]);
    const prepared = preparer.prepare(batch);
    const { actual, newLabels } = labels(column(roles.target), batch.rowCount);
    const time = roles.time === null ? null : numbersOf(column(roles.time), batch.rowCount);
    const weight = roles.weight === null ? null : numbersOf(column(roles.weight), batch.rowCount);
    const done = performance.now();
    yield { prepared, actual, time, weight, newLabels, readMs: read - before, prepareMs: done - read };
    before = performance.now();
  }
}

/** Everything of a batch that can change threads without being copied. */
export function transferList(batch: ReadBatch): ArrayBuffer[] {
  const arrays: (ArrayBufferView | null)[] = [
    batch.actual,
    batch.time,
    batch.weight,
    batch.prepared.rejected,
    ...Object.values(batch.prepared.tensors).map(({ data }) => (isText(data) ? data.codes : data)),
  ];
  return [...new Set(arrays.filter((array) => array !== null).map((array) => array.buffer as ArrayBuffer))];
}

/** Reads in this thread: simple, and what tests use; reading and running then take turns. */
export const openLocalReader: OpenReader = (request) => {
  const stop = new AbortController();
  let batches: ReturnType<typeof readPrepared> | null = null;
  return {
    sample: (rows) => readSample(request, rows),
    start(how) {
      batches = readPrepared({ ...request, ...how }, { signal: stop.signal });
    },
    async next() {
      const step = await batches?.next();
      return !step || step.done ? null : step.value;
    },
    async close() {
      stop.abort();
      await batches?.return();
    },
  };
};

/** Doubles with NaN for missing; a copy, since a column may feed the model as well. */
export function numbersOf(column: Column | undefined, rowCount: number): Float64Array {
  const numbers = new Float64Array(rowCount).fill(NaN);
  if (column?.kind === 'number') {
    numbers.set(column.values);
    if (column.valid) for (let row = 0; row < rowCount; row++) if (column.valid[row] === 0) numbers[row] = NaN;
  } else if (column?.kind === 'bigint') {
    for (let row = 0; row < rowCount; row++) if (column.valid?.[row] !== 0) numbers[row] = Number(column.values[row]);
  }
  return numbers;
}
