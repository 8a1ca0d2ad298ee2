// What the bundle's files say about the model. Read once at start; nothing here touches the runtime.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { BundleManifest } from '../../app/api/schemas/bundles.ts';
import { Baseline } from '../../app/api/schemas/monitoring.ts';
import { PreparationPlan } from '../../app/api/schemas/mapping.ts';
import { TensorInfo } from '../../app/api/schemas/models.ts';
import { AppError } from '../../app/base/errors.ts';
import { neededOutputs } from '../../app/prepare/predictions.ts';
import { abstainedOutput } from '../../app/prepare/servedOutputs.ts';

/** The part of model/schema.json that the server needs. */
const ServedSchema = z.object({ model: z.object({ inputs: z.array(TensorInfo), outputs: z.array(TensorInfo) }) });

export interface ServedModel {
  name: string;
  /** The one version a bundle holds, as it appears in paths. */
  version: '1';
  manifest: BundleManifest;
  plan: PreparationPlan;
  outputs: TensorInfo[];
  /** Of the model file: its inputs, and those of its outputs that are used. */
  inputs: TensorInfo[];
  modelOutputs: TensorInfo[];
  modelPath: string;
  openapi: string;
  /** Null in a bundle that was exported before there was one. */
  baseline: Baseline | null;
}

const baselinePath = 'monitoring/baseline.json';

async function readJson<T>(bundle: string, path: string, schema: z.ZodType<T>): Promise<T> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(join(bundle, path), 'utf8'));
  } catch (cause) {
    throw new AppError('BUNDLE_INVALID', `${path} of the bundle is missing or is not JSON.`, {
      hint: 'Run `drydock verify` on the bundle, or export it again.',
      where: { file: path },
      cause,
    });
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  throw new AppError('BUNDLE_INVALID', `${path} of the bundle is not what this server expects.`, {
    hint: 'Run `drydock verify` on the bundle, or export it again.',
    where: { file: path },
    cause: parsed.error,
  });
}

export async function readServedModel(bundle: string): Promise<ServedModel> {
  const manifest = await readJson(bundle, 'manifest.json', BundleManifest);
  const plan = await readJson(bundle, 'model/preprocess.json', PreparationPlan);
  const schema = await readJson(bundle, 'model/schema.json', ServedSchema);
  const mark = abstainedOutput(plan);
  // What the validated reading uses is what was validated; other outputs are not served.
  const modelOutputs = schema.model.outputs.filter((output) => neededOutputs(plan).includes(output.name));
  await readJson(bundle, 'openapi.json', z.object({ openapi: z.string() }));
  return {
    name: manifest.name,
    version: '1',
    manifest,
    plan,
    outputs: [...modelOutputs, ...(mark ? [mark] : [])],
    inputs: schema.model.inputs,
    modelOutputs,
    modelPath: join(bundle, manifest.model.path),
    baseline: manifest.files.some(({ path }) => path === baselinePath) ? await readJson(bundle, baselinePath, Baseline) : null,
    openapi: await readFile(join(bundle, 'openapi.json'), 'utf8'),
  };
}
