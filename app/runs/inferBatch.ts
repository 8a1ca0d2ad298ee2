import type { PreparationPlan } from '../api/schemas/mapping.ts';
import { AppError, isAppError, isCancelled } from '../base/errors.ts';
import { runPrepared } from '../inference/runPrepared.ts';
import type { Session } from '../inference/runtime.ts';
import { readOutputs, type PredictionBatch } from '../prepare/predictions.ts';
import type { PreparedBatch } from '../prepare/preparer.ts';
import { sliceRows } from '../prepare/tensors.ts';
import type { InflightMark } from './inflight.ts';
import { pieceRows } from './nextAttempt.ts';
import type { Resume, RowRange } from './validateRequest.ts';

export interface InferContext {
  session: Session;
  plan: PreparationPlan;
  inflight: InflightMark;
  resume: Resume | null;
  /** Rows that the model does not take are added here. */
  refused: RefusedRows;
}

/** Rows without a prediction because the runtime ended their batch with an error. */
export interface RefusedRows {
  /** 1-based, ascending. */
  rows: number[];
  /** What the runtime said of the first. */
  message: string;
}

/** More rows than this are no exceptions: the model does not fit the data. */
const refusedRowLimit = 1000;

/** Runs one batch, noting before every call into the runtime which rows go in. */
export async function inferBatch(batch: PreparedBatch, context: InferContext): Promise<PredictionBatch> {
  const whole = { from: batch.firstRow, to: batch.firstRow + batch.rowCount };
  const pieces = piecesOf(whole, context.resume);
  const only = pieces[0];
  if (pieces.length === 1 && only && only.from === whole.from && only.to === whole.to) return inferPiece(batch, context);

  const parts: { range: RowRange; prediction: PredictionBatch }[] = [];
  for (const range of pieces) {
    const piece = slice(batch, range.from - batch.firstRow, range.to - batch.firstRow);
    parts.push({ range, prediction: await inferPiece(piece, context) });
  }
  return put(parts, batch, context.plan);
}

async function inferPiece(batch: PreparedBatch, context: InferContext): Promise<PredictionBatch> {
  let outputs: Awaited<ReturnType<typeof runPrepared>>;
  try {
    outputs = await runRows(batch, context);
  } catch (error) {
    if (!isAppError(error) || error.code !== 'DATA_MISMATCH' || (await isAboutEveryRow(batch, context))) throw error;
    return aroundRefused(batch, error, context);
  }
  return readOutputs(context.plan, outputs, batch.rowCount, batch.rejected);
}

function runRows(batch: PreparedBatch, context: InferContext): ReturnType<typeof runPrepared> {
  context.inflight.set({ from: batch.firstRow, to: batch.firstRow + batch.rowCount });
  return runPrepared(context.session, context.plan, batch);
}

/** Where the first row of all fails and the last of its batch as well, it is not a matter of rows. */
async function isAboutEveryRow(batch: PreparedBatch, context: InferContext): Promise<boolean> {
  if (batch.firstRow > 0) return false;
  const last = batch.rowCount - 1;
  return (await failsOn(slice(batch, 0, 1), context)) && (await failsOn(slice(batch, last, last + 1), context));
}

async function failsOn(batch: PreparedBatch, context: InferContext): Promise<boolean> {
  try {
    await runRows(batch, context);
    return false;
  } catch (error) {
    if (isCancelled(error)) throw error;
    return true;
  }
}

/**
 * A model that takes some rows and not others (an index beyond its table, a division by zero): those it does not take are found by
 * halving and get no prediction.
 * @throws DATA_MISMATCH, naming the first of them, when they are more than can be looked at; the error itself where none is found
 */
async function aroundRefused(batch: PreparedBatch, error: AppError, context: InferContext): Promise<PredictionBatch> {
  const { refused } = context;
  const parts: { range: RowRange; prediction: PredictionBatch }[] = [];
  const halve = async (part: PreparedBatch): Promise<void> => {
    const { rowCount, firstRow } = part;
    if (rowCount === 1) {
      refused.message ||= error.message;
      refused.rows.push(firstRow + 1);
      if (refused.rows.length > refusedRowLimit) throw tooManyRefused(error, refused);
      return;
    }
    const middle = rowCount >> 1;
    await inferOrHalve(slice(part, 0, middle));
    await inferOrHalve(slice(part, middle, rowCount));
  };
  const inferOrHalve = async (part: PreparedBatch): Promise<void> => {
    let outputs: Awaited<ReturnType<typeof runPrepared>>;
    try {
      outputs = await runRows(part, context);
    } catch (again) {
      if (!isAppError(again) || again.code !== 'DATA_MISMATCH') throw again;
      await halve(part);
      return;
    }
    const range = { from: part.firstRow, to: part.firstRow + part.rowCount };
    parts.push({ range, prediction: readOutputs(context.plan, outputs, part.rowCount, part.rejected) });
  };
  const before = refused.rows.length;
  await halve(batch);
  // Every row went through when it was asked in smaller company: not the rows are to blame, and what is cannot be told.
  if (refused.rows.length === before) throw error;
  return put(parts, batch, context.plan);
}

function tooManyRefused(error: AppError, { rows }: RefusedRows): AppError {
  const [row = 0] = rows;
  const end = /[.!?]$/.test(error.message) ? '' : '.';
  const first = `The first row it does not take is row ${row.toLocaleString('en')}`;
  return new AppError(
    error.code,
    `${error.message}${end} ${first}, and there are more than ${refusedRowLimit.toLocaleString('en')}.`,
    {
      hint: `Look at these rows: values the model was not made for. ${error.hint}`,
      where: { ...error.where, row },
      cause: error,
    },
  );
}

/**
 * The ranges to run one after the other: fatal rows are left out, a suspicious range goes in small pieces.
 * Example: rows 0–9 with row 4 (0-based) fatal → [0, 4) and [5, 10).
 */
export function piecesOf(whole: RowRange, resume: Resume | null): RowRange[] {
  if (!resume) return [whole];
  const cuts = new Set([whole.from, whole.to]);
  const cut = (row: number): void => {
    if (row > whole.from && row < whole.to) cuts.add(row);
  };
  const fatal = new Set(resume.fatalRows.map((row) => row - 1));
  for (const row of fatal) {
    cut(row);
    cut(row + 1);
  }
  const { isolate } = resume;
  if (isolate) {
    const step = pieceRows(isolate);
    for (let row = isolate.from; row < isolate.to; row += step) cut(row);
    cut(isolate.to);
  }
  const edges = [...cuts].sort((a, b) => a - b);
  const ranges = edges.slice(0, -1).map((from, index) => ({ from, to: edges[index + 1] as number }));
  return ranges.filter((range) => !(range.to - range.from === 1 && fatal.has(range.from)));
}

function slice(batch: PreparedBatch, from: number, to: number): PreparedBatch {
  return {
    firstRow: batch.firstRow + from,
    rowCount: to - from,
    tensors: Object.fromEntries(Object.entries(batch.tensors).map(([name, tensor]) => [name, sliceRows(tensor, from, to)])),
    rejected: batch.rejected?.slice(from, to) ?? null,
  };
}

/** Puts pieces into one batch; rows that no piece covers have no prediction. */
function put(
  parts: { range: RowRange; prediction: PredictionBatch }[],
  batch: PreparedBatch,
  plan: PreparationPlan,
): PredictionBatch {
  const { reading } = plan;
  const { rowCount } = batch;
  const classification = reading.task !== 'regression';
  const classCount = reading.classes.length;
  const result: PredictionBatch = {
    rowCount,
    classIndex: classification ? new Int32Array(rowCount).fill(-1) : null,
    values: classification ? null : new Float64Array(rowCount).fill(NaN),
    scores: classification && reading.scores ? new Float64Array(rowCount * classCount).fill(NaN) : null,
  };
  for (const { range, prediction } of parts) {
    const at = range.from - batch.firstRow;
    if (prediction.classIndex) result.classIndex?.set(prediction.classIndex, at);
    if (prediction.values) result.values?.set(prediction.values, at);
    if (prediction.scores) result.scores?.set(prediction.scores, at * classCount);
  }
  return result;
}
