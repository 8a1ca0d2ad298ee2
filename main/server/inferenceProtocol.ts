// Messages between the serving process and its inference process (frames.ts), over a pipe that the latter finds open.
import type { WireError } from '../../app/base/errors.ts';
import type { PredictionBatch } from '../../app/prepare/predictions.ts';
import type { PackedRows } from '../../app/prepare/packedRows.ts';
import type { PreparedBatch } from '../../app/prepare/preparer.ts';
import type { TensorData } from '../../app/prepare/tensors.ts';

/** rows = named columns, to be read as predictions; tensors = prepared already, outputs wanted as tensors (`read`: as both). */
export type InferenceTask = { kind: 'rows'; batch: PackedRows } | { kind: 'tensors'; batch: PreparedBatch; read: boolean };

export interface InferenceResult {
  rejected: Uint8Array | null;
  predictions?: PredictionBatch;
  outputs?: Record<string, TensorData>;
}

export interface InferenceStart {
  modelPath: string;
  threads: number | null;
  plan: unknown;
}

export type ToInference = { type: 'start'; start: InferenceStart } | { type: 'task'; id: number; task: InferenceTask };

/** What the model is run by, as the process that loaded it says. */
export interface LoadedOn {
  provider: string;
  /** Version of ONNX Runtime. */
  runtime: string;
}

export type FromInference =
  | ({ type: 'ready' } & LoadedOn)
  | { type: 'failed'; error: WireError }
  | { type: 'result'; id: number; result: InferenceResult }
  | { type: 'error'; id: number; error: WireError; detail: string | undefined };

/** Command-line argument that turns server.mjs into the inference process. */
export const inferenceArgument = '--inference';

/** File descriptor of the pipe in the inference process. */
export const channelNumber = 3;
