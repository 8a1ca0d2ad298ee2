// The model as it is deployed: raw rows in, answers out. Everything that damages, edits or mends rows asks it here.
import type { PreparationPlan } from '../api/schemas/mapping.ts';
import { throwIfAborted, yieldToEventLoop } from '../base/abort.ts';
import type { Column, ColumnBatch } from '../base/columns.ts';
import { runPrepared } from '../inference/runPrepared.ts';
import type { Session } from '../inference/runtime.ts';
import { createChangePreparer, type ChangePreparer, type CleanBatch } from '../prepare/changedColumns.ts';
import { readOutputs, type PredictionBatch } from '../prepare/predictions.ts';
import { createPreparer, type PreparedBatch } from '../prepare/preparer.ts';
import { sliceColumn } from './columnRows.ts';
import type { StressTable } from './stressTable.ts';

export interface Spent {
  prepareMs: number;
  inferMs: number;
  /** Rows that went through the model. */
  rows: number;
}

export interface ModelUnderTest {
  readonly plan: PreparationPlan;
  readonly table: StressTable;
  /** What it says of the rows as they are. */
  readonly clean: PredictionBatch;
  readonly spent: Spent;
  /**
   * Answers over the whole table with these columns in place of its own. Only inputs that they feed are prepared anew.
   * Columns that feed nothing, or are those of the table, change nothing: then it is `clean` itself.
   */
  predict(changed: ReadonlyMap<string, Column>, signal?: AbortSignal): Promise<PredictionBatch>;
  /** Answers for any raw rows with the columns of the plan. */
  predictRows(batch: ColumnBatch, signal?: AbortSignal): Promise<PredictionBatch>;
  /** The same session and rows through another preparation or reading; clean answers are made anew. */
  withPlan(plan: PreparationPlan, signal?: AbortSignal): Promise<ModelUnderTest>;
}

export interface ModelUnderTestRequest {
  session: Session;
  plan: PreparationPlan;
  table: StressTable;
  /** Rows a call of the runtime, from measureBatchSize. */
  batchRows: number;
  signal?: AbortSignal | undefined;
}

/** Elements of prepared rows that are kept at most: 512 MB of float32. Of more, every prediction prepares its rows anew. */
const keptElements = 128 * 2 ** 20;

/** Runs the table once as it is. The session stays the caller's to close. @throws DATA_MISMATCH, CANCELLED, errors of the runtime */
export async function modelUnderTest(request: ModelUnderTestRequest): Promise<ModelUnderTest> {
  const { session, plan, table, batchRows } = request;
  const spent: Spent = { prepareMs: 0, inferMs: 0, rows: 0 };

  const infer = async (prepared: PreparedBatch, into: Answers): Promise<void> => {
    const start = performance.now();
    const outputs = await runPrepared(session, plan, prepared);
    into.add(readOutputs(plan, outputs, prepared.rowCount, prepared.rejected));
    spent.inferMs += performance.now() - start;
    spent.rows += prepared.rowCount;
    // The cancel message is read here: a run blocks the loop.
    await yieldToEventLoop();
  };
  const inBatches = async (
    rowCount: number,
    prepare: (from: number, to: number) => PreparedBatch,
    signal: AbortSignal | undefined,
  ): Promise<PredictionBatch> => {
    const answers = new Answers(rowCount);
    for (let from = 0; from < rowCount; from += batchRows) {
      throwIfAborted(signal);
      const start = performance.now();
      const prepared = prepare(from, Math.min(rowCount, from + batchRows));
      spent.prepareMs += performance.now() - start;
      await infer(prepared, answers);
    }
    return answers.finish();
  };

  const whole = createPreparer(plan);
  const predictRows = (batch: ColumnBatch, signal?: AbortSignal): Promise<PredictionBatch> =>
    inBatches(
      batch.rowCount,
      (from, to) => whole.prepare(sliceRows(whole.columns, (name) => batch.columns[name] as Column, from, to)),
      signal,
    );

  const ofTable = (changed?: ReadonlyMap<string, Column>) => (name: string) =>
    (changed?.get(name) ?? table.columns.get(name)) as Column;
  const kept = keepPrepared(createChangePreparer(plan), request, ofTable());
  const predictTable = (changed: ReadonlyMap<string, Column>, signal?: AbortSignal): Promise<PredictionBatch> =>
    inBatches(
      table.rowCount,
      (from, to) => kept?.(from, to, changed) ?? whole.prepare(sliceRows(whole.columns, ofTable(changed), from, to)),
      signal,
    );

  const clean = await predictTable(new Map(), request.signal);
  return {
    plan,
    table,
    clean,
    spent,
    async predict(changed, signal) {
      const fed = [...changed].filter(([name, column]) => whole.columns.includes(name) && column !== table.columns.get(name));
      return fed.length === 0 ? clean : predictTable(new Map(fed), signal);
    },
    predictRows,
    withPlan: (other, signal) => modelUnderTest({ ...request, plan: other, signal }),
  };
}

function sliceRows(names: readonly string[], column: (name: string) => Column, from: number, to: number): ColumnBatch {
  const columns = Object.fromEntries(names.map((name) => [name, sliceColumn(column(name), from, to)]));
  return { firstRow: from, rowCount: to - from, columns };
}

type PrepareChanged = (from: number, to: number, changed: ReadonlyMap<string, Column>) => PreparedBatch;

/** Prepares each batch once and keeps it; null where that would take too much memory. */
function keepPrepared(
  preparer: ChangePreparer,
  { plan, table }: ModelUnderTestRequest,
  column: (name: string) => Column,
): PrepareChanged | null {
  const width = plan.inputs.reduce((sum, { features }) => sum + features.length, 0);
  if (width * table.rowCount > keptElements) return null;
  const batches = new Map<number, CleanBatch>();
  return (from, to, changed) => {
    let clean = batches.get(from);
    if (!clean) batches.set(from, (clean = preparer.clean(sliceRows(preparer.columns, column, from, to))));
    return preparer.changed(clean, new Map([...changed].map(([name, whole]) => [name, sliceColumn(whole, from, to)])));
  };
}

/** Answers of consecutive rows as one. */
export function joinPredictions(parts: readonly PredictionBatch[], rowCount: number): PredictionBatch {
  const answers = new Answers(rowCount);
  for (const part of parts) answers.add(part);
  return answers.finish();
}

/** Answers of a whole table, put together batch by batch. */
class Answers {
  readonly #rowCount: number;
  #row = 0;
  #whole: PredictionBatch | null = null;

  constructor(rowCount: number) {
    this.#rowCount = rowCount;
  }

  add(part: PredictionBatch): void {
    if (part.rowCount === 0) return;
    const rows = this.#rowCount;
    const width = (part.scores?.length ?? 0) / part.rowCount;
    this.#whole ??= {
      rowCount: rows,
      classIndex: part.classIndex && new Int32Array(rows),
      values: part.values && new Float64Array(rows),
      scores: part.scores && new Float64Array(rows * width),
      ...(part.abstained && { abstained: new Uint8Array(rows) }),
    };
    if (part.classIndex) this.#whole.classIndex?.set(part.classIndex, this.#row);
    if (part.values) this.#whole.values?.set(part.values, this.#row);
    if (part.scores) this.#whole.scores?.set(part.scores, this.#row * width);
    if (part.abstained) this.#whole.abstained?.set(part.abstained, this.#row);
    this.#row += part.rowCount;
  }

  finish(): PredictionBatch {
    return this.#whole ?? { rowCount: 0, classIndex: null, values: null, scores: null };
  }
}
