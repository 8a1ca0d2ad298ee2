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

/** What the work around a batch costs besides its rows, in milliseconds: too small a batch is slow as a whole. */
const AROUND_MS = 0.25;
/** A size is timed at least three times and for so long in all: on a busy machine a single time says little. */
const TIMED_MS = 4;
const TIMED_TIMES = 12;
/** The size when the rows cannot be measured. */
const CAREFUL_ROWS = 1024;
/** A larger batch must be this much faster a row to be worth its memory and its slower cancel. */
const WORTHWHILE = 1.05;
const MAX_INPUT_ELEMENTS = 16_000_000;

function tile(batch: PreparedBatch, rowCount: number): PreparedBatch {
  const tensors = Object.entries(batch.tensors).map(([name, tensor]): [string, TensorData] => [
    name,
    resizeRows(tensor, rowCount, (row) => row % batch.rowCount),
  ]);
  return { firstRow: 0, rowCount, tensors: Object.fromEntries(tensors), rejected: null };
}

/**
 * The number of rows per run, measured on real rows: doubled from a small batch until a run takes `targetMs` or the rows
 * per second, with the work around each batch, no longer grow. A model with a fixed batch gets a multiple of it. An empty sample gives the start size,
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
    let fastest = await once();
    if (fastest * 2 > targetMs) return fastest;
    let spent = fastest;
    for (let times = 1; times < 3 || (times < TIMED_TIMES && spent < TIMED_MS); times++) {
      const ms = await once();
      fastest = Math.min(fastest, ms);
      spent += ms;
    }
    return fastest;
  };

  const measured: { rows: number; perMs: number }[] = [];
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
    const perMs = rows / (ms + AROUND_MS);
    measured.push({ rows, perMs });
    idle = ms > AROUND_MS && perMs < best * WORTHWHILE ? idle + 1 : 0;
    best = Math.max(best, perMs);
  }
  // The smallest that is as good as the best: large ones leave the processor's cache.
  return measured.find(({ perMs }) => perMs >= best / WORTHWHILE)?.rows ?? start;
}

/** Even the start size is too slow: as many units as fit into the target, at least one. */
function slowerModel(rows: number, ms: number, unit: number, targetMs: number): number {
  const perUnit = ms / (rows / unit);
  return unit * Math.max(1, Math.floor(targetMs / perUnit));
}
