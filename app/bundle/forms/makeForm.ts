// Other forms of a model: smaller or simpler files that answer nearly the same. What "nearly" is, is measured afterwards.
import { stat } from 'node:fs/promises';
import type { FormKind } from '../../api/schemas/forms.ts';
import { writeOptimized } from '../../inference/runtime.ts';
import { FileBytes } from '../../model/fileBytes.ts';
import { fewestNumbers, whyNoForm } from '../../model/forms/floatWeights.ts';
import { float16Form, float16Opset } from '../../model/forms/float16Form.ts';
import { int8Activations, int8Form, int8Opset } from '../../model/forms/int8Form.ts';
import type { FormPlan } from '../../model/forms/formPlan.ts';
import { readModelFile, type ModelFile } from '../../model/readModelFile.ts';
import { rewriteModel } from '../../model/rewriteModel.ts';
import { replaceFile } from '../../storage/atomicWrite.ts';
import { activationRanges, type CalibrationRows } from './activationRanges.ts';

/** A form that was written, or why there is none. */
export type MadeForm = { bytes: number; reason: null } | { bytes: null; reason: string };

const noForm = (reason: string): MadeForm => ({ bytes: null, reason });

interface OpenModel {
  path: string;
  bytes: FileBytes;
  model: ModelFile;
}

async function planForm(
  kind: Exclude<FormKind, 'optimized'>,
  opened: OpenModel,
  rows: CalibrationRows & { signal: AbortSignal | undefined },
): Promise<FormPlan | string> {
  const { bytes, model } = opened;
  const why = whyNoForm(model);
  if (why !== null) return `The model has no such form: ${why}.`;
  const opset = model.opsets.find(({ domain }) => domain === '')?.version ?? 0;
  const needed = kind === 'float16' ? float16Opset : int8Opset;
  if (opset < needed) {
    return opset === 0
      ? `The model has no such form: it is made of ai.onnx.ml operators alone, trees for instance, which have no weight matrices.`
      : `The model has no such form: its operator set ${opset} is older than ${needed}; export it with a newer one.`;
  }
  if (kind === 'float16') {
    const plan = float16Form(bytes, model);
    return plan ?? `The model has no such form: there are no ${fewestNumbers} weights in one place that half precision can hold.`;
  }
  const activations = int8Activations(bytes, model);
  const ranges = kind === 'int8-static' && activations.length > 0 ? await activationRanges(activations, opened, rows) : null;
  const plan = int8Form(bytes, model, { opset, ranges });
  return plan ?? `The model has no such form: there is no product with a matrix of at least ${fewestNumbers} weights.`;
}

/**
 * Writes this form of the model at `path` to `target`, whole or not at all. `plan` and `data`: the rows that fixed scales are
 * taken from.
 * @throws MODEL_INVALID, FILE_UNREADABLE, STORAGE_FULL, STORAGE_DENIED, CANCELLED
 */
export async function makeForm(
  kind: FormKind,
  { path, target, ...rows }: CalibrationRows & { path: string; target: string; signal: AbortSignal | undefined },
): Promise<MadeForm> {
  if (kind === 'optimized') {
    await replaceFile(target, (temporary) => writeOptimized(path, temporary));
    return { bytes: (await stat(target)).size, reason: null };
  }
  const { signal } = rows;
  const bytes = new FileBytes(path);
  try {
    const model = await readModelFile(bytes, signal);
    const plan = await planForm(kind, { path, bytes, model }, rows);
    if (typeof plan === 'string') return noForm(plan);
    await replaceFile(target, async (temporary) => {
      await rewriteModel(path, temporary, { model, size: bytes.size, edits: plan.edits, appended: new Uint8Array(0), signal });
    });
    return { bytes: (await stat(target)).size, reason: null };
  } finally {
    bytes.close();
  }
}
