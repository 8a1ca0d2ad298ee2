// Runs on disk: <project>/runs/<time>-validate/run.json and metrics.json.
import { mkdir, readFile, rm } from 'node:fs/promises';
import { arch, cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import type { NamedSlice } from '../api/schemas/common.ts';
import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { Mapping, PreparationPlan } from '../api/schemas/mapping.ts';
import type { ModelCard } from '../api/schemas/models.ts';
import { RunRecord, RunReport, type RunSettings } from '../api/schemas/runs.ts';
import { makeFolder } from '../storage/makeFolder.ts';
import { parseVersioned } from './parseVersioned.ts';
import { isNoEntry, recordFiles, type Listed } from './recordFiles.ts';
import { folderOfRun, runFolder, type RunFolder } from './runFolder.ts';
import { writeOwner } from './runOwner.ts';

export interface NewRun {
  model: ModelCard;
  data: DatasetCard;
  mapping: Mapping;
  plan: PreparationPlan;
  settings: RunSettings;
  versions: RunRecord['versions'];
  name?: string | undefined;
  /** The named slices of the project. */
  slices?: readonly NamedSlice[];
}

/** Makes the run folder with run.json in state `running`, owned by this process. */
export async function createRun(projectDir: string, run: NewRun): Promise<{ folder: RunFolder; record: RunRecord }> {
  const startedAt = new Date();
  const folder = await freshRunFolder(projectDir, startedAt, 'validate');
  const record: RunRecord = {
    version: 1,
    id: folder.id,
    kind: 'validate',
    name: run.name ?? `${run.model.name} on ${run.data.name}`,
    note: '',
    starred: false,
    archived: false,
    state: 'running',
    stateReason: null,
    startedAt: startedAt.toISOString(),
    endedAt: null,
    model: { name: run.model.name, path: run.model.path, sha256: run.model.sha256, runSha256: run.model.runSha256 },
    data: { name: run.data.name, paths: run.data.paths, sha256: run.data.sha256, rows: run.data.rows },
    mapping: run.mapping,
    plan: run.plan,
    settings: run.settings,
    ...(run.slices && run.slices.length > 0 && { slices: [...run.slices] }),
    provider: null,
    batch: null,
    rows: { total: run.data.rows, done: 0, labelled: 0, withoutLabel: 0, withoutTime: 0, withoutPrediction: 0 },
    fatalRows: [],
    versions: run.versions,
    host: thisHost(),
    headline: null,
  };
  try {
    await writeOwner(folder);
    await files.write(folder, record);
  } catch (error) {
    // A folder without run.json is no run: nobody would ever clear it away.
    await rm(folder.dir, { recursive: true, force: true });
    throw error;
  }
  return { folder, record };
}

const files = recordFiles({ file: 'run.json', schema: RunRecord, one: 'run', many: 'runs', what: 'run file' });

/** @throws NOT_FOUND, FILE_UNREADABLE (damaged, named), PROJECT_NEWER */
export function readRunRecord(folder: RunFolder): Promise<RunRecord> {
  return files.read(folder);
}

/** metrics.json, or null while the run has none. */
export async function readRunReport(folder: RunFolder): Promise<RunReport | null> {
  let text: string;
  try {
    text = await readFile(folder.metrics, 'utf8');
  } catch (error) {
    if (isNoEntry(error)) return null;
    throw error;
  }
  return parseVersioned(RunReport, text, { path: folder.metrics, version: 1, what: 'metrics file' });
}

/** All runs of a project, newest first. A run whose file cannot be read is left out and named in `damaged`. */
export function listRuns(projectDir: string): Promise<Listed<RunRecord>> {
  return files.list(projectDir, (record) => record);
}

/** The parts of a run that may change. */
export interface RunChange {
  name?: string | undefined;
  note?: string | undefined;
  starred?: boolean | undefined;
  archived?: boolean | undefined;
}

/** Rename, note, star or archive. Changes of one run are done one after the other. */
export function updateRun(projectDir: string, runId: string, change: RunChange): Promise<RunRecord> {
  return changeRecord(folderOfRun(projectDir, runId), (record) => ({
    ...record,
    name: change.name ?? record.name,
    note: change.note ?? record.note,
    starred: change.starred ?? record.starred,
    archived: change.archived ?? record.archived,
  }));
}

/** Reads, changes and writes run.json; for the pipeline. Name, note and marks given meanwhile are kept by reading first. */
export function changeRecord(folder: RunFolder, change: (record: RunRecord) => RunRecord): Promise<RunRecord> {
  return files.change(folder, (record) => RunRecord.parse(change(record)));
}

/** Removes the run folder for good (archiving is what a person undoes). */
export async function removeRun(projectDir: string, runId: string): Promise<void> {
  await rm(folderOfRun(projectDir, runId).dir, { recursive: true, force: true });
}

/** What a run says of the machine it ran on. */
export function thisHost(): RunRecord['host'] {
  return {
    os: `${type()} ${release()} ${arch()}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
  };
}

/** Makes runs/<time>-<kind>/ with its work folder. */
export async function freshRunFolder(
  projectDir: string,
  at: Date,
  kind: 'validate' | 'stress' | 'harden' | 'drift' | 'retrain',
): Promise<RunFolder> {
  const runs = join(projectDir, 'runs');
  await makeFolder(runs);
  const stamp = at.toISOString().slice(0, 19).replaceAll(':', '-');
  for (let number = 1; ; number++) {
    const folder = runFolder(join(runs, `${stamp}${number === 1 ? '' : `-${String(number)}`}-${kind}`));
    try {
      await mkdir(folder.dir);
      await mkdir(folder.work);
      return folder;
    } catch (error) {
      // Two runs in one second get different names.
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
}
