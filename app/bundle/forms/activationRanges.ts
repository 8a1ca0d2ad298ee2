// What values the activations of a model take on rows of the run: what a form with fixed scales is made from.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatasetCard } from '../../api/schemas/datasets.ts';
import type { PreparationPlan } from '../../api/schemas/mapping.ts';
import { throwIfAborted } from '../../base/abort.ts';
import { readBatches } from '../../data/readBatches.ts';
import { openSession } from '../../inference/runtime.ts';
import type { FileBytes } from '../../model/fileBytes.ts';
import type { Range } from '../../model/forms/int8Activations.ts';
import { addedOutputs } from '../../model/forms/formPlan.ts';
import type { ModelFile } from '../../model/readModelFile.ts';
import { rewriteModel } from '../../model/rewriteModel.ts';
import { createPreparer, type PreparedBatch } from '../../prepare/preparer.ts';
import type { TensorData } from '../../prepare/tensors.ts';
import { repeatRows } from './repeatRows.ts';

/** Rows that are looked at, in blocks spread evenly over the data. */
const calibrationRows = 2048;
const blocks = 8;

export interface CalibrationRows {
  plan: PreparationPlan;
  data: DatasetCard;
}

/**
 * The lowest and highest value of each of these tensors. Numbers that are none count for nothing; a tensor without any has the
 * range 0 to 0.
 * @throws MODEL_INVALID, FILE_UNREADABLE, CANCELLED
 */
export async function activationRanges(
  names: readonly string[],
  file: { path: string; bytes: FileBytes; model: ModelFile },
  { plan, data, signal }: CalibrationRows & { signal: AbortSignal | undefined },
): Promise<Map<string, Range>> {
  const { path, bytes, model } = file;
  const of = (values: ModelFile['graph']['inputs']): Set<string> => new Set(values.map(({ info }) => info.name));
  const [inputs, outputs] = [of(model.graph.inputs), of(model.graph.outputs)];
  const inner = names.filter((name) => !inputs.has(name));
  const ranges = new Map<string, Range>();
  const folder = await mkdtemp(join(tmpdir(), 'drydock-calibration-'));
  try {
    const opened = join(folder, 'model.onnx');
    const edits = addedOutputs(
      model,
      inner.filter((name) => !outputs.has(name)),
    );
    await rewriteModel(path, opened, { model, size: bytes.size, edits, appended: new Uint8Array(0), signal });
    const session = await openSession(opened, { provider: 'cpu', threads: 1 });
    try {
      for await (const { tensors } of preparedBlocks({ plan, data, signal })) {
        throwIfAborted(signal);
        // What goes into the model is known without running it, and nothing cannot be asked for.
        const found = inner.length === 0 ? tensors : { ...tensors, ...(await session.run(tensors, inner)) };
        for (const name of names) ranges.set(name, widened(ranges.get(name), found[name]?.data));
      }
    } finally {
      await session.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return ranges;
}

/** A model with a fixed batch gets its rows again until it is full. */
async function* preparedBlocks({
  plan,
  data,
  signal,
}: CalibrationRows & { signal: AbortSignal | undefined }): AsyncGenerator<PreparedBatch> {
  const preparer = createPreparer(plan);
  const batchRows = plan.fixedBatch ?? calibrationRows / blocks;
  const count = Math.max(1, Math.min(Math.ceil(calibrationRows / batchRows), Math.floor(data.rows / batchRows)));
  for (let block = 0; block < count; block++) {
    const startRow = Math.floor((block * (data.rows - batchRows)) / Math.max(1, count - 1));
    const request = {
      columns: preparer.columns,
      batchRows,
      startRow: Math.max(0, startRow),
      endRow: startRow + batchRows,
      signal,
    };
    for await (const batch of readBatches(data, request)) {
      const prepared = preparer.prepare(batch);
      yield plan.fixedBatch === null ? prepared : repeatRows(prepared, plan.fixedBatch);
    }
  }
}

function widened(range: Range = { low: 0, high: 0 }, values: TensorData['data'] | undefined): Range {
  let { low, high } = range;
  if (!(values instanceof Float32Array)) return { low, high };
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}
