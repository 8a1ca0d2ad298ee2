import { z } from 'zod';
import { OutputReading, Task, TensorType } from './models.ts';
import { namedValues } from './namedValues.ts';
import { Abstain, Calibration, Repair } from './repairs.ts';

export const Role = z.enum(['feature', 'target', 'time', 'id', 'weight', 'ignored']);
export type Role = z.infer<typeof Role>;

/**
 * What happens to a missing cell on its way into the model. Explicit, shown, saved, and carried into the bundle.
 * nan: NaN goes in. constant: the stated value goes in. empty: the empty string goes in (text inputs).
 * reject: the row gets no prediction and is counted.
 */
export const MissingPolicy = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('nan') }),
  z.object({ kind: z.literal('empty') }),
  z.object({ kind: z.literal('constant'), value: z.union([z.number(), z.string(), z.boolean()]), from: z.string() }),
  z.object({ kind: z.literal('reject') }),
]);
export type MissingPolicy = z.infer<typeof MissingPolicy>;

/** One element of a model input, fed by one column (null = nothing feeds it yet). */
export const Feed = z.object({
  column: z.string().nullable(),
  missing: MissingPolicy,
  /** In order, before the missing policy. Left out: cells go in as they are. */
  repairs: z.array(Repair).max(20).optional(),
  /** The element is 1 where the cell of `column` is missing (after the repairs), else 0; the policy then says nothing. */
  indicator: z.boolean().optional(),
  reason: z.string(),
  /** 0..1, how sure the suggestion is. */
  confidence: z.number(),
});
export type Feed = z.infer<typeof Feed>;

/**
 * Which class two classes with scores are told apart by: the positive one where its score is at least the threshold. The
 * costs are what a person gave for a row that is wrong either way, in any unit; only their ratio counts.
 */
export const Decision = z.object({
  threshold: z.number().min(0).max(1),
  falsePositiveCost: z.number().min(0),
  falseNegativeCost: z.number().min(0),
});
export type Decision = z.infer<typeof Decision>;

export const Mapping = z.object({
  version: z.literal(1),
  columns: z.array(z.object({ name: z.string(), role: Role, reason: z.string(), confidence: z.number() })),
  /** One entry a model input; one feed for [N] / [N,1] inputs, n feeds for an [N,n] matrix. */
  inputs: z.array(z.object({ input: z.string(), feeds: z.array(Feed) })),
  /** May differ from the model card's guess: the person can correct it. */
  reading: OutputReading,
  /** The positive class of a binary model. */
  positive: z.string().nullable(),
  /** Label text in the data -> class of the model, where they differ ("1.0" -> "1"). */
  labels: namedValues(z.string()),
  /** Left out: the class is what the model says, by its label output or the highest score. */
  decision: Decision.optional(),
  /** Left out: scores are what the model gives. With it, the class is the one with the highest score, or as `decision` says. */
  calibration: Calibration.optional(),
  /** Left out: no answer is marked. */
  abstain: Abstain.optional(),
});
export type Mapping = z.infer<typeof Mapping>;

/** What a person said beforehand: it wins over every guess, and over a mapping file. */
export const ToldMapping = z.object({
  target: z.string().optional(),
  time: z.string().optional(),
  id: z.string().optional(),
  weight: z.string().optional(),
  /** The positive class of a binary model. */
  positive: z.string().optional(),
  /** What the model does, where the guess from its file is to be overruled. */
  task: Task.optional(),
});
export type ToldMapping = z.infer<typeof ToldMapping>;

/** What the mapping table shows beside each input element. */
export const FeedStatus = z.object({
  input: z.string(),
  element: z.number(),
  column: z.string().nullable(),
  status: z.enum(['ok', 'cast', 'missing', 'wrong-type']),
  detail: z.string(),
});
export type FeedStatus = z.infer<typeof FeedStatus>;

export const MappingCheck = z.object({
  ready: z.boolean(),
  feeds: z.array(FeedStatus),
  /** Columns no input uses (roles feature/ignored). */
  extra: z.array(z.string()),
  /** What stops a run, and what to know. */
  problems: z.array(
    z.object({
      severity: z.enum(['error', 'warning', 'info']),
      message: z.string(),
      hint: z.string(),
      /** Which kind of problem, where a program may want to know. */
      code: z.string().optional(),
      /** The column it is about, where it is about one. */
      column: z.string().optional(),
    }),
  ),
  /** The most frequent labels in the data and the class each is read as; null = the model does not know it. */
  labels: z.array(z.object({ label: z.string(), rows: z.number(), class: z.string().nullable() })).optional(),
});
export type MappingCheck = z.infer<typeof MappingCheck>;

/**
 * A change of kind on the way in, always stated, never silent. text-to-number: text that is not a number rejects the row.
 * number-to-text: 3 -> "3", 2.5 -> "2.5". boolean-to-text: "True" / "False", as Python writes them.
 */
export const Cast = z.enum(['text-to-number', 'number-to-text', 'boolean-to-text']);
export type Cast = z.infer<typeof Cast>;

/**
 * Rows -> tensors as plain data: everything `prepare/` needs, nothing of the dataset.
 * Derived from model card + mapping; saved in run.json; shipped in the bundle as preprocess.json.
 */
export const PreparationPlan = z.object({
  version: z.literal(1),
  inputs: z.array(
    z.object({
      input: z.string(),
      type: TensorType,
      /** 1 = [N], 2 = [N, features.length]. */
      rank: z.union([z.literal(1), z.literal(2)]),
      features: z.array(
        z.object({
          column: z.string(),
          missing: MissingPolicy,
          cast: Cast.optional(),
          repairs: z.array(Repair).optional(),
          /** 1 where the cell is missing, else 0; says what the cells of the column are. */
          indicator: z.enum(['number', 'boolean', 'text']).optional(),
        }),
      ),
    }),
  ),
  /** Null = any batch size. A fixed batch is filled up with copies of the last row and cut afterwards. */
  fixedBatch: z.number().nullable(),
  reading: OutputReading,
  positive: z.string().nullable(),
  /** The positive class is predicted where its score is at least this. Left out: as the model says. */
  threshold: z.number().min(0).max(1).optional(),
  calibration: Calibration.optional(),
  abstain: Abstain.optional(),
});
export type PreparationPlan = z.infer<typeof PreparationPlan>;
