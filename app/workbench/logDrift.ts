// What a deployed bundle was asked, held against the rows it was validated on: a drift run in the project of the log.
import { isDeepStrictEqual } from 'node:util';
import { DriftSettings, type DriftPresetName } from '../api/schemas/drift.ts';
import type { LogDrift } from '../api/schemas/monitor.ts';
import { isAppError } from '../base/errors.ts';
import { listDriftRuns } from '../drift/driftStore.ts';
import type { TaskHooks } from '../jobs/tasks.ts';
import { removeRun } from '../runs/runStore.ts';
import type { Comparisons } from './comparisons.ts';

/** What such a drift run is called until a person names it otherwise. */
const name = 'Log against what was validated';

export interface LogComparison {
  /** Folder of the project of the log, and its run. */
  dir: string;
  runId: string;
  /** The validation that the bundle was made of. */
  validated: { project: string; runId: string };
  preset: DriftPresetName;
  window: string;
}

/**
 * The newest drift run that holds this very log against these rows, else a new one. What cannot be compared is told and not thrown:
 * the log was read all the same.
 * @throws CANCELLED, STORAGE_FULL, and what is no fault of the data
 */
export async function logDrift(
  { requestOf, compare }: Comparisons,
  { dir, runId, validated, preset, window }: LogComparison,
  hooks: TaskHooks,
): Promise<LogDrift> {
  const settings = DriftSettings.parse({
    preset,
    window,
    runId,
    reference: { from: 'project', path: validated.project, runId: validated.runId },
  });
  const { runs } = await listDriftRuns(dir);
  const same = runs.find((run) => !run.archived && isDeepStrictEqual(run.settings, settings));
  if (same) return { found: true, driftId: same.id, verdict: same.verdict };
  try {
    const { id, report } = await compare(dir, await requestOf(dir, settings), { name, hooks });
    return { found: true, driftId: id, verdict: report.verdict };
  } catch (error) {
    if (!isAppError(error) || !aboutData.has(error.code)) throw error;
    return { found: false, problem: `${error.message} ${error.hint}`.trim() };
  }
}

/** Another data set in the project by now, no column that can be compared, a file that is gone: reasons, no faults. */
const aboutData = new Set(['CONFLICT', 'INVALID_INPUT', 'DATA_MISMATCH', 'NOT_FOUND', 'FILE_UNREADABLE']);

/** Goes with the run of the log that it compared, unless a person named it or put it into the archive. */
export async function removeLogDrift(dir: string, runId: string): Promise<void> {
  const { runs } = await listDriftRuns(dir);
  for (const run of runs) {
    if (run.runId === runId && run.name === name && !run.archived) await removeRun(dir, run.id);
  }
}
