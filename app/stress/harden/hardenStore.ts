// Hardening runs on disk: <project>/runs/<time>-harden/harden.json, written whole or not at all.
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetCard } from '../../api/schemas/datasets.ts';
import { HardenRecord, type HardenReport, type HardenSettings, type HardenSummary } from '../../api/schemas/harden.ts';
import type { Mapping, PreparationPlan } from '../../api/schemas/mapping.ts';
import type { ModelCard } from '../../api/schemas/models.ts';
import { AppError, isAppError } from '../../base/errors.ts';
import { parseVersioned } from '../../runs/parseVersioned.ts';
import { folderOfRun, type RunFolder } from '../../runs/runFolder.ts';
import { hasLiveOwner, writeOwner } from '../../runs/runOwner.ts';
import { freshRunFolder, runFolders, thisHost } from '../../runs/runStore.ts';
import { writeJsonAtomic } from '../../storage/atomicWrite.ts';

export interface NewHardenRun {
  model: ModelCard;
  data: DatasetCard;
  mapping: Mapping;
  plan: PreparationPlan;
  settings: HardenSettings;
  versions: HardenRecord['versions'];
  name?: string | undefined;
}

function hardenPath(folder: RunFolder): string {
  return join(folder.dir, 'harden.json');
}

/** Makes the folder with harden.json in state `running`, owned by this process. */
export async function createHardenRun(
  projectDir: string,
  run: NewHardenRun,
): Promise<{ folder: RunFolder; record: HardenRecord }> {
  const startedAt = new Date();
  const folder = await freshRunFolder(projectDir, startedAt, 'harden');
  const { model, data } = run;
  const record: HardenRecord = {
    version: 1,
    id: folder.id,
    kind: 'harden',
    name: run.name ?? `Hardening of ${model.name} on ${data.name}`,
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
    await writeJsonAtomic(hardenPath(folder), record);
  } catch (error) {
    await rm(folder.dir, { recursive: true, force: true });
    throw error;
  }
  return { folder, record };
}

/** @throws NOT_FOUND, FILE_UNREADABLE (damaged, named), PROJECT_NEWER */
export async function readHardenRecord(folder: RunFolder): Promise<HardenRecord> {
  const path = hardenPath(folder);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))) throw error;
    throw new AppError('NOT_FOUND', `There is no hardening run ${folder.id} in this project.`, {
      hint: 'Take the id from the list of hardening runs.',
      where: { path: folder.dir },
    });
  });
  return parseVersioned(HardenRecord, text, { path, version: 1, what: 'hardening file' });
}

/** All hardening runs of a project, newest first. One whose file cannot be read is named in `damaged`. */
export async function listHardenRuns(
  projectDir: string,
): Promise<{ runs: HardenSummary[]; damaged: { path: string; message: string }[] }> {
  const runs: HardenSummary[] = [];
  const damaged: { path: string; message: string }[] = [];
  for (const folder of await runFolders(projectDir)) {
    try {
      const { report, mapping: _mapping, plan: _plan, ...record } = await readHardenRecord(folder);
      runs.push({ ...record, offers: report?.offers.length ?? null });
    } catch (error) {
      // Another kind of run.
      if (isAppError(error) && error.code === 'NOT_FOUND') continue;
      damaged.push({ path: hardenPath(folder), message: error instanceof Error ? error.message : String(error) });
    }
  }
  runs.sort((a, b) => (a.startedAt < b.startedAt || (a.startedAt === b.startedAt && a.id < b.id) ? 1 : -1));
  return { runs, damaged };
}

/** What is proved so far, kept while the run goes on: a crash loses nothing of it. */
export async function keepHardenReport(folder: RunFolder, report: HardenReport): Promise<void> {
  await writeJsonAtomic(hardenPath(folder), { ...(await readHardenRecord(folder)), report });
}

/** How a run ends: `report` is what there is by then; left out, what was written last stands. */
export async function endHardenRun(
  folder: RunFolder,
  end: { state: 'complete' | 'partial' | 'failed'; stateReason: string | null; report?: HardenReport },
): Promise<HardenRecord> {
  await rm(folder.work, { recursive: true, force: true });
  const record = await readHardenRecord(folder);
  const ended: HardenRecord = {
    ...record,
    state: end.state,
    stateReason: end.stateReason,
    endedAt: new Date().toISOString(),
    report: end.report ?? record.report,
  };
  await writeJsonAtomic(hardenPath(folder), ended);
  return ended;
}

/** Ends a run that nothing works on any more with what it wrote last. Does nothing to one that has ended. */
export async function settleHardenRun(folder: RunFolder, reason: string): Promise<HardenRecord> {
  const record = await readHardenRecord(folder);
  if (record.state !== 'running') return record;
  return endHardenRun(folder, { state: record.report ? 'partial' : 'failed', stateReason: reason });
}

/** On opening a project: settles every hardening run left `running` by a process that is gone. Returns their ids. */
export async function settleDeadHardenRuns(projectDir: string): Promise<string[]> {
  const settled: string[] = [];
  for (const { id, state } of (await listHardenRuns(projectDir)).runs) {
    const folder = folderOfRun(projectDir, id);
    if (state !== 'running' || (await hasLiveOwner(folder))) continue;
    await settleHardenRun(folder, 'its process ended before it was finished');
    settled.push(id);
  }
  return settled;
}
