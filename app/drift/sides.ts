// What is compared with what: the windows of the data, and the reference among them or beside them.
import { tmpdir } from 'node:os';
import type { Progress } from '../api/schemas/jobs.ts';
import { comparedPredictions, type Answers, type ComparedPredictions } from './comparedPredictions.ts';
import { windowedRows, type WindowedRows } from './comparedRows.ts';
import type { DriftRequest } from './driftRequest.ts';
import { openOutside, type Outside } from './outside.ts';
import { hasSpoken } from './profile/savedNotes.ts';
import { referenceWindows } from './referenceWindows.ts';

export interface DriftContext {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: Pick<Progress, 'stage' | 'done' | 'total' | 'unit'>) => void) | undefined;
}

export interface Sides {
  current: WindowedRows;
  /** Indices of windows of `current`; empty where the reference is a table of its own. */
  inside: readonly number[];
  /** The table of its own. */
  outside: Outside | null;
  /** Windows that are not the reference. */
  others: number[];
}

export async function sidesOf(request: DriftRequest, time: string | null, { signal, onProgress }: DriftContext): Promise<Sides> {
  const { data, settings, reference } = request;
  const { maxRows, seed } = settings;
  const current = await windowedRows({
    data,
    time,
    unit: settings.window,
    maxRows,
    seed,
    tempDirectory: tmpdir(),
    signal,
  });
  if (!reference) {
    const inside = referenceWindows(current.windows, settings.reference, request.period);
    for (const w of inside) (current.windows[w] as WindowedRows['windows'][number]).reference = true;
    const others = [...current.windows.keys()].filter((w) => !inside.includes(w));
    return { current, inside, outside: null, others };
  }
  const { cacheDir, memoryLimit } = request;
  const limits = { maxRows, seed, ...(memoryLimit !== undefined && { memoryLimit }) };
  return {
    current,
    inside: [],
    outside: await openOutside(reference, { cacheDir, signal, onProgress, ...limits }),
    others: [...current.windows.keys()],
  };
}

export interface BothPredictions {
  now: ComparedPredictions | null;
  /** Of a reference that is a table of its own. */
  before: ComparedPredictions | null;
  /** Kept with a saved reference, of the same model. */
  saved: Answers | null;
}

export async function predictionsOf(
  { validationDir, data, reference }: DriftRequest,
  { current, outside }: Sides,
  signal: AbortSignal | undefined,
): Promise<BothPredictions> {
  const now = validationDir === null ? null : await comparedPredictions({ runDir: validationDir, data, signal }, current);
  const runDir = reference?.validationDir ?? null;
  const table = outside?.table;
  const before = table && runDir !== null ? await comparedPredictions({ runDir, data: table.data, signal }, table.rows) : null;
  const kept = outside?.saved;
  return { now, before, saved: kept && hasSpoken(kept, now, 'prediction') ? await kept.answers() : null };
}
