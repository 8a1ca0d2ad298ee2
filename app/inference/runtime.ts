// The one door to onnxruntime-node: loaded when first needed, so that a broken native library disables inference, not the program.
import type * as Onnxruntime from 'onnxruntime-node';
import type { InferenceSession, OnnxValue, Tensor } from 'onnxruntime-node';
import type { TensorType } from '../api/schemas/models.ts';
import { AppError } from '../base/errors.ts';
import { isNumericType, isText, unsupportedType, type NumericData, type TensorData } from '../prepare/tensors.ts';
import { noTelemetry } from './noTelemetry.ts';
import { providerReason, type RunnableProvider } from './providerReason.ts';
import { shippedRuntime } from './shippedRuntime.ts';
import { friendlyRuntimeError, isUnknownFault, tellingPart } from './runtimeErrors.ts';

/** What is used of the package; whether its default export is there, too, depends on who loads it. */
type Runtime = Pick<typeof Onnxruntime, 'env' | 'InferenceSession' | 'listSupportedBackends' | 'Tensor'>;

/** An input or output as the runtime reports it: number = fixed, string = named, null = unnamed dynamic dimension. */
export interface SessionTensor {
  name: string;
  type: TensorType;
  shape: (number | string | null)[];
}

export interface Session {
  /** What it really runs on; asked for by name, never fallen back to. */
  provider: RunnableProvider;
  inputs: SessionTensor[];
  /** Tensor outputs only; sequences and maps are left out because they cannot be read. */
  outputs: SessionTensor[];
  /**
   * Runs one batch. `outputs` limits what is computed and given back (default: all). The call blocks this thread's event
   * loop while the native code works. Throws DATA_MISMATCH naming the tensor that does not fit.
   */
  run(tensors: Record<string, TensorData>, outputs?: string[]): Promise<Record<string, TensorData>>;
  close(): Promise<void>;
}

export interface SessionOptions {
  provider: RunnableProvider;
  /** Threads inside one operator; null or left out = the runtime's own choice. */
  threads?: number | null;
  /** Refuse to open when an operator would have to run on the CPU instead of the provider. Not for provider cpu. */
  noCpuFallback?: boolean;
}

let loading: Promise<Runtime> | undefined;

/** That of a bundle that carries it comes first: it is the very version that the answers were validated with. */
async function importRuntime(): Promise<typeof Onnxruntime | { default: Runtime }> {
  const shipped = shippedRuntime();
  return shipped === null ? import('onnxruntime-node') : ((await import(shipped)) as { default: Runtime });
}

async function loadRuntime(): Promise<Runtime> {
  // In a worker thread this would reach a copy only; there the process must have been started with it.
  Object.assign(process.env, noTelemetry);
  loading ??= importRuntime().then((module) => {
    const runtime: Runtime = 'default' in module ? module.default : module;
    // Before the first session, or the native side prints what is thrown anyway.
    runtime.env.logLevel = 'fatal';
    return runtime;
  });
  try {
    return await loading;
  } catch (error) {
    loading = undefined;
    throw new AppError(
      'PROVIDER_UNAVAILABLE',
      `onnxruntime cannot be loaded on this machine (${process.platform} ${process.arch}): ${tellingPart(error instanceof Error ? error.message : String(error))}`,
      { hint: 'Reinstall the dependencies (npm ci); on Windows the Visual C++ runtime may be missing.', cause: error },
    );
  }
}

/** The version of the native runtime, e.g. "1.30.0". Throws PROVIDER_UNAVAILABLE where it cannot be loaded. */
export async function runtimeVersion(): Promise<string> {
  const { env } = await loadRuntime();
  return env.versions.node ?? env.versions.common;
}

function describe(metadata: InferenceSession.ValueMetadata): SessionTensor[] {
  if (!metadata.isTensor) return [];
  const shape = metadata.shape.map((dim) => (dim === '' ? null : dim));
  return [{ name: metadata.name, type: metadata.type, shape }];
}

function toRuntime(runtime: Runtime, name: string, tensor: TensorData): Tensor {
  const { data, dims, type } = tensor;
  if (isText(data)) {
    const { codes, dictionary } = data;
    const texts = new Array<string>(codes.length);
    for (let i = 0; i < codes.length; i++) texts[i] = dictionary[codes[i] as number] ?? '';
    return new runtime.Tensor('string', texts, dims);
  }
  if (!isNumericType(type)) throw unsupportedType(type, name);
  return new runtime.Tensor(type, data as never, dims);
}

function fromRuntime(name: string, value: OnnxValue): TensorData {
  const tensor = value;
  const type = tensor.type as TensorType;
  const dims = [...tensor.dims];
  if (type === 'string') {
    const texts = tensor.data as string[];
    const codes = new Int32Array(texts.length);
    const dictionary: string[] = [];
    const index = new Map<string, number>();
    for (let i = 0; i < texts.length; i++) {
      const text = texts[i] as string;
      let code = index.get(text);
      if (code === undefined) {
        code = dictionary.push(text) - 1;
        index.set(text, code);
      }
      codes[i] = code;
    }
    return { type, dims, data: { codes, dictionary } };
  }
  if (!isNumericType(type)) throw unsupportedType(type, name);
  const data = tensor.data as unknown as NumericData;
  // Newer Node gives half precision as Float16Array; its bits are what travels.
  return { type, dims, data: type === 'float16' ? new Uint16Array(data.buffer, data.byteOffset, data.length) : data };
}

/**
 * Opens a model (a file, or its bytes) for inference on exactly the provider asked for: when that cannot run, this throws
 * rather than falling back. Operators that a GPU provider lacks run on the CPU all the same, as the runtime decides.
 * External data are found beside the file.
 * Throws MODEL_INVALID, MODEL_UNSUPPORTED, PROVIDER_UNAVAILABLE or NOT_FOUND with what to do about it.
 */
export async function openSession(model: string | Uint8Array, options: SessionOptions): Promise<Session> {
  const runtime = await loadRuntime();
  const { provider, threads, noCpuFallback = false } = options;
  const modelPath = typeof model === 'string' ? model : undefined;
  const settings: InferenceSession.SessionOptions = {
    executionProviders: [provider],
    logSeverityLevel: 4,
    ...(threads ? { intraOpNumThreads: threads } : {}),
    extra: {
      session: {
        // Threads that wait by spinning take the cores from whoever reads the next batch: on two cores a run took twice the time.
        intra_op: { allow_spinning: '0' },
        ...(noCpuFallback && provider !== 'cpu' ? { disable_cpu_ep_fallback: '1' } : {}),
      },
    },
  };
  let native: InferenceSession;
  try {
    native = await (typeof model === 'string'
      ? runtime.InferenceSession.create(model, settings)
      : runtime.InferenceSession.create(model, settings));
  } catch (error) {
    throw provider === 'cpu' ? friendlyRuntimeError(error, 'load', modelPath) : providerError(provider, error, modelPath);
  }
  const inputs = native.inputMetadata.flatMap(describe);
  const outputs = native.outputMetadata.flatMap(describe);
  const inputNames = new Set(native.inputNames);
  const tensorOutputs = outputs.map(({ name }) => name);
  return {
    provider,
    inputs,
    outputs,
    async run(tensors, wanted = tensorOutputs) {
      const fed: [string, OnnxValue][] = [];
      for (const [name, tensor] of Object.entries(tensors)) {
        // The runtime ignores unknown names without a word.
        if (!inputNames.has(name)) throw unknownTensor('input', name, native.inputNames);
        fed.push([name, toRuntime(runtime, name, tensor)]);
      }
      const feeds = Object.fromEntries(fed);
      for (const name of wanted) if (!tensorOutputs.includes(name)) throw unknownTensor('output', name, tensorOutputs);
      let results: Awaited<ReturnType<typeof native.run>>;
      try {
        results = await native.run(feeds, wanted);
      } catch (error) {
        throw friendlyRuntimeError(error, 'run', modelPath);
      }
      return Object.fromEntries(wanted.map((name) => [name, fromRuntime(name, results[name] as OnnxValue)]));
    },
    async close() {
      await native.release();
    },
  };
}

/**
 * Writes the model as the runtime has simplified it: constants computed, operators joined or left out. Only standard operators come of it, nothing
 * that depends on this machine (level basic), so that every runtime can load it. `target` must not exist.
 * @throws MODEL_INVALID, MODEL_UNSUPPORTED when the model does not load
 */
export async function writeOptimized(modelPath: string, target: string): Promise<void> {
  const runtime = await loadRuntime();
  try {
    const session = await runtime.InferenceSession.create(modelPath, {
      executionProviders: ['cpu'],
      graphOptimizationLevel: 'basic',
      optimizedModelFilePath: target,
      logSeverityLevel: 4,
    });
    await session.release();
  } catch (error) {
    throw friendlyRuntimeError(error, 'load', modelPath);
  }
}

function unknownTensor(kind: 'input' | 'output', name: string, known: readonly string[]): AppError {
  return new AppError('DATA_MISMATCH', `The model has no ${kind} named "${name}".`, {
    hint: `Its ${kind}s are: ${known.join(', ')}.`,
    where: { tensor: name },
  });
}

/** A model that is at fault is told as such; everything else means that the provider cannot run here. */
function providerError(provider: RunnableProvider, error: unknown, modelPath: string | undefined): AppError {
  const friendly = friendlyRuntimeError(error, 'load', modelPath);
  if (!isUnknownFault(friendly)) return friendly;
  const reason = providerReason(provider, error);
  return new AppError('PROVIDER_UNAVAILABLE', `The execution provider ${provider} cannot run here. ${reason}`, {
    hint: 'Choose another provider; cpu runs everywhere. `drydock providers` lists what can run on this machine.',
    cause: error,
  });
}
