// The end of a run, whole or partial: its figures -> metrics.json, run.json.
import { rm } from 'node:fs/promises';
import { repairTexts } from '../api/repairText.ts';
import type { RunRecord, RunReport, Timing } from '../api/schemas/runs.ts';
import type { BatchInvariance } from '../inference/batchInvariance.ts';
import { writeJsonAtomic } from '../storage/atomicWrite.ts';
import { roleColumns } from './batchReader.ts';
import { abstainedOf, rowsOfRecord, type UnpredictedRows } from './runCounts.ts';
import type { FinishedFigures } from './runFigures.ts';
import type { RunFolder } from './runFolder.ts';
import type { RunSetup } from './runSetup.ts';
import { changeRecord } from './runStore.ts';
import { sliceFigures } from './sliceFigures.ts';
import { runWarnings } from './runWarnings.ts';
import type { RefusedRows } from './inferBatch.ts';
import type { ValidateRequest } from './validateRequest.ts';

export interface FinishFacts {
  folder: RunFolder;
  record: RunRecord;
  request: ValidateRequest;
  setup: RunSetup;
  /** Of all staged rows. */
  figures: FinishedFigures;
  reasons: UnpredictedRows;
  fatalRows: readonly number[];
  /** As far as this process has seen. */
  refused: RefusedRows;
  /** Whether rows influence each other; left out or null = not looked at. */
  invariance?: BatchInvariance | null;
  /** Milliseconds spent beside the figures. */
  spent: Omit<Timing, 'totalMs' | 'rowsPerSecond'>;
  /** performance.now() at the start; null = unknown (a run whose process died). */
  startedAt: number | null;
  state: 'complete' | 'partial';
  stateReason: string | null;
}

export async function finishRun(facts: FinishFacts): Promise<RunReport> {
  const { folder, request, setup, record } = facts;
  const { evaluation, timeline, counts } = facts.figures;
  const started = performance.now();
  const slices = record.slices && (await sliceFigures({ runDir: folder.dir, data: request.data }, record.slices));
  const done = performance.now();
  const totalMs = facts.startedAt === null ? 0 : done - facts.startedAt;
  const report: RunReport = {
    ...evaluation,
    task: request.mapping.reading.task,
    positive: setup.positive,
    ...(record.plan.threshold !== undefined && { threshold: record.plan.threshold }),
    ...(record.plan.calibration && { calibration: record.plan.calibration }),
    ...(record.plan.abstain && counts.gate && { abstained: abstainedOf(record.plan.abstain, counts.gate) }),
    ...mendedColumns(record.plan),
    provider: record.provider ?? request.provider,
    model: record.model,
    data: { name: record.data.name, paths: record.data.paths, sha256: record.data.sha256 },
    timeline,
    timing: {
      ...facts.spent,
      writeMs: facts.spent.writeMs + facts.figures.writeMs,
      metricsMs: facts.spent.metricsMs + facts.figures.metricsMs + (done - started),
      totalMs,
      rowsPerSecond: totalMs > 0 ? (counts.done / totalMs) * 1000 : 0,
    },
    warnings: runWarnings({
      slices: slices ?? [],
      state: facts.state,
      stateReason: facts.stateReason,
      shape: setup.shape,
      counts,
      reasons: facts.reasons,
      evaluation,
      model: request.model,
      data: request.data,
      mapping: request.mapping,
      plan: record.plan,
      fatalRows: facts.fatalRows,
      refused: facts.refused,
      invariance: facts.invariance ?? null,
      batch: record.batch,
    }),
    columns: { ...roleColumns(request.mapping) },
    labels: request.mapping.labels,
    ...(slices && { slices }),
  };
  await writeJsonAtomic(folder.metrics, report);
  // Last of all: a run is finished when its record says so.
  await changeRecord(folder, (before) => ({
    ...before,
    state: facts.state,
    stateReason: facts.stateReason,
    endedAt: new Date().toISOString(),
    rows: rowsOfRecord(counts, before.data.rows),
    fatalRows: [...facts.fatalRows],
    ...(facts.refused.rows.length > 0 && { refusedRows: facts.refused.rows }),
    headline: { metrics: report.metrics, baseline: report.baseline?.metrics ?? {} },
  }));
  await rm(folder.work, { recursive: true, force: true });
  return report;
}

/** Columns that are mended, and how; nothing where none is. */
function mendedColumns({ inputs }: RunRecord['plan']): Pick<RunReport, 'repairs'> {
  const mended = inputs.flatMap(({ features }) =>
    features.flatMap((feature): [string, string[]][] => {
      const texts = repairTexts({ repairs: feature.repairs });
      return texts.length > 0 ? [[feature.column, texts]] : [];
    }),
  );
  return mended.length > 0 ? { repairs: Object.fromEntries(mended) } : {};
}

/** A run that has nothing to show: the record stays, with the reason. */
export async function failRun(folder: RunFolder, reason: string, state: 'failed' | 'cancelled' = 'failed'): Promise<void> {
  // First: on a full disk it makes the room that the record needs.
  await rm(folder.work, { recursive: true, force: true });
  await changeRecord(folder, (before) => ({
    ...before,
    state,
    stateReason: reason,
    endedAt: new Date().toISOString(),
  }));
}
