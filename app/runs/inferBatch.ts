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
}

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
  context.inflight.set({ from: batch.firstRow, to: batch.firstRow + batch.rowCount });
  let outputs: Awaited<ReturnType<typeof runPrepared>>;
  try {
    outputs = await runPrepared(context.session, context.plan, batch);
  } catch (error) {
    throw await namingTheRow(error, batch, context);
  }
  return readOutputs(context.plan, outputs, batch.rowCount, batch.rejected);
}

/**
 * A model that takes some rows and not others: the error names the first one it does not take, found by halving. Where
 * the first row of all fails and the last of its batch as well, it is not a matter of rows, and the error stays as it is.
 */
async function namingTheRow(error: unknown, batch: PreparedBatch, context: InferContext): Promise<unknown> {
  if (!isAppError(error) || error.code !== 'DATA_MISMATCH') return error;
  const fails = async (from: number, to: number): Promise<boolean> => {
    context.inflight.set({ from: batch.firstRow + from, to: batch.firstRow + to });
    try {
      await runPrepared(context.session, context.plan, slice(batch, from, to));
      return false;
    } catch (again) {
      if (isCancelled(again)) throw again;
      return true;
    }
  };
  let [from, to] = [0, batch.rowCount];
  while (to - from > 1) {
    const middle = (from + to) >> 1;
    if (await fails(from, middle)) to = middle;
    else from = middle;
  }
  const row = batch.firstRow + from + 1;
  const last = batch.rowCount - 1;
  // Rows of earlier batches went through; in the first one, the last row tells.
  if (row === 1 && (await fails(last, last + 1))) return error;
  if (!(await fails(from, to))) return error;
  return new AppError(error.code, `${error.message} The first row it does not take is row ${row.toLocaleString('en')}.`, {
    hint: `Look at that row: a value the model was not made for. ${error.hint}`,
    where: { ...error.where, row },
    cause: error,
  });
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
