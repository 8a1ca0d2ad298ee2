import { throwIfAborted } from '../base/abort.ts';
import type { ColumnBatch } from '../base/columns.ts';
import { isCancelled } from '../base/errors.ts';
import type { PreparationPlan } from '../api/schemas/mapping.ts';
import { createPreparer, type PreparedBatch } from '../prepare/preparer.ts';
import { elementCount, resizeRows, type TensorData } from '../prepare/tensors.ts';
import { runPrepared } from './runPrepared.ts';
import type { Session } from './runtime.ts';

export interface BatchSizeOptions {
  /** A run must not take longer, so that cancel is answered within a second. */
  targetMs?: number;
  /** Measuring stops after so long in all. */
  budgetMs?: number;
  maxRows?: number;
  signal?: AbortSignal;
  /** Milliseconds; given by tests. */
  now?: () => number;
}

/** Below this the work around each batch outweighs what a smaller batch could gain. */
const COMFORTABLE_ROWS = 2048;
/** The size when the rows cannot be measured. */
const CAREFUL_ROWS = 1024;
/** A larger batch must be this much faster a row to be worth its memory and its slower cancel. */
const WORTHWHILE = 1.05;
const MAX_INPUT_ELEMENTS = 16_000_000;

function tile(batch: PreparedBatch, rowCount: number): PreparedBatch {
  const tensors: Record<string, TensorData> = {};
  for (const [name, tensor] of Object.entries(batch.tensors)) {
    tensors[name] = resizeRows(tensor, rowCount, (row) => row % batch.rowCount);
  }
  return { firstRow: 0, rowCount, tensors, rejected: null };
}

/**
 * The number of rows per run, measured on real rows: doubled from a small batch until a run takes `targetMs` or the rows
 * per second no longer grow. A model with a fixed batch gets a multiple of it. An empty sample gives the start size,
 * one that the model cannot take a careful size: what is wrong comes out when the rows are run.
 */
export async function measureBatchSize(
  session: Session,
  plan: PreparationPlan,
  sample: ColumnBatch,
  options: BatchSizeOptions = {},
): Promise<number> {
  const { targetMs = 150, budgetMs = 1500, maxRows = 65_536, signal, now = () => performance.now() } = options;
  const unit = plan.fixedBatch ?? 1;
  const start = unit * Math.max(1, Math.ceil(64 / unit));
  if (sample.rowCount === 0) return start;
  const prepared = createPreparer(plan).prepare(sample);
  const elementsPerRow = Object.values(prepared.tensors).reduce((sum, t) => sum + elementCount(t), 0) / prepared.rowCount;
  const limit = Math.max(unit, Math.min(maxRows, Math.floor(MAX_INPUT_ELEMENTS / Math.max(1, elementsPerRow))));

  const began = now();
  const time = async (rows: number): Promise<number> => {
    throwIfAborted(signal);
    const batch = tile(prepared, rows);
    const once = async (): Promise<number> => {
      const from = now();
      await runPrepared(session, plan, batch);
      return Math.max(now() - from, 1e-3);
    };
    // The first run of a size pays for memory planning.
    const first = await once();
    return first * 2 > targetMs ? first : Math.min(first, await once(), first < 20 ? await once() : Infinity);
  };

  const measured: { rows: number; ms: number }[] = [];
  let best = 0;
  let idle = 0;
  for (let rows = start; rows <= limit && idle < 2 && now() - began < budgetMs; rows *= 2) {
    let ms: number;
    try {
      ms = await time(rows);
    } catch (error) {
      if (isCancelled(error)) throw error;
      // A row of the sample may be one that the model cannot take: finding it is the work of the run, not of measuring.
      return Math.max(start, unit * Math.floor(CAREFUL_ROWS / unit));
    }
    if (ms > targetMs) {
      if (measured.length === 0) return slowerModel(rows, ms, unit, targetMs);
      break;
    }
    measured.push({ rows, ms });
    idle = rows > COMFORTABLE_ROWS && rows / ms < best * WORTHWHILE ? idle + 1 : 0;
    best = Math.max(best, rows / ms);
  }
  const largest = measured.at(-1)?.rows ?? start;
  const floor = Math.min(largest, COMFORTABLE_ROWS);
  return measured.find(({ rows, ms }) => rows >= floor && rows / ms >= best / WORTHWHILE)?.rows ?? largest;
}

/** Even the start size is too slow: as many units as fit into the target, at least one. */
function slowerModel(rows: number, ms: number, unit: number, targetMs: number): number {
  const perUnit = ms / (rows / unit);
  return unit * Math.max(1, Math.floor(targetMs / perUnit));
}
