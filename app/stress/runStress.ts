// The stress job: rows into memory, the model over them as they are, then damage after damage, until all is done or time is up.
// What was finished is kept whenever it ends.
import { finishingStage } from '../api/schemas/jobs.ts';
import type { StressRecord, StressReport } from '../api/schemas/stress.ts';
import { throwIfAborted } from '../base/abort.ts';
import { startBudget, timeIsUp } from '../base/budget.ts';
import { isCancelled, toWire } from '../base/errors.ts';
import { measureBatchSize } from '../inference/batchSize.ts';
import { openSession } from '../inference/runtime.ts';
import { mappingWarnings } from '../runs/mappingWarnings.ts';
import { runFolder, type RunFolder } from '../runs/runFolder.ts';
import { writeOwner } from '../runs/runOwner.ts';
import { countAnswers } from './answers.ts';
import { corruptionsNamed } from './catalogue.ts';
import { chooseMetric } from './chooseMetric.ts';
import { cleanFigures, dummyOf } from './cleanFigures.ts';
import { takeRows } from './columnRows.ts';
import type { Corruption, StressColumn } from './corruption.ts';
import { Draws } from './draws.ts';
import { rest, type DamageBench } from './evaluateDamage.ts';
import { flipRate } from './answers.ts';
import { Findings } from './findings.ts';
import { Instability } from './instability.ts';
import { modelUnderTest, type ModelUnderTest } from './modelUnderTest.ts';
import { createDropMeter } from './pairedDrop.ts';
import { isHigherBetter } from './relativeScore.ts';
import type { StressContext, StressRequest } from './stressRequest.ts';
import { runStages, type StressWork } from './stressStages.ts';
import { changeStressRecord, endStressRun, readStressRecord } from './stressStore.ts';
import { readStressTable, type StressTable } from './stressTable.ts';
import { nothingToDamage, startWarnings } from './stressWarnings.ts';
import { WorkPlan } from './workPlan.ts';

/** Rows on which the batch size is measured. */
const sampleRows = 4096;
/** A report may be long: it is not sent, and not written, for every pass. */
const partialEveryMs = 1000;
const saveEveryMs = 15_000;

/**
 * Runs it and writes stress.json: at the start, now and then, and at the end. Memory: about 8 bytes a cell of the rows it works on,
 * twice for their prepared form, and the answers.
 * A run that is cancelled or out of budget ends as `partial` with what it found (the figures of clean rows at least) and returns its
 * record; before that a cancelled one throws CANCELLED. After an error the run keeps what it found, and the error is thrown all the same.
 * @throws CANCELLED, INVALID_INPUT (a metric that these rows do not define), errors of reading, mapping and runtime
 */
export async function runStress(request: StressRequest, context: StressContext = {}): Promise<StressRecord> {
  const startedAt = performance.now();
  const folder = runFolder(request.runDir);
  const record = await readStressRecord(folder);
  await writeOwner(folder);
  const budget = startBudget(request.settings.budgetMinutes, context.signal);
  let teller: Teller | null = null;
  let session: Awaited<ReturnType<typeof openSession>> | null = null;
  try {
    tellStage(context, 'reading rows');
    const { plan } = record;
    const { data, mapping, settings } = request;
    const { maxRows, seed } = settings;
    const table = await readStressTable({ data, plan, mapping, maxRows, seed, signal: context.signal });
    tellStage(context, 'opening the model');
    session = await (context.openSession ?? openSession)(request.runPath, {
      provider: request.provider,
      threads: request.threads,
    });
    const batchRows = await chooseBatch(session, { plan, table, signal: context.signal });
    tellStage(context, 'rows as they are');
    const model = await modelUnderTest({ session, plan, table, batchRows, signal: context.signal });
    const work = await prepareWork(request, { model, provider: session.provider, batchRows, context });
    work.signal = budget.signal;
    teller = new Teller(folder, work, { context, startedAt });
    work.tell = (stage) => teller?.tell(stage);
    teller.tell('rows as they are');
    await runStages(work);
    tellStage(context, finishingStage);
    return await endStressRun(folder, { state: 'complete', stateReason: null, report: await teller.finish() });
  } catch (error) {
    return await endEarly(folder, error, { teller, outOfBudget: budget.isOver() });
  } finally {
    budget.end();
    await session?.close();
  }
}

async function endEarly(
  folder: RunFolder,
  error: unknown,
  { teller, outOfBudget }: { teller: Teller | null; outOfBudget: boolean },
): Promise<StressRecord> {
  const { message } = toWire(error);
  const isBudget = isCancelled(error) && outOfBudget;
  const stateReason = isBudget ? timeIsUp : isCancelled(error) ? 'cancelled' : message;
  const report = await teller?.finish().catch(() => null);
  const record = await endStressRun(folder, {
    state: report ? 'partial' : 'failed',
    stateReason,
    ...(report && { report }),
  });
  if (isBudget || (isCancelled(error) && record.state === 'partial')) return record;
  throw error;
}

function tellStage({ onProgress, signal }: StressContext, stage: string): void {
  throwIfAborted(signal);
  onProgress?.({ stage, done: 0, total: null, unit: 'rows' });
}

async function chooseBatch(
  session: Awaited<ReturnType<typeof openSession>>,
  about: { plan: StressRecord['plan']; table: StressTable; signal: AbortSignal | undefined },
): Promise<number> {
  const { plan, table, signal } = about;
  const rows = Int32Array.from({ length: Math.min(sampleRows, table.rowCount) }, (_, row) => row);
  const all = { firstRow: 0, rowCount: table.rowCount, columns: Object.fromEntries(table.columns) };
  const measured = await measureBatchSize(session, plan, takeRows(all, rows), signal ? { signal } : {});
  return Math.max(1, Math.min(measured, table.rowCount));
}

/** The model as it is on clean data, and what is to be done to it. */
async function prepareWork(
  request: StressRequest,
  about: { model: ModelUnderTest; provider: string; batchRows: number; context: StressContext },
): Promise<StressWork> {
  const { data, settings, baselineDir } = request;
  const { model } = about;
  const { table, clean } = model;
  const figures = cleanFigures(table, clean);
  const { metric, reason } = chooseMetric(table, figures.metrics, settings.metric);
  const score = metric === 'agreement' ? rest(flipRate(clean, clean)) : (figures.metrics[metric] ?? rest(flipRate(clean, clean)));
  const dummy = dummyOf(figures, { metric, table, clean });
  const halfway = score.value !== null && dummy.value !== null ? (score.value + dummy.value) / 2 : null;
  const answered = countAnswers(clean);
  const report = {
    task: table.task,
    metric,
    metricReason: reason,
    higherIsBetter: isHigherBetter(metric),
    seed: settings.seed,
    rows: table.rowCount,
    totalRows: data.rows,
    labelled: figures.labelled,
    provider: about.provider,
    batch: about.batchRows,
    clean: score,
    cleanMetrics: figures.metrics,
    dummy: dummy.value,
    floor: settings.floor ?? halfway,
    floorReason: settings.floor !== null ? 'as asked for' : `halfway between clean data and ${dummy.words}`,
  };
  const columns = table.features.filter(({ name }) => settings.columns?.includes(name) ?? true);
  const baseline = baselineDir === null ? null : await readBaseline(baselineDir);
  const asked = corruptionsNamed(settings.corruptions);
  const fitting = fittingCorruptions(asked, table, columns);
  // Of all kinds those that fit are meant; one that was named and does not fit must not be missed unnoticed.
  const unfit = settings.corruptions ? asked.filter((one) => !fitting.some(({ corruption }) => corruption === one)) : [];
  const bench: DamageBench = {
    model,
    draws: new Draws(settings.seed, table.rowNumbers),
    metric,
    spent: { corruptMs: 0, scoreMs: 0 },
  };
  return {
    bench,
    findings: new Findings({
      ...report,
      dummyWords: dummy.words,
      answered,
      baseline,
      warnings: [
        ...startWarnings({ report, dummyWords: dummy.words, answered, weight: table.weight }),
        ...(unfit.length > 0 ? [nothingToDamage(unfit)] : []),
        ...(baseline ? baselineWarnings(baseline, metric) : []),
        ...mappingWarnings(request.model, request.data, request.mapping),
      ],
    }),
    plan: new WorkPlan(),
    instability: new Instability(model),
    dropOf: createDropMeter(table, clean, metric),
    fitting,
    columns,
    tell: () => undefined,
    log: about.context.log ?? (() => undefined),
    signal: about.context.signal,
  };
}

function fittingCorruptions(
  corruptions: readonly Corruption[],
  table: StressTable,
  columns: readonly StressColumn[],
): StressWork['fitting'] {
  return corruptions.flatMap((corruption) => {
    const { reach } = corruption;
    if (reach.of === 'table') return reach.fits(table) ? [{ corruption, columns: [...columns] }] : [];
    const fits = columns.filter((column) => reach.fits(column, table));
    return fits.length > 0 ? [{ corruption, columns: fits }] : [];
  });
}

async function readBaseline(dir: string): Promise<{ id: string; name: string; report: StressReport } | null> {
  const { id, name, report } = await readStressRecord(runFolder(dir));
  return report && { id, name, report };
}

function baselineWarnings({ name, report }: { name: string; report: StressReport }, metric: string): StressReport['warnings'] {
  if (report.metric === metric) return [];
  return [
    {
      code: 'other-baseline-metric',
      message: `The baseline “${name}” was judged by ${report.metric}, this run by ${metric}: there is no relative score.`,
      hint: `Run one of them with the metric of the other.`,
    },
  ];
}

/** Sends progress, the report as it grows, and writes it now and then. */
class Teller {
  readonly #folder: RunFolder;
  readonly #work: StressWork;
  readonly #context: StressContext;
  readonly #startedAt: number;
  #sentAt = 0;
  #savedAt: number;
  #saving: Promise<unknown> = Promise.resolve();

  constructor(folder: RunFolder, work: StressWork, about: { context: StressContext; startedAt: number }) {
    this.#folder = folder;
    this.#work = work;
    this.#context = about.context;
    this.#startedAt = about.startedAt;
    this.#savedAt = performance.now();
  }

  tell(stage: string): void {
    const { done, planned } = this.#progress(stage);
    this.#context.onProgress?.({ stage, done, total: planned, unit: 'rows' });
    const now = performance.now();
    if (now - this.#sentAt >= partialEveryMs) {
      this.#sentAt = now;
      this.#context.onPartial?.(this.report(stage));
    }
    if (now - this.#savedAt < saveEveryMs) return;
    this.#savedAt = now;
    const report = this.report(stage);
    // A disk that is full stops the run at its end, where the error can be told.
    this.#saving = changeStressRecord(this.#folder, (record) => ({ ...record, report })).catch(() => undefined);
  }

  async finish(): Promise<StressReport> {
    await this.#saving;
    const report = this.report('done');
    this.#context.onPartial?.(report);
    return report;
  }

  report(stage: string): StressReport {
    const { bench, findings } = this.#work;
    const { prepareMs, inferMs, rows } = bench.model.spent;
    const totalMs = performance.now() - this.#startedAt;
    return findings.report({
      progress: this.#progress(stage),
      timing: { ...bench.spent, prepareMs, inferMs, totalMs, rowsPerSecond: totalMs > 0 ? (rows / totalMs) * 1000 : 0 },
    });
  }

  #progress(stage: string): StressReport['progress'] {
    const { model } = this.#work.bench;
    const done = model.spent.rows;
    return { done, planned: done + this.#work.plan.left * model.table.rowCount, stage };
  }
}
