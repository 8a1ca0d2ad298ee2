// A model file becomes a card (what is in it, what it is for) and a path that the runtime can run.
import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import type { ModelCard, ToldClasses } from '../api/schemas/models.ts';
import { AppError, fromWire, isAppError, isCancelled, toWire } from '../base/errors.ts';
import { makeFolder } from '../storage/makeFolder.ts';
import { sha256File } from '../storage/sha256.ts';
import { findClassNames } from './classNames.ts';
import { checkExternalData } from './externalData.ts';
import { FileBytes } from './fileBytes.ts';
import { guessReading } from './guessReading.ts';
import { identifyModelFile } from './identifyModelFile.ts';
import { classWarnings, fixedBatch, modelWarnings } from './modelWarnings.ts';
import { readModelFile, type ModelFile } from './readModelFile.ts';
import { planRepair } from './removeZipMap.ts';
import { requireNamed } from './requireNamed.ts';
import { storeRepairedModel } from './storeRepairedModel.ts';
import { graphReader } from './traceOutput.ts';
import { checkSignature } from './checkSignature.ts';

const longestMetadata = 100_000;

/** A folder with one ONNX file in it stands for that file (exports often come as folders). */
async function resolveFile(path: string): Promise<string> {
  const found = await stat(path);
  if (!found.isDirectory()) return path;
  const names = (await readdir(path)).filter((name) => name.toLowerCase().endsWith('.onnx')).sort();
  if (names.length === 1 && names[0]) return join(path, names[0]);
  if (names.length > 1) {
    throw new AppError(
      'INVALID_INPUT',
      `${basename(path)} is a folder with ${names.length} ONNX files: ${names.slice(0, 5).join(', ')}.`,
      {
        hint: 'Choose one of them.',
        where: { path },
      },
    );
  }
  return path;
}

async function requireOnnx(path: string): Promise<void> {
  const identity = await identifyModelFile(path);
  if (identity?.isOnnx) return;
  const name = basename(path);
  if (!identity) {
    throw new AppError('MODEL_NOT_ONNX', `${name} is not an ONNX model, nor any other kind of model file that Drydock knows.`, {
      hint: 'Choose a file written by an ONNX exporter; its name usually ends in .onnx.',
      where: { file: path },
    });
  }
  throw new AppError('MODEL_NOT_ONNX', `${name} is ${identity.what}, not an ONNX model.`, {
    hint: identity.hint ?? 'Convert it to ONNX first.',
    where: { file: path },
  });
}

function shortened(metadata: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(metadata).map(([key, text]) => [
      key,
      text.length > longestMetadata ? `${text.slice(0, longestMetadata)}…` : text,
    ]),
  );
}

/** The parts of the card that are read straight from the file. */
function factsOf(
  model: ModelFile,
): Pick<
  ModelCard,
  | 'irVersion'
  | 'opsets'
  | 'producer'
  | 'producerVersion'
  | 'graphName'
  | 'description'
  | 'metadata'
  | 'operators'
  | 'parameterCount'
  | 'initializerBytes'
> {
  const operators = [...model.totals.operators.values()];
  return {
    irVersion: model.irVersion,
    opsets: model.opsets,
    producer: model.producer,
    producerVersion: model.producerVersion,
    graphName: model.graph.name,
    description: model.description || model.graph.description,
    metadata: shortened(model.metadata),
    operators: operators.sort((a, b) => b.count - a.count || a.name.localeCompare(b.name)),
    parameterCount: model.totals.parameterCount,
    initializerBytes: model.totals.initializerBytes,
  };
}

export interface OpenModelOptions {
  cacheDir: string;
  signal?: AbortSignal;
  /** Names for the classes, instead of those that lie beside the model. */
  labels?: ToldClasses | undefined;
}

async function open(given: string, { labels, ...options }: OpenModelOptions): Promise<{ card: ModelCard; runPath: string }> {
  const path = await resolveFile(given);
  await requireOnnx(path);
  const bytes = new FileBytes(path);
  try {
    const model = await readModelFile(bytes, options.signal);
    checkSignature(bytes, model);
    const externalData = await checkExternalData(path, model.totals.externalTensors);
    const repair = planRepair(bytes, model);
    const stated = model.graph.outputs.map(({ info }) => info);
    const outputs = repair?.outputs ?? stated;
    const told = labels && [{ names: labels.names, source: 'labels file' as const, where: labels.from }];
    const found = told ? { usable: told, unusable: [] } : await findClassNames(path, model.metadata);
    const guess = guessReading(graphReader(bytes, model.graph), outputs, { beside: found.usable, producer: model.producer });
    if (labels) requireNamed(guess, labels);
    const inputs = model.graph.inputs.map(({ info }) => info).filter(({ name }) => !model.graph.initializers.has(name));
    const sha256 = await sha256File(path, { signal: options.signal });
    let run = { path, sha256 };
    if (repair) {
      await makeFolder(options.cacheDir);
      run = await storeRepairedModel(path, { model, size: bytes.size, repair, externalData, ...options });
    }
    const external = externalData.reduce((sum, file) => sum + (file.sizeBytes ?? 0), 0);
    const { warnings, customDomains } = modelWarnings(bytes, model, inputs, outputs);
    const card: ModelCard = {
      name: basename(path, extname(path)),
      path,
      sha256,
      runSha256: run.sha256,
      sizeBytes: bytes.size + external,
      ...factsOf(model),
      externalData,
      customDomains,
      inputs,
      outputs,
      repairs: repair?.repairs ?? [],
      reading: guess.reading,
      readingReason: guess.reason,
      classSource: guess.classSource,
      fixedBatch: fixedBatch(inputs),
      warnings: [...warnings, ...classWarnings(guess.reading, found.unusable)],
    };
    return { card, runPath: run.path };
  } finally {
    bytes.close();
  }
}

/**
 * Reads the ONNX file at `path` (or the only one in the folder `path`) without its weights and repairs what
 * the runtime cannot take; a repaired copy is kept in `cacheDir`, named after its SHA-256. `runPath` is the
 * file to run: that copy, or `path`. Memory stays flat in the size of the model.
 *
 * Throws AppError only: NOT_FOUND, MODEL_NOT_ONNX, MODEL_INVALID (truncated, inconsistent, data missing),
 * MODEL_UNSUPPORTED (inputs no runtime here can be fed), NOT_ALLOWED (data outside of the model's folder),
 * STORAGE_* (the copy cannot be written), DATA_MISMATCH (the labels do not name its classes), CANCELLED.
 */
export async function openModel(path: string, options: OpenModelOptions): Promise<{ card: ModelCard; runPath: string }> {
  try {
    return await open(resolve(path), options);
  } catch (error) {
    if (isAppError(error) || isCancelled(error)) throw error;
    const wire = toWire(error);
    if (wire.code === 'INTERNAL') throw error;
    throw fromWire({ ...wire, where: wire.where ?? { file: path } });
  }
}
