// Drift runs on disk: <project>/runs/<time>-drift/drift.json, written once, whole or not at all, when there is a result.
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DriftRecord, type DriftReport, type DriftSettings, type DriftSummary } from '../api/schemas/drift.ts';
import type { DatasetCard } from '../api/schemas/datasets.ts';
import { AppError, isAppError } from '../base/errors.ts';
import { parseVersioned } from '../runs/parseVersioned.ts';
import type { RunFolder } from '../runs/runFolder.ts';
import { freshRunFolder, runFolders } from '../runs/runStore.ts';
import { writeJsonAtomic } from '../storage/atomicWrite.ts';

export interface NewDriftRun {
  data: DatasetCard;
  runId: string | null;
  settings: DriftSettings;
  startedAt: Date;
  report: DriftReport;
  name?: string | undefined;
}

function driftPath(folder: RunFolder): string {
  return join(folder.dir, 'drift.json');
}

/** @throws STORAGE_FULL, STORAGE_DENIED; then no folder stays */
export async function saveDriftRun(projectDir: string, run: NewDriftRun): Promise<DriftRecord> {
  const { data, report, settings } = run;
  const folder = await freshRunFolder(projectDir, run.startedAt, 'drift');
  const { name, paths, sha256, rows } = data;
  const record: DriftRecord = {
    version: 1,
    id: folder.id,
    kind: 'drift',
    name: run.name ?? `${name} against ${report.reference.name === name ? 'its beginning' : report.reference.name}`,
    archived: false,
    startedAt: run.startedAt.toISOString(),
    endedAt: new Date().toISOString(),
    data: { name, paths, sha256, rows },
    runId: run.runId,
    settings,
    report,
  };
  try {
    await writeJsonAtomic(driftPath(folder), record);
  } catch (error) {
    await rm(folder.dir, { recursive: true, force: true });
    throw error;
  }
  return record;
}

/** @throws NOT_FOUND, FILE_UNREADABLE (damaged, named), PROJECT_NEWER */
export async function readDriftRecord(folder: RunFolder): Promise<DriftRecord> {
  const path = driftPath(folder);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))) throw error;
    throw new AppError('NOT_FOUND', `There is no drift run ${folder.id} in this project.`, {
      hint: 'Take the id from the list of drift runs.',
      where: { path: folder.dir },
    });
  });
  return parseVersioned(DriftRecord, text, { path, version: 1, what: 'drift file' });
}

/** All drift runs of a project, newest first. One whose file cannot be read is named in `damaged`. */
export async function listDriftRuns(
  projectDir: string,
): Promise<{ runs: DriftSummary[]; damaged: { path: string; message: string }[] }> {
  const runs: DriftSummary[] = [];
  const damaged: { path: string; message: string }[] = [];
  for (const folder of await runFolders(projectDir)) {
    try {
      const { report, ...record } = await readDriftRecord(folder);
      runs.push({ ...record, verdict: report.verdict });
    } catch (error) {
      // Another kind of run.
      if (isAppError(error) && error.code === 'NOT_FOUND') continue;
      damaged.push({ path: driftPath(folder), message: error instanceof Error ? error.message : String(error) });
    }
  }
  runs.sort((a, b) => (a.startedAt < b.startedAt || (a.startedAt === b.startedAt && a.id < b.id) ? 1 : -1));
  return { runs, damaged };
}

/** Renames or archives; nothing else of it ever changes. */
export async function updateDriftRun(
  folder: RunFolder,
  { name, archived }: { name?: string | undefined; archived?: boolean | undefined },
): Promise<DriftRecord> {
  const record = await readDriftRecord(folder);
  const changed = { ...record, name: name ?? record.name, archived: archived ?? record.archived };
  await writeJsonAtomic(driftPath(folder), changed);
  return changed;
}
