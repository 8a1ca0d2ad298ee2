// What a deployed bundle was asked, held against the rows it was validated on: a drift run in the project of the log.
import { isDeepStrictEqual } from 'node:util';
import type { DatasetCard } from '../api/schemas/datasets.ts';
import { DriftSettings, type DriftPresetName, type DriftSummary } from '../api/schemas/drift.ts';
import type { LogDrift } from '../api/schemas/monitor.ts';
import { isAppError } from '../base/errors.ts';
import { carryDriftRun, listDriftRuns } from '../drift/driftStore.ts';
import type { TaskHooks } from '../jobs/tasks.ts';
import { folderOfRun } from '../runs/runFolder.ts';
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
  /** What the log is by now. */
  data: Pick<DatasetCard, 'sha256' | 'rows'>;
  /** As of MonitorImport. */
  again: boolean;
}

/** Of a series of readings, one compares anew when the log has grown by this share since, or after this time. */
const enough = { share: 0.05, milliseconds: 3_600_000 };

/**
 * The newest drift run that holds this very log against these rows or, among readings again and again, one of which the log has not gone
 * far beyond; else a new one. What cannot be compared is told and not thrown: the log was read all the same.
 * @throws CANCELLED, STORAGE_FULL, and what is no fault of the data
 */
export async function logDrift(
  { requestOf, compare }: Comparisons,
  { dir, runId, validated, preset, window, data, again }: LogComparison,
  hooks: TaskHooks,
): Promise<LogDrift> {
  const settings = DriftSettings.parse({
    preset,
    window,
    runId,
    reference: { from: 'project', path: validated.project, runId: validated.runId },
  });
  const { runs } = await listDriftRuns(dir);
  const held = runs.find((run) => !run.archived && isDeepStrictEqual(run.settings, settings));
  const isCurrent = held?.data.sha256 === data.sha256;
  if (held && (isCurrent || (again && !isDue(held, data.rows)))) {
    return { found: true, driftId: held.id, verdict: held.verdict, ...(!isCurrent && { behind: held.data.rows }) };
  }
  try {
    const { id, report } = await compare(dir, await requestOf(dir, settings), { name, hooks });
    await removeLeft(dir, held);
    return { found: true, driftId: id, verdict: report.verdict };
  } catch (error) {
    if (!isAppError(error) || !aboutData.has(error.code)) throw error;
    await removeLeft(dir, held);
    return { found: false, problem: `${error.message} ${error.hint}`.trim() };
  }
}

/** What was carried over to this run of the log, and is of fewer rows. */
async function removeLeft(dir: string, held: DriftSummary | undefined): Promise<void> {
  if (held?.name === name) await removeRun(dir, held.id);
}

function isDue({ data, endedAt }: Pick<DriftSummary, 'data' | 'endedAt'>, rows: number): boolean {
  return rows - data.rows >= enough.share * data.rows || Date.now() - Date.parse(endedAt) >= enough.milliseconds;
}

/** Another data set in the project by now, no column that can be compared, a file that is gone: reasons, no faults. */
const aboutData = new Set(['CONFLICT', 'INVALID_INPUT', 'DATA_MISMATCH', 'NOT_FOUND', 'FILE_UNREADABLE']);

/** To the run of the log that takes the place of the one before. */
export async function carryLogDrift(dir: string, { from, to }: { from: string; to: string }): Promise<void> {
  for (const { id } of await ownComparisons(dir, from)) await carryDriftRun(folderOfRun(dir, id), to);
}

/** Goes with the run of the log that it compared, unless a person named it or put it into the archive. */
export async function removeLogDrift(dir: string, runId: string): Promise<void> {
  for (const { id } of await ownComparisons(dir, runId)) await removeRun(dir, id);
}

async function ownComparisons(dir: string, runId: string): Promise<DriftSummary[]> {
  const { runs } = await listDriftRuns(dir);
  return runs.filter((run) => run.runId === runId && run.name === name && !run.archived);
}
