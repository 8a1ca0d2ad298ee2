// Drift runs on disk: <project>/runs/<time>-drift/drift.json, written once, whole or not at all, when there is a result.
import { rm } from 'node:fs/promises';
import { DriftRecord, type DriftReport, type DriftSettings, type DriftSummary, type TimedAlerts } from '../api/schemas/drift.ts';
import type { DatasetCard } from '../api/schemas/datasets.ts';
import { recordFiles, type Listed } from '../runs/recordFiles.ts';
import type { RunFolder } from '../runs/runFolder.ts';
import { freshRunFolder } from '../runs/runStore.ts';

export interface NewDriftRun {
  data: DatasetCard;
  runId: string | null;
  settings: DriftSettings;
  startedAt: Date;
  report: DriftReport;
  name?: string | undefined;
}

const files = recordFiles({
  file: 'drift.json',
  schema: DriftRecord,
  one: 'drift run',
  many: 'drift runs',
  what: 'drift file',
});

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
    await files.write(folder, record);
  } catch (error) {
    await rm(folder.dir, { recursive: true, force: true });
    throw error;
  }
  return record;
}

/** @throws NOT_FOUND, FILE_UNREADABLE (damaged, named), PROJECT_NEWER */
export function readDriftRecord(folder: RunFolder): Promise<DriftRecord> {
  return files.read(folder);
}

/** All drift runs of a project, newest first. One whose file cannot be read is named in `damaged`. */
export function listDriftRuns(projectDir: string): Promise<Listed<DriftSummary>> {
  return files.list(projectDir, ({ report, ...record }) => ({ ...record, verdict: report.verdict }));
}

/** Alerts of a drift run with the times that they hold in. */
export function timedAlerts({ id, name, report: { alerts, windows } }: DriftRecord): TimedAlerts {
  return {
    driftId: id,
    name,
    alerts: alerts.map((alert) => ({
      ...alert,
      start: windows[alert.from]?.start ?? null,
      end: windows[alert.to]?.end ?? null,
    })),
  };
}

/** Those of the newest drift run, not archived, that took the predictions of a validation. Null = there is none. */
export async function alertsOfRun(projectDir: string, runId: string): Promise<TimedAlerts | null> {
  const { runs } = await files.list(projectDir, (record) => ({
    id: record.id,
    startedAt: record.startedAt,
    told: record.runId === runId && !record.archived ? timedAlerts(record) : null,
  }));
  return runs.find(({ told }) => told !== null)?.told ?? null;
}

/** To another run of the same rows and more, which takes the place of the one that was compared. `data` says which rows it is of. */
export function carryDriftRun(folder: RunFolder, runId: string): Promise<DriftRecord> {
  return files.change(folder, (record) => ({ ...record, runId, settings: { ...record.settings, runId } }));
}

/** Renames or archives; what it found never changes. */
export function updateDriftRun(
  folder: RunFolder,
  { name, archived }: { name?: string | undefined; archived?: boolean | undefined },
): Promise<DriftRecord> {
  return files.change(folder, (record) => ({
    ...record,
    name: name ?? record.name,
    archived: archived ?? record.archived,
  }));
}
