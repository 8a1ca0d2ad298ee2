import { z } from 'zod';
import { FilePath, Interval, IsoTime } from './common.ts';
import { DatasetCard } from './datasets.ts';
import { DriftPresetName, DriftReport } from './drift.ts';
import { PreparationPlan } from './mapping.ts';
import { RunReport, WindowUnit } from './runs.ts';

/**
 * Lines of a log that could not be used, for one reason: the first of them, and how many this reading met. All of them are
 * kept in refused.jsonl.
 */
export const Refused = z.object({ file: FilePath, line: z.number(), reason: z.string(), count: z.number().int().default(1) });
export type Refused = z.infer<typeof Refused>;

/** How long labels took, in seconds; of those that came by feedback, since only these say when. */
export const LabelDelay = z.object({ median: z.number(), p90: z.number(), longest: z.number() });
export type LabelDelay = z.infer<typeof LabelDelay>;

/** What a log holds by now. */
export const LogSummary = z.object({
  rows: z.number(),
  labelled: z.number(),
  /** Rows whose label is no number although the model predicts numbers: they count as rows without a label. */
  notNumbers: z.number().default(0),
  /** Rows that got no prediction. */
  withoutPrediction: z.number(),
  first: IsoTime.nullable(),
  last: IsoTime.nullable(),
  /** Ids that more than one row has, and their rows: a label goes to each of them. */
  repeatedIds: z.number(),
  repeatedRows: z.number(),
  /** Ids with a label, from feedback and from tables, that no row of the log has. */
  unmatched: z.object({ feedback: z.number(), tables: z.number() }),
  delay: LabelDelay.nullable(),
  latencyMs: z.object({ median: z.number(), p95: z.number(), p99: z.number() }).nullable(),
});
export type LogSummary = z.infer<typeof LogSummary>;

/** Names of the columns of log.parquet that are ours; an input of such a name has it, and ours is `logged_…`. */
export const LogColumns = z.object({
  time: z.string(),
  id: z.string(),
  prediction: z.string(),
  label: z.string(),
  /** By class. */
  scores: z.array(z.string()),
});
export type LogColumns = z.infer<typeof LogColumns>;

/** The task that turns a log into a table. */
export const ReadLogRequest = z.object({
  projectDir: FilePath,
  runId: z.string(),
  plan: PreparationPlan,
  paths: z.array(FilePath),
  /** A table with labels by id. */
  labels: z.object({ data: DatasetCard, id: z.string(), label: z.string() }).nullable(),
  memoryLimit: z.string().optional(),
});
export type ReadLogRequest = z.infer<typeof ReadLogRequest>;

export const ReadLogResult = z.object({
  files: z.number(),
  /** New since the last reading. */
  added: z.object({ predictions: z.number(), labels: z.number(), refused: z.number() }),
  /** Of all readings, and the first reasons of this one. */
  refused: z.number(),
  shown: z.array(Refused),
  /** Files whose last line has no end yet: it is counted once it has one, which of a server that was killed is never. */
  unfinished: z.array(FilePath).default([]),
  summary: LogSummary,
  columns: LogColumns,
});
export type ReadLogResult = z.infer<typeof ReadLogResult>;

export const MonitorImport = z.object({
  project: FilePath,
  /** Folders and files of the log. */
  paths: z.array(FilePath).min(1),
  /** The run that the bundle was exported from. Left out: the one that the log names, else the last complete one. */
  runId: z.string().optional(),
  /** A table of labels, by id. */
  labels: FilePath.optional(),
  /** Its columns. Left out: as in the validated data, else `id` and `label`. */
  id: z.string().optional(),
  target: z.string().optional(),
  window: WindowUnit.optional(),
  /** By whose rules the log is held against what was validated. Left out: ours. Null: it is not. */
  drift: DriftPresetName.nullable().optional(),
  /** A run of this log that the new one takes the place of, unless it has a star or a note. */
  replaces: z.string().optional(),
  /** One of many readings that nobody asks for one by one: it is compared anew only when enough has come since the last time. */
  again: z.boolean().optional(),
});
export type MonitorImport = z.infer<typeof MonitorImport>;

/** The log held against the validated data. */
export const LogDrift = z.discriminatedUnion('found', [
  /** The drift run, in the project of the log. */
  z.object({
    found: z.literal(true),
    driftId: z.string(),
    verdict: DriftReport.shape.verdict,
    /** Rows of the log that were compared, where more has come since: not enough to compare it anew. */
    behind: z.number().optional(),
  }),
  /** It could not be compared, and why. */
  z.object({ found: z.literal(false), problem: z.string() }),
]);
export type LogDrift = z.infer<typeof LogDrift>;

/** What `monitor.import` gives. */
export const MonitorResult = ReadLogResult.extend({
  /** A project whose data are the log: everything works on it, drift against the validated data too. */
  project: FilePath,
  /** In that project. Where nothing came since the last import, nor other windows are wanted, it is that of then. */
  runId: z.string(),
  rows: z.number(),
  labelled: z.number(),
  unmatched: z.number(),
  /** Labels that are no class of the model, with their rows: each is counted as wrong, as in any validation. */
  unknownLabels: RunReport.shape.unknownLabels.default([]),
  /** Null: it was not asked for. */
  drift: LogDrift.nullable().default(null),
});
export type MonitorResult = z.infer<typeof MonitorResult>;

/** The last time that a log was read, as kept with it. */
export const LogReading = z.object({
  at: IsoTime,
  /** What was asked for, so that it can be read again. */
  request: MonitorImport.omit({ project: true, runId: true, replaces: true, again: true }),
  result: MonitorResult,
});
export type LogReading = z.infer<typeof LogReading>;

/** An upper bound in milliseconds: all that a histogram knows for sure. Null = no request yet. */
const LatencyBound = z.union([z.number(), z.literal('more than 30 s')]).nullable();

const FigureWithLimit = z.object({ value: z.number().nullable(), limit: z.number().nullable() });

/** What `/metrics` of a running server says of itself, since its start. Rows and labels are in its log, not here. */
export const ServerFigures = z.object({
  model: z.string(),
  requests: z.number(),
  /** Answered with an error, by its code. */
  errors: z.array(z.object({ code: z.string(), count: z.number() })),
  rows: z.number(),
  rejectedRows: z.number(),
  /** Of named rows; the server does not count the classes of tensor requests. */
  predictions: z.array(z.object({ label: z.string(), count: z.number() })),
  latencyMs: z.object({ p50: LatencyBound, p95: LatencyBound, p99: LatencyBound }),
  /** Null = it logs nothing. */
  log: z.object({ rows: z.number(), dropped: z.number() }).nullable(),
  /** The last rows held against the validated ones; null = a bundle without a baseline of them. */
  watch: z
    .object({
      /** The last rows that this is of; figures of columns are there from half of `windowRows` on. */
      rows: z.number(),
      windowRows: z.number(),
      /** Limit: the most that windows of the validated rows reached. */
      columns: z.array(
        z.object({
          name: z.string(),
          /** Share of rows without a value. */
          missing: FigureWithLimit,
          /** Population stability index. */
          psi: FigureWithLimit,
          /** Since the start; null where the column has none to count. */
          unseen: z.number().nullable(),
          outOfRange: z.number().nullable(),
        }),
      ),
      predictionPsi: FigureWithLimit,
      /** To be expected by the scores, without labels. */
      estimatedAccuracy: Interval,
      /** Of the last labels that came as feedback. */
      accuracy: Interval,
      meanAbsoluteError: z.number().nullable(),
      validatedAccuracy: z.number().nullable(),
      /** Labels that came as feedback and were joined to a prediction; the figures are of the last of them. */
      labels: z.number(),
    })
    .nullable(),
});
export type ServerFigures = z.infer<typeof ServerFigures>;
