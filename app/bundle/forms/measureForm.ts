// How fast a form is beside the original, on rows of the run.
import type { FormSpeed } from '../../api/schemas/forms.ts';
import type { DatasetCard } from '../../api/schemas/datasets.ts';
import type { PreparationPlan } from '../../api/schemas/mapping.ts';
import { throwIfAborted, yieldToEventLoop } from '../../base/abort.ts';
import { readBatches } from '../../data/readBatches.ts';
import { runPrepared } from '../../inference/runPrepared.ts';
import { openSession, type Session } from '../../inference/runtime.ts';
import { createPreparer, type PreparedBatch } from '../../prepare/preparer.ts';
import { quantileRanks } from '../load/orderInterval.ts';
import { repeatRows } from './repeatRows.ts';

/** Of which the median is taken; enough for an interval of about a third of them. */
const turns = 25;
/** A turn of either takes so long, so that one tick of the clock, or of something else on the machine, is little of it. */
const turnMs = 12;
const batchRows = [1, 64];

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

/** The median with a 95 % interval that holds whatever the distribution (Conover). */
function medianInterval(values: readonly number[]): { value: number; low: number; high: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const { low, high } = quantileRanks(sorted.length, 0.5);
  return { value: median(values), low: sorted[low - 1] ?? NaN, high: sorted[high - 1] ?? NaN };
}

/** How many times as fast, by the median of the turns, and the times of that very turn: so the three fit one another. */
export function comparedTimes(originals: readonly number[], forms: readonly number[]): Omit<FormSpeed, 'rows'> {
  const ratios = originals.map((us, turn) => us / (forms[turn] ?? NaN));
  const ratio = medianInterval(ratios);
  const turn = ratios.indexOf(ratio.value);
  return { originalUs: originals[turn] ?? NaN, formUs: forms[turn] ?? NaN, ratio };
}

async function timeOf(repeats: number, once: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  for (let i = 0; i < repeats; i++) await once();
  return ((performance.now() - from) * 1000) / repeats;
}

async function speedOf(
  about: { original: Session; form: Session; plan: PreparationPlan; batch: PreparedBatch },
  signal: AbortSignal,
): Promise<FormSpeed> {
  const { plan, batch } = about;
  const run = (session: Session) => (): Promise<unknown> => runPrepared(session, plan, batch);
  const [original, form] = [run(about.original), run(about.form)];
  // The first run plans memory; the second says how many fill a turn.
  await timeOf(2, form);
  await timeOf(2, original);
  const repeats = Math.max(1, Math.min(2000, Math.round((turnMs * 1000) / (await timeOf(2, original)))));
  const [originals, forms]: [number[], number[]] = [[], []];
  for (let turn = 0; turn < turns; turn++) {
    throwIfAborted(signal);
    // Whoever comes second finds the processor warmer: they change places.
    if (turn % 2 === 0) originals.push(await timeOf(repeats, original));
    forms.push(await timeOf(repeats, form));
    if (turn % 2 === 1) originals.push(await timeOf(repeats, original));
    await yieldToEventLoop();
  }
  return { rows: batch.rowCount, ...comparedTimes(originals, forms) };
}

export interface MeasureRequest {
  originalPath: string;
  formPath: string;
  plan: PreparationPlan;
  data: DatasetCard;
}

/** One row at a time and 64 together, or as many as the model takes, on one thread; the two take turns. */
export async function measureForm(
  { originalPath, formPath, plan, data }: MeasureRequest,
  signal: AbortSignal,
): Promise<FormSpeed[]> {
  const preparer = createPreparer(plan);
  const rows = plan.fixedBatch ?? Math.max(...batchRows);
  let prepared: PreparedBatch | null = null;
  for await (const batch of readBatches(data, { columns: preparer.columns, batchRows: rows, endRow: rows, signal })) {
    prepared ??= preparer.prepare(batch);
  }
  if (!prepared || prepared.rowCount === 0) return [];
  const original = await openSession(originalPath, { provider: 'cpu', threads: 1 });
  try {
    const form = await openSession(formPath, { provider: 'cpu', threads: 1 });
    try {
      const found: FormSpeed[] = [];
      for (const count of plan.fixedBatch === null ? batchRows : [plan.fixedBatch]) {
        found.push(await speedOf({ original, form, plan, batch: repeatRows(prepared, count) }, signal));
      }
      return found;
    } finally {
      await form.close();
    }
  } finally {
    await original.close();
  }
}
