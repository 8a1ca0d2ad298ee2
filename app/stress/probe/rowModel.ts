// Rows in, answers out, as a server would give them: through preparation, runtime and reading.
import type { RowAnswer } from '../../api/schemas/probe.ts';
import type { PreparationPlan } from '../../api/schemas/mapping.ts';
import { throwIfAborted, yieldToEventLoop } from '../../base/abort.ts';
import type { Column, ColumnBatch } from '../../base/columns.ts';
import { isAppError } from '../../base/errors.ts';
import { runPrepared } from '../../inference/runPrepared.ts';
import type { Session } from '../../inference/runtime.ts';
import { readOutputs, type PredictionBatch } from '../../prepare/predictions.ts';
import { createPreparer } from '../../prepare/preparer.ts';
import { sliceColumn } from '../columnRows.ts';

/** Answers to rows; `rejected` as in PreparedBatch. */
export interface Answers extends PredictionBatch {
  rejected: Uint8Array | null;
  /** What the runtime said of rows that it refused, by row; null = it took all of them. */
  refused: ReadonlyMap<number, string> | null;
}

export interface RowModel {
  readonly plan: PreparationPlan;
  /** Columns to give, in the order of the plan. */
  readonly columns: readonly string[];
  /** All rows in one call of the runtime; where it refuses that, in halves, down to the rows that it will not take. */
  run(batch: ColumnBatch): Promise<Answers>;
}

export function rowModel(session: Session, plan: PreparationPlan): RowModel {
  const preparer = createPreparer(plan);
  const run = async (batch: ColumnBatch): Promise<Answers> => {
    const prepared = preparer.prepare(batch);
    const { rejected } = prepared;
    try {
      const outputs = await runPrepared(session, plan, prepared);
      return { ...readOutputs(plan, outputs, batch.rowCount, rejected), rejected, refused: null };
    } catch (error) {
      // One row that it cannot take fails the call for all of them.
      if (!isAppError(error) || error.code !== 'DATA_MISMATCH') throw error;
      if (batch.rowCount <= 1) return refusedRow(plan, error.message);
      const half = batch.rowCount >> 1;
      return joinAnswers(await run(rowsOf(batch, 0, half)), await run(rowsOf(batch, half, batch.rowCount)));
    }
  };
  return { plan, columns: preparer.columns, run };
}

function rowsOf(batch: ColumnBatch, from: number, to: number): ColumnBatch {
  const columns = Object.entries(batch.columns).map(([name, column]): [string, Column] => [name, sliceColumn(column, from, to)]);
  return { firstRow: batch.firstRow + from, rowCount: to - from, columns: Object.fromEntries(columns) };
}

function refusedRow({ reading }: PreparationPlan, message: string): Answers {
  const isRegression = reading.task === 'regression';
  return {
    rowCount: 1,
    classIndex: isRegression ? null : Int32Array.of(-1),
    values: isRegression ? Float64Array.of(NaN) : null,
    scores: reading.scores && !isRegression ? new Float64Array(reading.classes.length).fill(NaN) : null,
    rejected: null,
    refused: new Map([[0, message]]),
  };
}

function joinAnswers(a: Answers, b: Answers): Answers {
  const join = <T extends Int32Array | Float64Array | Uint8Array>(first: T | null, second: T | null, made: T): T | null => {
    if (!first && !second) return null;
    if (first) made.set(first);
    if (second) made.set(second, made.length - second.length);
    return made;
  };
  const rowCount = a.rowCount + b.rowCount;
  const marks = (a.abstained ?? b.abstained) ? join(a.abstained ?? null, b.abstained ?? null, new Uint8Array(rowCount)) : null;
  const moved = [...(b.refused ?? [])].map(([row, message]) => [row + a.rowCount, message] as const);
  return {
    rowCount,
    classIndex: join(a.classIndex, b.classIndex, new Int32Array(rowCount)),
    values: join(a.values, b.values, new Float64Array(rowCount)),
    scores: join(a.scores, b.scores, new Float64Array((a.scores?.length ?? 0) + (b.scores?.length ?? 0))),
    rejected: join(a.rejected, b.rejected, new Uint8Array(rowCount)),
    ...(marks && { abstained: marks }),
    refused: a.refused || moved.length > 0 ? new Map([...(a.refused ?? []), ...moved]) : null,
  };
}

/** Portions of at most `rows` rows, with their place; between two of them cancelling is heard. */
export async function* inPortions(
  model: RowModel,
  batch: ColumnBatch,
  { rows, signal }: { rows: number; signal: AbortSignal },
): AsyncGenerator<{ from: number; answers: Answers }, void, undefined> {
  for (let from = 0; from < batch.rowCount; from += rows) {
    throwIfAborted(signal);
    const to = Math.min(batch.rowCount, from + rows);
    yield { from, answers: await model.run(rowsOf(batch, from, to)) };
    await yieldToEventLoop();
  }
}

const refusals = [
  'The model gave a number that is none (NaN).',
  'A cell is missing, and the mapping refuses such rows.',
  'A value does not fit the type of its input.',
];

/** One row of the answers, in words where there is none. */
export function answerOf(plan: PreparationPlan, answers: Answers, row: number): RowAnswer {
  const { classes } = plan.reading;
  const refusal = answers.refused?.get(row) ?? refusals[answers.rejected?.[row] ?? 0] ?? null;
  if (answers.values) {
    const value = answers.values[row] as number;
    if (Number.isFinite(value)) return { prediction: value, scores: null, refusal: null };
    const given = value === Infinity || value === -Infinity ? 'The model gave an infinite number.' : refusal;
    return { prediction: null, scores: null, refusal: given };
  }
  const index = answers.classIndex?.[row] ?? -1;
  if (index < 0) return { prediction: null, scores: null, refusal };
  const scores = answers.scores ? [...answers.scores.subarray(row * classes.length, (row + 1) * classes.length)] : null;
  const marks = answers.abstained;
  return { prediction: classes[index] ?? null, scores, refusal: null, ...(marks && { abstained: marks[row] === 1 }) };
}
