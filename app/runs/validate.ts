// The main job: dataset -> tensors -> predictions -> figures. Reading runs ahead (in a thread where the host gives one),
// every batch is staged before the next one starts, and what is staged is never lost: a cancelled or failed run keeps it.
import { mkdir, rm } from 'node:fs/promises';
import { finishingStage } from '../api/schemas/jobs.ts';
import type { RunRecord, RunReport, Timing } from '../api/schemas/runs.ts';
import { throwIfAborted, yieldToEventLoop } from '../base/abort.ts';
import type { ColumnBatch } from '../base/columns.ts';
import { cancelled, isCancelled, toWire } from '../base/errors.ts';
import { checkBatchInvariance, type BatchInvariance } from '../inference/batchInvariance.ts';
import { measureBatchSize } from '../inference/batchSize.ts';
import { openSession, type Session } from '../inference/runtime.ts';
import type { PredictionBatch } from '../prepare/predictions.ts';
import { createPreparer } from '../prepare/preparer.ts';
import { sliceRows } from '../prepare/tensors.ts';
import { writeJsonAtomic } from '../storage/atomicWrite.ts';
import { openLocalReader, type BatchReader, type ReadBatch } from './batchReader.ts';
import { failRun, finishRun } from './finishRun.ts';
import { inferBatch } from './inferBatch.ts';
import { InflightMark } from './inflight.ts';
import type { PredictionBlock } from './predictionBlock.ts';
import { RunCounts } from './runCounts.ts';
import { runFolder, type RunFolder } from './runFolder.ts';
import { writeOwner } from './runOwner.ts';
import type { RunScores } from './runScores.ts';
import { runSetup, type RunSetup } from './runSetup.ts';
import { changeRecord, readRunRecord } from './runStore.ts';
import { readStaged, readStagedFacts, StagedWriter } from './stagedPredictions.ts';
import type { ValidateContext, ValidateRequest } from './validateRequest.ts';

const sampleRows = 4096;
/** Of the sample, to see whether rows influence each other: run together, and a few of them alone. */
const togetherRows = 32;
const aloneRows = 4;
/** Rows a batch when a run goes on after a crash that came before its batch size was known. */
const carefulBatch = 1024;
const partialEveryMs = 250;
const aliveEveryMs = 500;

/** A run under way. */
interface Running {
  folder: RunFolder;
  request: ValidateRequest;
  context: ValidateContext;
  record: RunRecord;
  setup: RunSetup;
  scores: RunScores;
  counts: RunCounts;
  unknownLabels: string[];
  staged: StagedWriter;
  inflight: InflightMark;
  /** Null = not looked at. */
  invariance: BatchInvariance | null;
  spent: Omit<Timing, 'totalMs' | 'rowsPerSecond'>;
  startedAt: number;
  lastPartial: number;
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
    await failRun(folder, reasonOf(error));
    throw error;
  }
  try {
    await runRows(running);
  } catch (error) {
    return endEarly(running, error);
  }
  await closeFiles(running);
  return finish(running, { state: 'complete', stateReason: null });
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
  await mkdir(folder.work, { recursive: true });
  await writeOwner(folder);
  const scores = setup.createScores();
  const counts = new RunCounts();
  const facts = request.resume ? await readStagedFacts(folder.staged) : null;
  if (facts) {
    for await (const block of readStaged(folder.staged)) {
      scores.add(block);
      counts.add(block);
    }
    counts.reasons.fatal = (request.resume?.fatalRows ?? []).filter((row) => row <= facts.rows).length;
  }
  // Kept until the end, so that a run whose process died can be finished from its folder alone, fatal rows known so far included.
  await writeJsonAtomic(folder.request, request);
  return {
    folder,
    request,
    context: about.context,
    record,
    setup,
    scores,
    counts,
    unknownLabels: facts?.unknownLabels ?? [],
    staged: facts ? StagedWriter.resume(folder.staged, facts) : StagedWriter.create(folder.staged, setup.shape),
    inflight: new InflightMark(folder.inflight),
    invariance: null,
    spent: { readMs: 0, prepareMs: 0, inferMs: 0, writeMs: 0, metricsMs: 0 },
    startedAt: about.startedAt,
    lastPartial: performance.now(),
  };
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
    if (sample) await lookAtInvariance(running, session, sample);
    reader.start({ batchRows, startRow: running.staged.rows, unknownLabels: running.unknownLabels });
    running.record = await changeRecord(running.folder, (before) => ({
      ...before,
      provider: session?.provider ?? request.provider,
      batch: batchRows,
    }));
    await runBatches(running, session, reader);
    sendPartial(running);
    report(running, 'evaluating');
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
  });
  const inferred = performance.now();
  const block = blockOf(batch, prediction);
  running.staged.appendLabels(batch.newLabels);
  running.staged.append(block);
  running.unknownLabels.push(...batch.newLabels);
  const written = performance.now();
  running.scores.add(block);
  running.counts.add(block);
  countReasons(running, batch, block);
  spent.inferMs += inferred - start;
  spent.writeMs += written - inferred;
  if (performance.now() - running.lastPartial >= partialEveryMs) sendPartial(running);
  report(running, 'running');
  spent.metricsMs += performance.now() - written;
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
  const { reasons } = running.counts;
  const { rejected } = batch.prepared;
  const fatal = new Set(running.request.resume?.fatalRows ?? []);
  const codes = block.predicted instanceof Int32Array;
  for (let row = 0; row < block.rowCount; row++) {
    const guess = block.predicted[row] as number;
    if (codes ? guess >= 0 : guess === guess) continue;
    if (fatal.has(block.firstRow + row + 1)) reasons.fatal++;
    else if (rejected?.[row] === 1) reasons.missing++;
    else if (rejected?.[row] === 2) reasons.unfit++;
    else reasons.notFinite++;
  }
}

function needsBatch(running: Running): boolean {
  return running.request.settings.batch === null;
}

/** Whether the model mixes the rows of a batch: then its figures depend on the batch size, and a server answers otherwise. */
async function lookAtInvariance(running: Running, session: Session, sample: ColumnBatch): Promise<void> {
  const { plan } = running.record;
  const prepared = createPreparer(plan).prepare(sample);
  const rowCount = Math.min(togetherRows, prepared.rowCount);
  if (rowCount < 2) return;
  const tensors = Object.entries(prepared.tensors).map(([name, tensor]) => [name, sliceRows(tensor, 0, rowCount)] as const);
  const few = { firstRow: 0, rowCount, tensors: Object.fromEntries(tensors), rejected: null };
  running.inflight.set({ from: 0, to: rowCount });
  try {
    running.invariance = await checkBatchInvariance(session, plan, few, { rows: aloneRows });
  } catch {
    // Rows that the model refuses: the run itself meets them and says which.
  } finally {
    running.inflight.clear();
  }
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

function sendPartial(running: Running): void {
  if (!running.context.onPartial) return;
  const before = performance.now();
  running.context.onPartial({ runId: running.folder.id, ...running.scores.live() });
  const now = performance.now();
  // With very many windows the figures themselves take time: never more than a tenth of it.
  running.lastPartial = now + Math.max(0, (now - before) * 9 - partialEveryMs);
}

async function closeFiles(running: Running): Promise<void> {
  running.inflight.close();
  await running.staged.close();
}

async function endEarly(running: Running, error: unknown): Promise<RunReport> {
  await closeFiles(running);
  if (running.staged.rows === 0) {
    await failRun(running.folder, reasonOf(error));
    throw isCancelled(error) ? cancelled() : error;
  }
  const finishing = reportWhile(running, finishingStage);
  try {
    if (isCancelled(error)) return await finish(running, { state: 'partial', stateReason: 'cancelled' });
    await finish(running, { state: 'partial', stateReason: reasonOf(error) }).catch(async () => {
      // What went wrong first is what is told. On a full disk the staged rows would only keep it full; else they stay where they are.
      if (toWire(error).code !== 'STORAGE_FULL') return;
      await rm(running.folder.predictions, { recursive: true, force: true });
      await failRun(running.folder, reasonOf(error));
    });
  } finally {
    finishing.end();
  }
  throw error;
}

/** Says the stage again and again: whoever cancelled sees that this process still works and needs no killing. */
function reportWhile(running: Running, stage: string): { end: () => void } {
  report(running, stage);
  const timer = setInterval(() => report(running, stage), aliveEveryMs);
  return { end: () => clearInterval(timer) };
}

function finish(running: Running, end: { state: 'complete' | 'partial'; stateReason: string | null }): Promise<RunReport> {
  return finishRun({ ...running, ...end, fatalRows: running.request.resume?.fatalRows ?? [] });
}

function reasonOf(error: unknown): string {
  if (isCancelled(error)) return 'cancelled before any row was finished';
  return error instanceof Error ? error.message : String(error);
}
