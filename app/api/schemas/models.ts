import { z } from 'zod';
import { FilePath, Sha256, Warning } from './common.ts';

/** ONNX element types by the names onnxruntime uses, plus the ones it cannot take. */
export const TensorType = z.enum([
  'float32',
  'float64',
  'float16',
  'bfloat16',
  'int8',
  'uint8',
  'int16',
  'uint16',
  'int32',
  'uint32',
  'int64',
  'uint64',
  'bool',
  'string',
  'int4',
  'uint4',
  'complex64',
  'complex128',
  'float8',
  'unknown',
]);
export type TensorType = z.infer<typeof TensorType>;

/** number = fixed, string = named dynamic dimension, null = unnamed dynamic dimension. */
export const Dimension = z.union([z.number(), z.string(), z.null()]);

export const TensorInfo = z.object({
  name: z.string(),
  kind: z.enum(['tensor', 'sequence', 'map', 'optional', 'sparse']),
  type: TensorType,
  /** Null when the file states no shape at all. */
  shape: z.array(Dimension).nullable(),
});
export type TensorInfo = z.infer<typeof TensorInfo>;

export const Task = z.enum(['binary', 'multiclass', 'regression']);
export type Task = z.infer<typeof Task>;

/**
 * How the outputs are read. `classes` are the label texts in output order (ints as decimal text).
 * - probabilities / logits: [N, K]
 * - positive-probability / positive-logit: [N] or [N, 1], the second class
 * - label: class labels as int or string, [N] or [N, 1]; used for the prediction when present
 * - value: regression, [N] or [N, 1]
 */
export const OutputReading = z.object({
  task: Task,
  classes: z.array(z.string()),
  scores: z
    .object({ output: z.string(), form: z.enum(['probabilities', 'logits', 'positive-probability', 'positive-logit']) })
    .optional(),
  /** `holds`: what its numbers are, positions in `classes` or the classes themselves. Left out: the names of the classes decide. */
  label: z.object({ output: z.string(), holds: z.enum(['positions', 'classes']).optional() }).optional(),
  value: z.object({ output: z.string() }).optional(),
});
export type OutputReading = z.infer<typeof OutputReading>;

/** Class names from a labels file that a person gave, in the order of the model. */
export const ToldClasses = z.object({ names: z.array(z.string()), from: z.string() });
export type ToldClasses = z.infer<typeof ToldClasses>;

export const ModelCard = z.object({
  name: z.string(),
  path: FilePath,
  /** Of the file as given. */
  sha256: Sha256,
  /** Of the file as it is run, when it had to be repaired; else the same. */
  runSha256: Sha256,
  sizeBytes: z.number(),
  irVersion: z.number(),
  opsets: z.array(z.object({ domain: z.string(), version: z.number() })),
  producer: z.string(),
  producerVersion: z.string(),
  graphName: z.string(),
  description: z.string(),
  metadata: z.record(z.string(), z.string()),
  operators: z.array(z.object({ name: z.string(), domain: z.string(), count: z.number() })),
  /** Numbers that were learned: elements of all initializers, and of the attributes of ai.onnx.ml nodes (trees, linear models, ...). */
  parameterCount: z.number(),
  /** Of these numbers, as stored. */
  initializerBytes: z.number(),
  externalData: z.array(z.object({ location: z.string(), sizeBytes: z.number().nullable(), found: z.boolean() })),
  customDomains: z.array(z.string()),
  inputs: z.array(TensorInfo),
  /** As run, i.e. after repairs. */
  outputs: z.array(TensorInfo),
  repairs: z.array(z.object({ kind: z.string(), message: z.string() })),
  reading: OutputReading.nullable(),
  /** Why the task and the reading were guessed this way, in words. */
  readingReason: z.string(),
  /** Where the class labels come from: 'ZipMap node', 'classifier node', 'config.json', 'labels file', 'metadata', 'counted'. */
  classSource: z.string().nullable(),
  /** Null = any batch size; a number = the model takes exactly so many rows at a time. */
  fixedBatch: z.number().nullable(),
  warnings: z.array(Warning),
});
export type ModelCard = z.infer<typeof ModelCard>;
