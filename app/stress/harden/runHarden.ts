// A hardening run: kind after kind is searched on one half of the rows and proved on the other. What is proved is kept, whatever
// comes after: the level of every proof is fixed before it, and depends on nothing that a cancel or the clock could change.
import type { HardenReport } from '../../api/schemas/harden.ts';
import { throwIfAborted } from '../../base/abort.ts';
import { isCancelled, toWire } from '../../base/errors.ts';
import { measureBatchSize } from '../../inference/batchSize.ts';
import { openSession } from '../../inference/runtime.ts';
import { applySteps } from '../../mapping/hardenSteps.ts';
import { preparationPlan } from '../../mapping/preparationPlan.ts';
import { createPreparer } from '../../prepare/preparer.ts';
import { runFolder } from '../../runs/runFolder.ts';
import { sliceColumn } from '../columnRows.ts';
import { readStressTable, type StressTable } from '../stressTable.ts';
import { Bench } from './bench.ts';
import { splitHalves } from './halves.ts';
import type { HardenContext, HardenRequest } from './hardenRequest.ts';
import { endHardenRun, keepHardenReport } from './hardenStore.ts';
import { runRounds } from './rounds.ts';

const sampleRows = 4096;

/**
 * Runs it and writes harden.json of the folder made by createHardenRun. When the signal fires or the time is up, what is
 * proved by then is kept (`partial`) and comes back as the report.
 * @throws CANCELLED when cancelled before anything was tried; DATA_INVALID without labels; errors of reading and of the runtime
 */
export async function runHarden(request: HardenRequest, context: HardenContext): Promise<HardenReport> {
  const folder = runFolder(request.runDir);
  let last: HardenReport | null = null;
  try {
    const { report, isCut } = await work(request, {
      ...context,
      async onRound(report) {
        last = report;
        context.onPartial?.(report);
        await keepHardenReport(folder, report);
      },
    });
    await endHardenRun(folder, {
      state: isCut ? 'partial' : 'complete',
      stateReason: isCut ? 'the time was up' : null,
      report,
    });
    return report;
  } catch (error) {
    const reason = isCancelled(error) ? 'cancelled' : toWire(error).message;
    const kept = last as HardenReport | null;
    await endHardenRun(folder, { state: kept ? 'partial' : 'failed', stateReason: reason });
    if (kept && isCancelled(error)) return kept;
    throw error;
  }
}

async function work(
  request: HardenRequest,
  context: HardenContext & { onRound: (report: HardenReport) => Promise<void> },
): Promise<{ report: HardenReport; isCut: boolean }> {
  const startedAt = performance.now();
  const { model, data, mapping, settings } = request;
  const { signal } = context;
  const say = (stage: string): void => context.onProgress?.({ stage, done: 0, total: null, unit: 'repairs' });
  const plan = preparationPlan(model, data, mapping);
  say('reading rows');
  const table = await readStressTable({ data, plan, mapping, maxRows: settings.maxRows, seed: settings.seed, signal });
  const halves = splitHalves(table, settings.seed);
  throwIfAborted(signal);
  say('opening the model');
  const session = await (context.openSession ?? openSession)(request.runPath, {
    provider: request.provider,
    threads: request.threads,
  });
  try {
    say('measuring the batch size');
    const sample = firstRows(table, createPreparer(plan).columns);
    const batchRows = await measureBatchSize(session, plan, sample, signal ? { signal } : {});
    const bench = new Bench({
      session,
      table,
      halves,
      batchRows,
      planWith: (steps) => (steps.length === 0 ? plan : preparationPlan(model, data, applySteps(mapping, steps))),
      seed: settings.seed,
      signal,
    });
    const deadline = settings.budgetMinutes === null ? Infinity : startedAt + settings.budgetMinutes * 60_000;
    return await runRounds({
      bench,
      model,
      data,
      mapping,
      settings,
      provider: session.provider,
      startedAt,
      isLate: () => performance.now() > deadline,
      onProgress: context.onProgress,
      onRound: context.onRound,
    });
  } finally {
    await session.close();
  }
}

function firstRows(table: StressTable, names: readonly string[]) {
  const rowCount = Math.min(sampleRows, table.rowCount);
  return {
    firstRow: 0,
    rowCount,
    columns: Object.fromEntries(
      names.flatMap((name) => {
        const column = table.columns.get(name);
        return column ? [[name, sliceColumn(column, 0, rowCount)]] : [];
      }),
    ),
  };
}
