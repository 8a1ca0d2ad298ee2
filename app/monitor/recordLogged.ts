// The predictions of a log as a run: staged and finished by what finishes every run, so that all figures are made the same way.
import { z } from 'zod';
import type { RunReport } from '../api/schemas/runs.ts';
import { LogColumns } from '../api/schemas/monitor.ts';
import { throwIfAborted } from '../base/abort.ts';
import type { Column } from '../base/columns.ts';
import { readBatches } from '../data/readBatches.ts';
import { numbersOf } from '../runs/batchReader.ts';
import { failRun } from '../runs/finishRun.ts';
import { createLabelReader, type LabelReader } from '../runs/labelReader.ts';
import type { PredictionBlock } from '../runs/predictionBlock.ts';
import { runFolder } from '../runs/runFolder.ts';
import { writeOwner } from '../runs/runOwner.ts';
import { runSetup } from '../runs/runSetup.ts';
import { changeRecord, readRunRecord } from '../runs/runStore.ts';
import { settleRun } from '../runs/settleRun.ts';
import { StagedWriter } from '../runs/stagedPredictions.ts';
import { ValidateRequest } from '../runs/validateRequest.ts';
import { writeJsonAtomic } from '../storage/atomicWrite.ts';
import type { ReadHooks } from './readLog.ts';

/** What a run says it ran on when its predictions were read from a log. */
export const deployedProvider = 'deployed bundle';

export const RecordRequest = z.object({
  /** `data` is the log; the model is that of the bundle, and is not run. */
  run: ValidateRequest,
  columns: LogColumns,
  deployed: z.object({ runId: z.string(), refused: z.number(), unmatched: z.number() }),
});
export type RecordRequest = z.output<typeof RecordRequest>;

const batchRows = 16_384;

/**
 * Fills the run folder made by createRun with what was logged.
 * @throws CANCELLED and errors of reading; the run is then `failed` or `cancelled`
 */
export async function recordLogged(request: RecordRequest, hooks: ReadHooks = {}): Promise<RunReport> {
  const { run, deployed } = request;
  const folder = runFolder(run.runDir);
  try {
    await writeOwner(folder);
    await writeJsonAtomic(folder.request, run);
    await changeRecord(folder, (record) => ({ ...record, provider: deployedProvider, deployed }));
    await stage(request, hooks);
  } catch (error) {
    const isEnded = hooks.signal?.aborted === true;
    await failRun(folder, isEnded ? 'cancelled' : 'the log could not be read', isEnded ? 'cancelled' : 'failed');
    throw error;
  }
  const report = await settleRun(run.runDir, 'the log could not be read to its end');
  if (!report) throw new Error('A run of logged predictions has no rows.');
  return report;
}

async function stage({ run, columns }: RecordRequest, hooks: ReadHooks): Promise<void> {
  const { data, mapping } = run;
  const folder = runFolder(run.runDir);
  const { plan } = await readRunRecord(folder);
  const { shape, classes } = runSetup({ ...run, plan });
  const labels = createLabelReader({ data, plan, mapping, batchRows, startRow: 0, unknownLabels: [] });
  const target = mapping.columns.find(({ role }) => role === 'target')?.name;
  // Classes named by numbers or truth values were read as such: what an answer means is told as it is of a label.
  const answer = { name: columns.prediction, role: 'target' as const, reason: 'what the bundle answered', confidence: 1 };
  const answers = createLabelReader({
    data,
    plan,
    mapping: { ...mapping, columns: [answer], labels: {} },
    batchRows,
    startRow: 0,
    unknownLabels: [],
  });
  // A class whose score was never logged has none.
  const scores = shape.hasScores && columns.scores.length === classes.length ? columns.scores : null;
  const wanted = [columns.time, columns.prediction, ...(target === undefined ? [] : [target]), ...(scores ?? [])];
  const staged = StagedWriter.create(folder.staged, shape);
  try {
    for await (const batch of readBatches(data, { columns: [...new Set(wanted)], batchRows, signal: hooks.signal })) {
      throwIfAborted(hooks.signal);
      const { firstRow, rowCount } = batch;
      const column = (name: string | undefined): Column | undefined => (name === undefined ? undefined : batch.columns[name]);
      const { actual, newLabels } = labels(column(target), rowCount);
      staged.appendLabels(newLabels);
      const block: PredictionBlock = {
        firstRow,
        rowCount,
        time: numbersOf(column(columns.time), rowCount),
        actual,
        predicted: answered(answers(column(columns.prediction), rowCount).actual),
        scores: shape.hasScores ? scoreRows(scores?.map(column) ?? [], { rowCount, classCount: classes.length }) : null,
        weight: null,
      };
      staged.append(block);
      hooks.onProgress?.({ stage: 'evaluating', done: firstRow + rowCount, total: data.rows, unit: 'rows' });
    }
  } finally {
    await staged.close();
  }
}

/** Of what a label reader makes of answers: no class of the model is no prediction, as no answer is. */
function answered(codes: ReturnType<LabelReader>['actual']): Int32Array | Float64Array {
  if (codes === null) throw new Error('The answers of a log are not its target.');
  return codes instanceof Int32Array ? codes.map((code) => Math.max(code, -1)) : codes;
}

/** rows × K row-major; NaN where nothing was answered. */
function scoreRows(columns: (Column | undefined)[], about: { rowCount: number; classCount: number }): Float64Array {
  const { rowCount, classCount } = about;
  const scores = new Float64Array(rowCount * classCount).fill(NaN);
  for (const [k, column] of columns.entries()) {
    const values = numbersOf(column, rowCount);
    for (let row = 0; row < rowCount; row++) scores[row * classCount + k] = values[row] as number;
  }
  return scores;
}
