// The main job: dataset -> tensors -> predictions -> figures. Reading runs ahead (in a thread where the host gives one),
// every batch is staged before the next one starts, and what is staged is never lost: a cancelled or failed run keeps it.
// Counting keeps up (in a thread, likewise): it may lag a few batches behind, since it can start anew from what is staged.
import { rm } from 'node:fs/promises';
import { finishingStage } from '../api/schemas/jobs.ts';
import type { RunRecord, RunReport, Timing } from '../api/schemas/runs.ts';
import { throwIfAborted, yieldToEventLoop } from '../base/abort.ts';
import type { ColumnBatch } from '../base/columns.ts';
import { cancelled, isCancelled, toWire } from '../base/errors.ts';
import { measureBatchSize } from '../inference/batchSize.ts';
import { openSession, type Session } from '../inference/runtime.ts';
import type { PredictionBatch } from '../prepare/predictions.ts';
import { createPreparer } from '../prepare/preparer.ts';
import { writeJsonAtomic } from '../storage/atomicWrite.ts';
import { makeFolder } from '../storage/makeFolder.ts';
import { openLocalReader, type BatchReader, type ReadBatch } from './batchReader.ts';
import { failRun, finishRun } from './finishRun.ts';
import { inferBatch, type RefusedRows } from './inferBatch.ts';
import { InflightMark } from './inflight.ts';
import { lookAtInvariance, lookAtSurvivors, readInvarianceLook, togetherRows, type InvarianceLook } from './invarianceLook.ts';
import type { PredictionBlock } from './predictionBlock.ts';
import type { UnpredictedRows } from './runCounts.ts';
import type { FinishedFigures } from './runFigures.ts';
import { runFolder, type RunFolder } from './runFolder.ts';
import { writeOwner } from './runOwner.ts';
import { runSetup, type RunSetup } from './runSetup.ts';
import { changeRecord, readRunRecord } from './runStore.ts';
import { openLocalTally, type RunTally } from './runTally.ts';
import { readStaged, readStagedFacts, StagedWriter } from './stagedPredictions.ts';
import type { ValidateContext, ValidateRequest } from './validateRequest.ts';

const sampleRows = 4096;
/** Rows a batch when a run goes on after a crash that came before its batch size was known. */
const carefulBatch = 1024;
const aliveEveryMs = 500;

/** A run under way. */
interface Running {
  folder: RunFolder;
  request: ValidateRequest;
  context: ValidateContext;
  record: RunRecord;
  setup: RunSetup;
  tally: RunTally;
  reasons: UnpredictedRows;
  refused: RefusedRows;
  unknownLabels: string[];
  staged: StagedWriter;
  inflight: InflightMark;
  /** Null = not looked at yet. */
  look: InvarianceLook | null;
  /** Once there are no more rows. */
  figures: Promise<FinishedFigures> | null;
  spent: Omit<Timing, 'totalMs' | 'rowsPerSecond'>;
  startedAt: number;
}

/**
 * Runs the model over the data and writes the run folder made by createRun.
 * When the signal fires, or an error comes up on the way, the rows finished so far are kept and evaluated: a cancelled run
 * returns that report (its record says `partial`), a failed one throws the error all the same.
 * @throws CANCELLED when cancelled before any row was finished; errors of reading, mapping and runtime
 */
export async function validate(request: ValidateRequest, context: ValidateContext): Promise<RunReport> {
  const startedAt = performance.now();
  const folder = runFolder(request.runDir);
  let running: Running;
  try {
    running = await prepareRun(folder, request, { context, startedAt });
  } catch (error) {
    await endEmpty(folder, error);
    throw error;
  }
  try {
    await runRows(running);
  } catch (error) {
    return endEarly(running, error);
  }
  return finish(running, { state: 'complete', stateReason: null }).catch((error: unknown) => giveUp(running, error));
}

async function prepareRun(
  folder: RunFolder,
  request: ValidateRequest,
  about: { context: ValidateContext; startedAt: number },
): Promise<Running> {
  const record = await readRunRecord(folder);
  // Before anything is written: what is wrong with plan or windows is told at once.
  createPreparer(record.plan);
  const setup = runSetup({ ...request, plan: record.plan });
  await makeFolder(folder.work);
  await writeOwner(folder);
  const facts = request.resume ? await readStagedFacts(folder.staged) : null;
  // Kept until the end, so that a run whose process died can be finished from its folder alone, fatal rows known so far included.
  await writeJsonAtomic(folder.request, request);
  const running: Running = {
    folder,
    request,
    context: about.context,
    record,
    setup,
    tally: openTally(folder, request, { record, context: about.context }),
    reasons: { missing: 0, unfit: 0, fatal: 0, refused: 0, notFinite: 0 },
    refused: { rows: [], message: '' },
    unknownLabels: [...(facts?.unknownLabels ?? [])],
    staged: facts ? StagedWriter.resume(folder.staged, facts) : StagedWriter.create(folder.staged, setup.shape),
    inflight: new InflightMark(folder.inflight),
    look: request.resume ? await readInvarianceLook(folder) : null,
    figures: null,
    spent: { readMs: 0, prepareMs: 0, inferMs: 0, writeMs: 0, metricsMs: 0 },
    startedAt: about.startedAt,
  };
  if (facts) {
    running.reasons.fatal = (request.resume?.fatalRows ?? []).filter((row) => row <= facts.rows).length;
    const labels = facts.unknownLabels;
    for await (const block of readStaged(folder.staged)) await running.tally.add(block, labels.splice(0));
  }
  return running;
}

function openTally(
  folder: RunFolder,
  request: ValidateRequest,
  { record, context }: { record: RunRecord; context: ValidateContext },
): RunTally {
  const { data, mapping, settings } = request;
  const { onPartial } = context;
  return (context.openTally ?? openLocalTally)(
    { runDir: request.runDir, data, mapping, plan: record.plan, settings },
    onPartial && ((figures) => onPartial({ runId: folder.id, ...figures })),
  );
}

async function runRows(running: Running): Promise<void> {
  const { request, context } = running;
  throwIfAborted(context.signal);
  report(running, 'opening the model');
  const reader = (context.openReader ?? openLocalReader)({
    data: request.data,
    plan: running.record.plan,
    mapping: request.mapping,
  });
  let session: Session | null = null;
  try {
    const sampling = running.request.resume ? null : reader.sample(needsBatch(running) ? sampleRows : togetherRows);
    // Whatever opening the model throws comes first; the sample then is of no interest.
    sampling?.catch(() => undefined);
    session = await (context.openSession ?? openSession)(request.runPath, {
      provider: request.provider,
      threads: request.settings.threads,
    });
    report(running, 'measuring the batch size');
    const sample = (await sampling) ?? null;
    const batchRows = await chooseBatch(running, session, sample);
    if (sample) {
      const prepared = createPreparer(running.record.plan).prepare(sample);
      running.look = await lookAtInvariance(prepared, { ...running, session, plan: running.record.plan });
    }
    reader.start({ batchRows, startRow: running.staged.rows, unknownLabels: running.unknownLabels });
    running.record = await changeRecord(running.folder, (before) => ({
      ...before,
      provider: session?.provider ?? request.provider,
      batch: batchRows,
    }));
    await runBatches(running, session, reader);
    report(running, 'evaluating');
    running.figures = running.tally.finish();
    // Whoever waits for it hears of an error.
    running.figures.catch(() => undefined);
  } finally {
    running.inflight.clear();
    await reader.close();
    await session?.close();
  }
}

async function runBatches(running: Running, session: Session, reader: BatchReader): Promise<void> {
  report(running, 'running');
  for (;;) {
    throwIfAborted(running.context.signal);
    const batch = await reader.next();
    if (!batch) return;
    // Work of the reader, not waiting for it: where it runs ahead, the parts add up to more than the whole.
    running.spent.readMs += batch.readMs;
    running.spent.prepareMs += batch.prepareMs;
    await runBatch(running, session, batch);
    // The cancel message is read here: a run blocks the loop.
    await yieldToEventLoop();
  }
}

async function runBatch(running: Running, session: Session, batch: ReadBatch): Promise<void> {
  const { spent, request, record } = running;
  const { prepared } = batch;
  const start = performance.now();
  const prediction = await inferBatch(prepared, {
    session,
    plan: record.plan,
    inflight: running.inflight,
    resume: request.resume ?? null,
    refused: running.refused,
  });
  const inferred = performance.now();
  const block = blockOf(batch, prediction);
  running.staged.appendLabels(batch.newLabels);
  running.staged.append(block);
  running.unknownLabels.push(...batch.newLabels);
  countReasons(running, batch, block);
  spent.inferMs += inferred - start;
  spent.writeMs += performance.now() - inferred;
  await running.tally.add(block, batch.newLabels);
  if (request.resume && !running.look) {
    const { fatalRows } = request.resume;
    running.look = await lookAtSurvivors(prepared, { ...running, session, plan: record.plan, fatalRows });
  }
  report(running, 'running');
}

function blockOf(batch: ReadBatch, prediction: PredictionBatch): PredictionBlock {
  const { firstRow, rowCount } = batch.prepared;
  return {
    firstRow,
    rowCount,
    time: batch.time,
    actual: batch.actual,
    predicted: (prediction.classIndex ?? prediction.values) as Int32Array | Float64Array,
    scores: prediction.scores,
    weight: batch.weight,
  };
}

function countReasons(running: Running, batch: ReadBatch, block: PredictionBlock): void {
  const { reasons } = running;
  const { rejected } = batch.prepared;
  const fatal = new Set(running.request.resume?.fatalRows ?? []);
  const refused = new Set(running.refused.rows);
  const codes = block.predicted instanceof Int32Array;
  for (let row = 0; row < block.rowCount; row++) {
    const guess = block.predicted[row] as number;
    if (codes ? guess >= 0 : guess === guess) continue;
    if (fatal.has(block.firstRow + row + 1)) reasons.fatal++;
    else if (refused.has(block.firstRow + row + 1)) reasons.refused++;
    else if (rejected?.[row] === 1) reasons.missing++;
    else if (rejected?.[row] === 2) reasons.unfit++;
    else reasons.notFinite++;
  }
}

function needsBatch(running: Running): boolean {
  return running.request.settings.batch === null;
}

async function chooseBatch(running: Running, session: Session, sample: ColumnBatch | null): Promise<number> {
  const { request, record, context } = running;
  if (request.settings.batch !== null) return request.settings.batch;
  if (!sample) return record.batch ?? record.plan.fixedBatch ?? carefulBatch;
  running.inflight.set({ from: 0, to: sample.rowCount });
  const rows = await measureBatchSize(session, record.plan, sample, context.signal ? { signal: context.signal } : {});
  running.inflight.clear();
  return Math.max(1, Math.min(rows, request.data.rows));
}

function report(running: Running, stage: string): void {
  running.context.onProgress?.({ stage, done: running.staged.rows, total: running.request.data.rows, unit: 'rows' });
}

async function closeFiles(running: Running): Promise<void> {
  running.inflight.close();
  await running.staged.close();
  await running.tally.close();
}

async function endEarly(running: Running, error: unknown): Promise<RunReport> {
  if (running.staged.rows === 0) {
    await closeFiles(running);
    await endEmpty(running.folder, error);
    throw isCancelled(error) ? cancelled() : error;
  }
  const finishing = reportWhile(running, finishingStage);
  try {
    const stateReason = isCancelled(error) ? 'cancelled' : reasonOf(error);
    const report = await finish(running, { state: 'partial', stateReason }).catch((second: unknown) =>
      giveUp(running, isFull(error) ? error : second),
    );
    if (isCancelled(error)) return report;
  } catch (second) {
    if (isCancelled(error)) throw second;
    // What went wrong first is what is told.
  } finally {
    finishing.end();
  }
  throw error;
}

/** On a full disk the rows that cannot be finished would only keep it full; else they stay where they are. Throws the error. */
async function giveUp({ folder }: Running, error: unknown): Promise<never> {
  if (isFull(error)) {
    for (const path of [folder.predictions, folder.metrics]) await rm(path, { recursive: true, force: true });
    await failRun(folder, reasonOf(error));
  }
  throw error;
}

/** Says the stage again and again: whoever cancelled sees that this process still works and needs no killing. */
function reportWhile(running: Running, stage: string): { end: () => void } {
  report(running, stage);
  const timer = setInterval(() => report(running, stage), aliveEveryMs);
  return { end: () => clearInterval(timer) };
}

async function finish(running: Running, end: { state: 'complete' | 'partial'; stateReason: string | null }): Promise<RunReport> {
  const { tally, request } = running;
  let figures: FinishedFigures;
  try {
    figures = await (running.figures ?? tally.finish());
  } catch (error) {
    await closeFiles(running);
    throw error;
  }
  await closeFiles(running);
  return finishRun({
    ...running,
    ...end,
    figures,
    invariance: running.look?.result ?? null,
    fatalRows: request.resume?.fatalRows ?? [],
  });
}

function endEmpty(folder: RunFolder, error: unknown): Promise<void> {
  return failRun(folder, reasonOf(error), isCancelled(error) ? 'cancelled' : 'failed');
}

function isFull(error: unknown): boolean {
  return toWire(error).code === 'STORAGE_FULL';
}

function reasonOf(error: unknown): string {
  if (isCancelled(error)) return 'cancelled before any row was finished';
  const { code, message } = toWire(error);
  if (code !== 'INTERNAL') return message;
  return error instanceof Error ? error.message : String(error);
}
