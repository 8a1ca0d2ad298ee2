import { z } from 'zod';
import { FilePath, Interval, IsoTime } from './common.ts';
import { MetricDifference } from './compare.ts';
import { Mapping } from './mapping.ts';
import { ToldClasses } from './models.ts';
import { MetricName } from './runs.ts';

/** Fewer rows than these are no ground to train on, or to judge by. */
export const leastTraining = 50;
export const leastHeldOut = 20;

/** Characters of a command line. */
export const longestCommand = 8_000;

export const RetrainSettings = z.object({
  /**
   * A line for the system's shell. `{data}`: the training file, `{reference}`: the file of reference rows, `{out}`: the folder
   * that the new model is looked for in; each is filled in as a quoted path. `{data}` and `{out}` must be there.
   */
  command: z.string().min(1).max(longestCommand),
  /** Folder that the command runs in; null = the project. */
  cwd: FilePath.nullable().default(null),
  /** Half open. Null = all labelled rows outside of the reference period. */
  fresh: z.object({ start: IsoTime, end: IsoTime }).nullable().default(null),
  /** Share of the fresh rows, the last by time, that the command never gets. */
  holdOut: z.number().min(0.05).max(0.5).default(0.2),
  /** Of the files for the command. */
  format: z.enum(['parquet', 'csv']).default('parquet'),
  /** Told to the command as DRYDOCK_SEED. */
  seed: z.number().int().min(0).default(0),
});
export type RetrainSettings = z.infer<typeof RetrainSettings>;

/** Times are null where there is no time column, or there are no rows. */
const Part = z.object({ rows: z.number(), first: IsoTime.nullable(), last: IsoTime.nullable() });

/** All of them labelled. No row is in two of training, held-out and reference rows. */
export const RetrainRows = z.object({
  /** Training and held-out rows together. */
  fresh: Part,
  train: Part,
  heldOut: Part,
  reference: Part,
  /** Labelled, but without a time: in none of them. */
  withoutTime: z.number(),
});
export type RetrainRows = z.infer<typeof RetrainRows>;

/** What would be done, without doing it. */
export const RetrainPlan = z.object({
  /** As the shell would get it; the folder of the run has no name yet. */
  command: z.string(),
  cwd: FilePath,
  rows: RetrainRows,
  target: z.string(),
  time: z.string().nullable(),
  /** All that the command would see. Values of names that look like a secret are masked. */
  environment: z.array(z.object({ name: z.string(), value: z.string() })),
  /** Why it would be refused; null = it would start. */
  problem: z.object({ message: z.string(), hint: z.string() }).nullable(),
});
export type RetrainPlan = z.infer<typeof RetrainPlan>;

/** What a training command says while it runs: the `partial` of its job. */
export const TrainingOutput = z.object({
  retrainId: z.string(),
  /** The last lines, at most 200. */
  lines: z.array(z.string()),
  /** The last of them has not ended: a progress bar, for instance. */
  isOpen: z.boolean(),
  /** Lines so far. */
  total: z.number(),
});
export type TrainingOutput = z.infer<typeof TrainingOutput>;

/** What a training command said. */
export const RetrainLog = z.object({
  /** Null where it was never started. */
  path: FilePath.nullable(),
  /** The last lines, at most 2,000. */
  lines: z.array(z.string()),
  /** Lines there are. */
  total: z.number(),
});
export type RetrainLog = z.infer<typeof RetrainLog>;

/** What a comparison of the new model (B) with that of the project (A) says about promoting it. */
export const RetrainVerdict = z.object({
  metric: MetricName,
  /** `unclear` as well where it cannot be judged. */
  verdict: MetricDifference.shape.verdict,
  difference: Interval.nullable(),
  /** Other figures that are clearly better or worse, each by its own paired 95 % interval. */
  others: z.array(MetricDifference.pick({ metric: true, verdict: true, difference: true })),
  /** In words; null where there is none. */
  othersText: z.string().nullable(),
  text: z.string(),
});
export type RetrainVerdict = z.infer<typeof RetrainVerdict>;

const ModelFile = z.object({ path: z.string(), sha256: z.string(), labels: ToldClasses.optional() });

const RetrainDecision = z.object({
  promoted: z.boolean(),
  at: IsoTime,
  reason: z.string(),
  /** Of a promotion: what the project had until then, and on which data; the path as in drydock.json. */
  before: ModelFile.extend({ mapping: Mapping.nullable(), data: z.string().nullable() }).nullable(),
});
export type RetrainDecision = z.infer<typeof RetrainDecision>;

/** retrain.json of a run folder. Paths are relative to that folder. */
export const RetrainRecord = z.object({
  version: z.literal(1),
  id: z.string(),
  kind: z.literal('retrain'),
  name: z.string(),
  startedAt: IsoTime,
  endedAt: IsoTime,
  settings: RetrainSettings,
  /** What the project had. */
  data: z.object({ name: z.string(), sha256: z.string() }),
  /** Null where it did not come to that. */
  rows: RetrainRows.nullable(),
  files: z
    .object({
      train: z.string(),
      /** Null where the command does not ask for it. */
      reference: z.string().nullable(),
      heldOut: z.string(),
      /** The folder `{out}`. */
      out: z.string(),
    })
    .nullable(),
  exitCode: z.number().nullable(),
  /** trained: there is a new model, and both models were validated over the held-out rows. */
  state: z.enum(['trained', 'failed', 'cancelled']),
  stateReason: z.string().nullable(),
  /** What the command said; of more than 16 million characters the beginning and the end. */
  log: z.string(),
  model: ModelFile.nullable(),
  /** Validations over the held-out rows. */
  championRun: z.string().nullable(),
  challengerRun: z.string().nullable(),
  /** The last one; null = nobody has decided. */
  decision: RetrainDecision.nullable(),
  /** Those before it, oldest first. */
  earlierDecisions: z.array(RetrainDecision),
});
export type RetrainRecord = z.infer<typeof RetrainRecord>;

export const RetrainSummary = RetrainRecord.pick({
  id: true,
  name: true,
  startedAt: true,
  endedAt: true,
  rows: true,
  state: true,
  stateReason: true,
  model: true,
  championRun: true,
  challengerRun: true,
}).extend({ promoted: z.boolean().nullable() });
export type RetrainSummary = z.infer<typeof RetrainSummary>;
