// Retrainings on disk: <project>/runs/<time>-retrain/retrain.json beside the files of the training, always written whole.
import { rm } from 'node:fs/promises';
import { RetrainRecord, type RetrainSummary } from '../api/schemas/retrain.ts';
import { recordFiles, type Listed } from '../runs/recordFiles.ts';
import type { RunFolder } from '../runs/runFolder.ts';
import { freshRunFolder } from '../runs/runStore.ts';
import { logName } from './retrainFiles.ts';

const files = recordFiles({
  file: 'retrain.json',
  schema: RetrainRecord,
  one: 'retraining',
  many: 'retrainings',
  what: 'retraining file',
});

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

export function writeRetrain(folder: RunFolder, record: RetrainRecord): Promise<void> {
  return files.write(folder, record);
}

/** Takes back one of which nothing came. */
export async function removeRetrain(folder: RunFolder): Promise<void> {
  await rm(folder.dir, { recursive: true, force: true });
}

/** @throws NOT_FOUND, FILE_UNREADABLE (damaged, named), PROJECT_NEWER */
export function readRetrainRecord(folder: RunFolder): Promise<RetrainRecord> {
  return files.read(folder);
}

/** All retrainings of a project, newest first. One whose file cannot be read is named in `damaged`. */
export function listRetrains(projectDir: string): Promise<Listed<RetrainSummary>> {
  return files.list(projectDir, summary);
}

function summary(record: RetrainRecord): RetrainSummary {
  const { id, name, startedAt, endedAt, rows, state, stateReason, model, championRun, challengerRun } = record;
  const promoted = record.decision?.promoted ?? null;
  return { id, name, startedAt, endedAt, rows, state, stateReason, model, championRun, challengerRun, promoted };
}
