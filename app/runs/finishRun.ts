// The end of a run, whole or partial: staged rows -> predictions.parquet, figures, metrics.json, run.json.
import { rm } from 'node:fs/promises';
import type { RunRecord, RunReport, Timing } from '../api/schemas/runs.ts';
import type { BatchInvariance } from '../inference/batchInvariance.ts';
import { writeJsonAtomic } from '../storage/atomicWrite.ts';
import { quotePath } from '../data/columnarTable.ts';
import { roleColumns } from './batchReader.ts';
import { orderedPredictions } from './orderedPredictions.ts';
import type { RunCounts } from './runCounts.ts';
import type { RunFolder } from './runFolder.ts';
import type { RunScores } from './runScores.ts';
import type { RunSetup } from './runSetup.ts';
import { changeRecord } from './runStore.ts';
import { runWarnings } from './runWarnings.ts';
import { savePredictions } from './savePredictions.ts';
import { readStaged } from './stagedPredictions.ts';
import type { ValidateRequest } from './validateRequest.ts';

export interface FinishFacts {
  folder: RunFolder;
  record: RunRecord;
  request: ValidateRequest;
  setup: RunSetup;
  /** Has seen every staged row, as has `counts`. */
  scores: RunScores;
  counts: RunCounts;
  unknownLabels: readonly string[];
  fatalRows: readonly number[];
  /** Whether rows influence each other; left out or null = not looked at. */
  invariance?: BatchInvariance | null;
  /** Milliseconds spent so far; what finishing takes is added. */
  spent: Omit<Timing, 'totalMs' | 'rowsPerSecond'>;
  /** performance.now() at the start; null = unknown (a run whose process died). */
  startedAt: number | null;
  state: 'complete' | 'partial';
  stateReason: string | null;
}

export async function finishRun(facts: FinishFacts): Promise<RunReport> {
  const { folder, request, setup, counts, record } = facts;
  const source = (): ReturnType<typeof readStaged> => readStaged(folder.staged);
  const idColumn = roleColumns(request.mapping).id;

  const beforeSave = performance.now();
  await savePredictions({
    path: folder.predictions,
    source,
    shape: setup.shape,
    classes: setup.classes,
    unknownLabels: facts.unknownLabels,
    id: idColumn === null ? null : { data: request.data, column: idColumn },
    rows: counts.done,
  });
  const beforeMetrics = performance.now();
  const { evaluation, timeline } = await facts.scores.finish({
    source,
    ordered: orderedPredictions({
      from: `read_parquet(${quotePath(folder.predictions)})`,
      shape: setup.shape,
      classes: setup.classes,
      tempDirectory: folder.work,
    }),
    unknownLabels: facts.unknownLabels,
    reference: request.settings.reference,
  });
  if (!timeline) throw new Error('A run always has a timeline.');
  const done = performance.now();

  const totalMs = facts.startedAt === null ? 0 : done - facts.startedAt;
  const report: RunReport = {
    ...evaluation,
    task: request.mapping.reading.task,
    positive: setup.positive,
    provider: record.provider ?? request.provider,
    model: record.model,
    data: { name: record.data.name, paths: record.data.paths, sha256: record.data.sha256 },
    timeline,
    timing: {
      ...facts.spent,
      writeMs: facts.spent.writeMs + beforeMetrics - beforeSave,
      metricsMs: facts.spent.metricsMs + done - beforeMetrics,
      totalMs,
      rowsPerSecond: totalMs > 0 ? (counts.done / totalMs) * 1000 : 0,
    },
    warnings: runWarnings({
      state: facts.state,
      stateReason: facts.stateReason,
      shape: setup.shape,
      counts,
      evaluation,
      model: request.model,
      data: request.data,
      mapping: request.mapping,
      plan: record.plan,
      fatalRows: facts.fatalRows,
      invariance: facts.invariance ?? null,
      batch: record.batch,
    }),
    columns: { ...roleColumns(request.mapping) },
    labels: request.mapping.labels,
  };
  await writeJsonAtomic(folder.metrics, report);
  // Last of all: a run is finished when its record says so.
  await changeRecord(folder, (before) => ({
    ...before,
    state: facts.state,
    stateReason: facts.stateReason,
    endedAt: new Date().toISOString(),
    rows: counts.rows(before.data.rows),
    fatalRows: [...facts.fatalRows],
    headline: { metrics: report.metrics, baseline: report.baseline?.metrics ?? {} },
  }));
  await rm(folder.work, { recursive: true, force: true });
  return report;
}

/** A run that has nothing to show: the record stays, with the reason. */
export async function failRun(folder: RunFolder, reason: string): Promise<void> {
  // First: on a full disk it makes the room that the record needs.
  await rm(folder.work, { recursive: true, force: true });
  await changeRecord(folder, (before) => ({
    ...before,
    state: 'failed',
    stateReason: reason,
    endedAt: new Date().toISOString(),
  }));
}
