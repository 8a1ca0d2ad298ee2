// Retrainings on disk: <project>/runs/<time>-retrain/retrain.json beside the files of the training, always written whole.
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RetrainRecord, type RetrainSummary } from '../api/schemas/retrain.ts';
import { AppError, isAppError } from '../base/errors.ts';
import { parseVersioned } from '../runs/parseVersioned.ts';
import type { RunFolder } from '../runs/runFolder.ts';
import { freshRunFolder, runFolders } from '../runs/runStore.ts';
import { writeJsonAtomic } from '../storage/atomicWrite.ts';
import { logName } from './retrainFiles.ts';

function retrainPath(folder: RunFolder): string {
  return join(folder.dir, 'retrain.json');
}

/**
 * Makes the folder with a record that says, until it is written anew, that Drydock ended before the training did.
 * @throws STORAGE_FULL, STORAGE_DENIED; then no folder stays
 */
export async function createRetrain(
  projectDir: string,
  { settings, name, data }: Pick<RetrainRecord, 'settings' | 'name' | 'data'>,
): Promise<{ folder: RunFolder; record: RetrainRecord }> {
  const startedAt = new Date();
  const folder = await freshRunFolder(projectDir, startedAt, 'retrain');
  const record: RetrainRecord = {
    version: 1,
    id: folder.id,
    kind: 'retrain',
    name,
    startedAt: startedAt.toISOString(),
    endedAt: startedAt.toISOString(),
    settings,
    data,
    rows: null,
    files: null,
    exitCode: null,
    state: 'failed',
    stateReason: 'Drydock ended before the training did.',
    log: logName,
    model: null,
    championRun: null,
    challengerRun: null,
    decision: null,
    earlierDecisions: [],
  };
  try {
    await writeRetrain(folder, record);
  } catch (error) {
    await removeRetrain(folder);
    throw error;
  }
  return { folder, record };
}

export async function writeRetrain(folder: RunFolder, record: RetrainRecord): Promise<void> {
  await writeJsonAtomic(retrainPath(folder), record);
}

/** Takes back one of which nothing came. */
export async function removeRetrain(folder: RunFolder): Promise<void> {
  await rm(folder.dir, { recursive: true, force: true });
}

/** @throws NOT_FOUND, FILE_UNREADABLE (damaged, named), PROJECT_NEWER */
export async function readRetrainRecord(folder: RunFolder): Promise<RetrainRecord> {
  const path = retrainPath(folder);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))) throw error;
    throw new AppError('NOT_FOUND', `There is no retraining ${folder.id} in this project.`, {
      hint: 'Take the id from the list of retrainings.',
      where: { path: folder.dir },
    });
  });
  return parseVersioned(RetrainRecord, text, { path, version: 1, what: 'retraining file' });
}

/** All retrainings of a project, newest first. One whose file cannot be read is named in `damaged`. */
export async function listRetrains(
  projectDir: string,
): Promise<{ runs: RetrainSummary[]; damaged: { path: string; message: string }[] }> {
  const runs: RetrainSummary[] = [];
  const damaged: { path: string; message: string }[] = [];
  for (const folder of await runFolders(projectDir)) {
    try {
      runs.push(summary(await readRetrainRecord(folder)));
    } catch (error) {
      // Another kind of run.
      if (isAppError(error) && error.code === 'NOT_FOUND') continue;
      damaged.push({ path: retrainPath(folder), message: error instanceof Error ? error.message : String(error) });
    }
  }
  runs.sort((a, b) => (a.startedAt < b.startedAt || (a.startedAt === b.startedAt && a.id < b.id) ? 1 : -1));
  return { runs, damaged };
}

function summary(record: RetrainRecord): RetrainSummary {
  const { id, name, startedAt, endedAt, rows, state, stateReason, model, championRun, challengerRun } = record;
  const promoted = record.decision?.promoted ?? null;
  return { id, name, startedAt, endedAt, rows, state, stateReason, model, championRun, challengerRun, promoted };
}
