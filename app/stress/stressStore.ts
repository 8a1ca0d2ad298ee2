// Stress runs on disk: <project>/runs/<time>-stress/stress.json, written whole or not at all.
import { rm } from 'node:fs/promises';
import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { Mapping, PreparationPlan } from '../api/schemas/mapping.ts';
import type { ModelCard } from '../api/schemas/models.ts';
import { StressRecord, type StressReport, type StressSettings, type StressSummary } from '../api/schemas/stress.ts';
import { recordFiles, type Listed } from '../runs/recordFiles.ts';
import { folderOfRun, type RunFolder } from '../runs/runFolder.ts';
import { hasLiveOwner, writeOwner } from '../runs/runOwner.ts';
import { freshRunFolder, thisHost } from '../runs/runStore.ts';

export interface NewStressRun {
  model: ModelCard;
  data: DatasetCard;
  mapping: Mapping;
  plan: PreparationPlan;
  settings: StressSettings;
  versions: StressRecord['versions'];
  name?: string | undefined;
}

const files = recordFiles({
  file: 'stress.json',
  schema: StressRecord,
  one: 'stress run',
  many: 'stress runs',
  what: 'stress file',
});

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
    await files.write(folder, record);
  } catch (error) {
    await rm(folder.dir, { recursive: true, force: true });
    throw error;
  }
  return { folder, record };
}

/** @throws NOT_FOUND, FILE_UNREADABLE (damaged, named), PROJECT_NEWER */
export function readStressRecord(folder: RunFolder): Promise<StressRecord> {
  return files.read(folder);
}

/** All stress runs of a project, newest first. One whose file cannot be read is named in `damaged`. */
export function listStressRuns(projectDir: string): Promise<Listed<StressSummary>> {
  return files.list(projectDir, summaryOf);
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

/** Changes of one run are made one after the other. */
export function changeStressRecord(folder: RunFolder, change: (record: StressRecord) => StressRecord): Promise<StressRecord> {
  return files.change(folder, change);
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
