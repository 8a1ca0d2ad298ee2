// Stress runs on disk: <project>/runs/<time>-stress/stress.json, written whole or not at all.
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { Mapping, PreparationPlan } from '../api/schemas/mapping.ts';
import type { ModelCard } from '../api/schemas/models.ts';
import { StressRecord, type StressReport, type StressSettings, type StressSummary } from '../api/schemas/stress.ts';
import { AppError, isAppError } from '../base/errors.ts';
import { parseVersioned } from '../runs/parseVersioned.ts';
import { folderOfRun, type RunFolder } from '../runs/runFolder.ts';
import { hasLiveOwner, writeOwner } from '../runs/runOwner.ts';
import { freshRunFolder, runFolders, thisHost } from '../runs/runStore.ts';
import { writeJsonAtomic } from '../storage/atomicWrite.ts';

export interface NewStressRun {
  model: ModelCard;
  data: DatasetCard;
  mapping: Mapping;
  plan: PreparationPlan;
  settings: StressSettings;
  versions: StressRecord['versions'];
  name?: string | undefined;
}

export function stressPath(folder: RunFolder): string {
  return join(folder.dir, 'stress.json');
}

/** Makes the folder with stress.json in state `running`, owned by this process. */
export async function createStressRun(
  projectDir: string,
  run: NewStressRun,
): Promise<{ folder: RunFolder; record: StressRecord }> {
  const startedAt = new Date();
  const folder = await freshRunFolder(projectDir, startedAt, 'stress');
  const { model, data } = run;
  const record: StressRecord = {
    version: 1,
    id: folder.id,
    kind: 'stress',
    name: run.name ?? `${model.name} on messy ${data.name}`,
    archived: false,
    state: 'running',
    stateReason: null,
    startedAt: startedAt.toISOString(),
    endedAt: null,
    model: { name: model.name, path: model.path, sha256: model.sha256, runSha256: model.runSha256 },
    data: { name: data.name, paths: data.paths, sha256: data.sha256, rows: data.rows },
    mapping: run.mapping,
    plan: run.plan,
    settings: run.settings,
    versions: run.versions,
    host: thisHost(),
    report: null,
  };
  try {
    await writeOwner(folder);
    await writeJsonAtomic(stressPath(folder), record);
  } catch (error) {
    await rm(folder.dir, { recursive: true, force: true });
    throw error;
  }
  return { folder, record };
}

/** @throws NOT_FOUND, FILE_UNREADABLE (damaged, named), PROJECT_NEWER */
export async function readStressRecord(folder: RunFolder): Promise<StressRecord> {
  const path = stressPath(folder);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))) throw error;
    throw new AppError('NOT_FOUND', `There is no stress run ${folder.id} in this project.`, {
      hint: 'Take the id from the list of stress runs.',
      where: { path: folder.dir },
    });
  });
  return parseVersioned(StressRecord, text, { path, version: 1, what: 'stress file' });
}

/** All stress runs of a project, newest first. One whose file cannot be read is named in `damaged`. */
export async function listStressRuns(
  projectDir: string,
): Promise<{ runs: StressSummary[]; damaged: { path: string; message: string }[] }> {
  const runs: StressSummary[] = [];
  const damaged: { path: string; message: string }[] = [];
  for (const folder of await runFolders(projectDir)) {
    try {
      runs.push(summaryOf(await readStressRecord(folder)));
    } catch (error) {
      // Another kind of run.
      if (isAppError(error) && error.code === 'NOT_FOUND') continue;
      damaged.push({ path: stressPath(folder), message: error instanceof Error ? error.message : String(error) });
    }
  }
  runs.sort((a, b) => (a.startedAt < b.startedAt || (a.startedAt === b.startedAt && a.id < b.id) ? 1 : -1));
  return { runs, damaged };
}

function summaryOf({ report, mapping: _mapping, plan: _plan, ...record }: StressRecord): StressSummary {
  return {
    ...record,
    metric: report?.metric ?? record.settings.metric,
    clean: report?.clean ?? null,
    grade: report?.grade ?? null,
    progress: report?.progress ?? null,
  };
}

/** Changes of one run, one after the other. What others changed meanwhile (its name) is kept by reading first. */
const pending = new Map<string, Promise<unknown>>();

export async function changeStressRecord(
  folder: RunFolder,
  change: (record: StressRecord) => StressRecord,
): Promise<StressRecord> {
  const before = pending.get(folder.dir) ?? Promise.resolve();
  const step = before
    .catch(() => undefined)
    .then(async () => {
      const record = change(await readStressRecord(folder));
      await writeJsonAtomic(stressPath(folder), record);
      return record;
    });
  pending.set(folder.dir, step);
  try {
    return await step;
  } finally {
    if (pending.get(folder.dir) === step) pending.delete(folder.dir);
  }
}

/** How a run ends: `report` is what there is by then; left out, what was written last stands. */
export async function endStressRun(
  folder: RunFolder,
  end: { state: 'complete' | 'partial' | 'failed'; stateReason: string | null; report?: StressReport },
): Promise<StressRecord> {
  await rm(folder.work, { recursive: true, force: true });
  return changeStressRecord(folder, (record) => ({
    ...record,
    state: end.state,
    stateReason: end.stateReason,
    endedAt: new Date().toISOString(),
    report: end.report ?? record.report,
  }));
}

/** Ends a run that nothing works on any more with what it wrote last. Does nothing to one that has ended. */
export async function settleStressRun(folder: RunFolder, reason: string): Promise<StressRecord> {
  const record = await readStressRecord(folder);
  if (record.state !== 'running') return record;
  return endStressRun(folder, { state: record.report ? 'partial' : 'failed', stateReason: reason });
}

export async function hasRunningStress(projectDir: string): Promise<boolean> {
  return (await listStressRuns(projectDir)).runs.some(({ state }) => state === 'running');
}

/** On opening a project: settles every stress run left `running` by a process that is gone. Returns their ids. */
export async function settleDeadStressRuns(projectDir: string): Promise<string[]> {
  const settled: string[] = [];
  for (const { id, state } of (await listStressRuns(projectDir)).runs) {
    const folder = folderOfRun(projectDir, id);
    if (state !== 'running' || (await hasLiveOwner(folder))) continue;
    await settleStressRun(folder, 'its process ended before it was finished');
    settled.push(id);
  }
  return settled;
}
