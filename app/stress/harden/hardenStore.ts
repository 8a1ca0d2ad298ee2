// Hardening runs on disk: <project>/runs/<time>-harden/harden.json, written whole or not at all.
import { rm } from 'node:fs/promises';
import type { DatasetCard } from '../../api/schemas/datasets.ts';
import { HardenRecord, type HardenReport, type HardenSettings, type HardenSummary } from '../../api/schemas/harden.ts';
import type { Mapping, PreparationPlan } from '../../api/schemas/mapping.ts';
import type { ModelCard } from '../../api/schemas/models.ts';
import { recordFiles, type Listed } from '../../runs/recordFiles.ts';
import { folderOfRun, type RunFolder } from '../../runs/runFolder.ts';
import { hasLiveOwner, writeOwner } from '../../runs/runOwner.ts';
import { freshRunFolder, thisHost } from '../../runs/runStore.ts';

export interface NewHardenRun {
  model: ModelCard;
  data: DatasetCard;
  mapping: Mapping;
  plan: PreparationPlan;
  settings: HardenSettings;
  versions: HardenRecord['versions'];
  name?: string | undefined;
}

const files = recordFiles({
  file: 'harden.json',
  schema: HardenRecord,
  one: 'hardening run',
  many: 'hardening runs',
  what: 'hardening file',
});

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
    await files.write(folder, record);
  } catch (error) {
    await rm(folder.dir, { recursive: true, force: true });
    throw error;
  }
  return { folder, record };
}

/** @throws NOT_FOUND, FILE_UNREADABLE (damaged, named), PROJECT_NEWER */
export function readHardenRecord(folder: RunFolder): Promise<HardenRecord> {
  return files.read(folder);
}

/** All hardening runs of a project, newest first. One whose file cannot be read is named in `damaged`. */
export function listHardenRuns(projectDir: string): Promise<Listed<HardenSummary>> {
  return files.list(projectDir, ({ report, mapping: _mapping, plan: _plan, ...record }) => ({
    ...record,
    offers: report?.offers.length ?? null,
  }));
}

/** What is proved so far, kept while the run goes on: a crash loses nothing of it. */
export async function keepHardenReport(folder: RunFolder, report: HardenReport): Promise<void> {
  await files.change(folder, (record) => ({ ...record, report }));
}

/** How a run ends: `report` is what there is by then; left out, what was written last stands. */
export async function endHardenRun(
  folder: RunFolder,
  end: { state: 'complete' | 'partial' | 'failed'; stateReason: string | null; report?: HardenReport },
): Promise<HardenRecord> {
  await rm(folder.work, { recursive: true, force: true });
  return files.change(folder, (record) => ({
    ...record,
    state: end.state,
    stateReason: end.stateReason,
    endedAt: new Date().toISOString(),
    report: end.report ?? record.report,
  }));
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
