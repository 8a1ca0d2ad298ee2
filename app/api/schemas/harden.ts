// What a hardening run says: what mends the model on messy data, chosen on one half of the rows and proved on the other.
// Names of the document are fixed: add, never rename.
import { z } from 'zod';
import { FilePath, Interval, IsoTime, Sha256, Warning } from './common.ts';
import { Decision, Mapping, MissingPolicy, PreparationPlan } from './mapping.ts';
import { Task } from './models.ts';
import { Abstain, Calibration, Repair } from './repairs.ts';
import { Curves, MetricName, Metrics, ProviderName, RunRecord } from './runs.ts';

/** Kinds of repair: of cells on their way in, and of what is made of the scores. */
export const HardenKind = z.enum(['sentinels', 'unit', 'category', 'clip', 'imputation', 'calibration', 'threshold', 'abstain']);
export type HardenKind = z.infer<typeof HardenKind>;

/** `cost`: per row, of wrong answers. `accuracyAnswered`: among the rows that are not marked as unsure. */
export const HardenMetric = z.enum([...MetricName.options, 'cost', 'accuracyAnswered']);
export type HardenMetric = z.infer<typeof HardenMetric>;

export const HardenSettings = z.object({
  /** What a repair of cells or a threshold is to gain. Null = chosen by the task. */
  metric: MetricName.nullable().default(null),
  /** Of a row that is wrong either way: then the threshold is to lower the cost. */
  cost: z
    .object({ falsePositive: z.number().min(0), falseNegative: z.number().min(0) })
    .nullable()
    .default(null),
  seed: z.number().int().min(0).max(0xffffffff).default(0),
  /** Null = all the time it takes. */
  budgetMinutes: z.number().positive().max(10_080).nullable().default(null),
  /** Rows it works on: a seeded sample where the data have more. They are kept in memory. */
  maxRows: z.number().int().min(100).max(2_000_000).default(20_000),
  /** Null = every kind that fits. */
  kinds: z.array(HardenKind).min(1).nullable().default(null),
  /** Null = every column that feeds the model. */
  columns: z.array(z.string()).min(1).nullable().default(null),
  /** Ids of the corruptions that make rows messy; null = those that each kind is for. */
  corruptions: z.array(z.string()).min(1).nullable().default(null),
  /** Share of rows that a gate of confidence leaves unmarked. */
  coverage: z.number().min(0.1).max(0.99).default(0.9),
  /** Share of rows whose true class a conformal set must hold. */
  level: z.number().min(0.5).max(0.999).default(0.9),
  provider: ProviderName.default('auto'),
});
export type HardenSettings = z.infer<typeof HardenSettings>;

/** One change of the mapping. Steps about a column concern every input that it feeds. */
export const HardenStep = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('repair'), column: z.string(), repair: Repair }),
  z.object({ kind: z.literal('missing'), column: z.string(), missing: MissingPolicy }),
  /** The element tells of the missing cells of `column`, instead of what feeds it now. */
  z.object({ kind: z.literal('indicator'), input: z.string(), element: z.number().int(), column: z.string() }),
  z.object({ kind: z.literal('calibration'), calibration: Calibration }),
  z.object({ kind: z.literal('threshold'), decision: Decision }),
  z.object({ kind: z.literal('abstain'), abstain: Abstain }),
]);
export type HardenStep = z.infer<typeof HardenStep>;

/** Before and after, side by side, on the half of the rows that nothing was chosen on. */
export const HardenFigure = z.object({
  /** 'clean', or the id of the corruption that made the rows messy. */
  scenario: z.string(),
  /** "Speed: Missing at random, 10 % of the cells missing". */
  title: z.string(),
  rows: z.number(),
  before: Metrics,
  after: Metrics,
  /** Of the metric of the offer; positive = better. Paired row by row, 95 %, not adjusted. */
  gain: Interval,
  /** Two-sided, of no difference. */
  pValue: z.number().nullable(),
});
export type HardenFigure = z.infer<typeof HardenFigure>;

export const CoveragePoint = z.object({
  /** Rows whose predicted class has at least this score. */
  least: z.number(),
  coverage: z.number(),
  accuracy: Interval,
});
export type CoveragePoint = z.infer<typeof CoveragePoint>;

/** A change that is proved to help. */
export const HardenOffer = z.object({
  /** "clip:Speed", "calibration". */
  id: z.string(),
  kind: HardenKind,
  column: z.string().nullable(),
  /** "Speed: numbers are kept between 0 and 350". */
  title: z.string(),
  steps: z.array(HardenStep).min(1),
  /** Offers that it was proved on top of: they are accepted with it. */
  requires: z.array(z.string()),
  /** Only one offer of a group can be accepted: calibrations; thresholds and gates ("decision"). */
  group: z.string().nullable(),
  metric: HardenMetric,
  higherIsBetter: z.boolean(),
  /** Where the gain is proved; named before the proof. */
  scenario: z.string(),
  /** Of the metric there, positive = better, at `level`, which is higher than 0.95 where several were tried. */
  gain: Interval,
  level: z.number(),
  pValue: z.number().nullable(),
  pAdjusted: z.number().nullable(),
  figures: z.array(HardenFigure),
  /** Calibration: the reliability of the scores before and after. */
  reliability: z.object({ before: Curves.shape.calibration, after: Curves.shape.calibration }).optional(),
  /** Gates: accuracy against the share of rows that are answered. */
  coverage: z.array(CoveragePoint).optional(),
  /** Conformal gates: the share of rows whose set holds the true class, and the mean size of the sets. */
  sets: z.object({ level: z.number(), coverage: Interval, meanSize: z.number() }).optional(),
});
export type HardenOffer = z.infer<typeof HardenOffer>;

/** Everything that was tried, offered or not. */
export const HardenTried = z.object({
  kind: HardenKind,
  column: z.string().nullable(),
  candidates: z.number(),
  /** The best of them on the half they were chosen on; null = none fits. */
  best: z.string().nullable(),
  scenario: z.string().nullable(),
  /**
   * offered = proved. no-gain = no candidate helped on the half they were chosen on. not-proved = one did, but on the other
   * half the interval of its gain holds zero. worse-on-clean = it helps messy rows and harms clean ones. nothing = no
   * candidate fits the column. skipped = the time was up.
   */
  outcome: z.enum(['offered', 'no-gain', 'not-proved', 'worse-on-clean', 'nothing', 'skipped']),
  /** On the half that proves, at the adjusted level. */
  gain: Interval.nullable(),
  says: z.string(),
});
export type HardenTried = z.infer<typeof HardenTried>;

export const HardenReport = z.object({
  version: z.literal(1),
  task: Task,
  metric: HardenMetric,
  higherIsBetter: z.boolean(),
  seed: z.number(),
  rows: z.object({ search: z.number(), proof: z.number(), total: z.number(), labelled: z.number() }),
  provider: z.string(),
  /** Figures of the model as it is, on the half that proves. */
  clean: Metrics,
  offers: z.array(HardenOffer),
  tried: z.array(HardenTried),
  /** All offers at once (the first of each group): not one of the proofs, since they were chosen by these very rows. */
  together: z.object({ offers: z.array(z.string()), figures: z.array(HardenFigure) }).nullable(),
  /** How the intervals are widened, in words. */
  adjustment: z.string(),
  progress: z.object({ done: z.number(), planned: z.number(), stage: z.string() }),
  timing: z.object({ prepareMs: z.number(), inferMs: z.number(), totalMs: z.number(), predictedRows: z.number() }),
  warnings: z.array(Warning),
});
export type HardenReport = z.infer<typeof HardenReport>;

/** runs/<time>-harden/harden.json. */
export const HardenRecord = z.object({
  version: z.literal(1),
  id: z.string(),
  kind: z.literal('harden'),
  name: z.string(),
  /** partial = cancelled, out of time or ended by a fault: what was proved is kept. */
  state: z.enum(['running', 'complete', 'partial', 'failed']),
  stateReason: z.string().nullable(),
  startedAt: IsoTime,
  endedAt: IsoTime.nullable(),
  model: z.object({ name: z.string(), path: FilePath, sha256: Sha256, runSha256: Sha256 }),
  data: z.object({ name: z.string(), paths: z.array(FilePath), sha256: Sha256, rows: z.number() }),
  mapping: Mapping,
  plan: PreparationPlan,
  settings: HardenSettings,
  versions: RunRecord.shape.versions,
  host: RunRecord.shape.host,
  report: HardenReport.nullable(),
});
export type HardenRecord = z.infer<typeof HardenRecord>;

/** A run as a list shows it. */
export const HardenSummary = HardenRecord.omit({ mapping: true, plan: true, report: true }).extend({
  /** Null while nothing is known of it. */
  offers: z.number().nullable(),
});
export type HardenSummary = z.infer<typeof HardenSummary>;

/** Parts of a mapping that steps change; null = it has none. */
export const HardenedParts = z.object({
  feeds: z.array(
    z.object({ input: z.string(), element: z.number().int(), feed: Mapping.shape.inputs.element.shape.feeds.element }),
  ),
  decision: Decision.nullable(),
  calibration: Calibration.nullable(),
  abstain: Abstain.nullable(),
});
export type HardenedParts = z.infer<typeof HardenedParts>;

/** One acceptance, kept in drydock.json: what, when, from where, with which proof, and what to go back to. */
export const HardenAcceptance = z.object({
  at: IsoTime,
  /** Null while it holds. */
  undoneAt: IsoTime.nullable(),
  /** The hardening run. */
  run: z.string(),
  offers: z.array(
    HardenOffer.pick({
      id: true,
      kind: true,
      column: true,
      title: true,
      metric: true,
      scenario: true,
      gain: true,
      level: true,
      steps: true,
    }),
  ),
  before: HardenedParts,
  after: HardenedParts,
});
export type HardenAcceptance = z.infer<typeof HardenAcceptance>;

const Bounds = z.partialRecord(
  MetricName,
  z
    .strictObject({ min: z.number().optional(), max: z.number().optional() })
    .refine(({ min, max }) => min !== undefined || max !== undefined, 'it has neither min nor max'),
);

/**
 * `harden --gate FILE`: {"harden":{"offers":{"max":0}}} says that nothing is left to mend, `clean` bounds the figures of the
 * model as it is, `after` those with all offers accepted, both on clean rows of the half that proves.
 */
export const HardenGate = z.strictObject({
  harden: z.strictObject({
    offers: z.strictObject({ min: z.number().int().min(0).optional(), max: z.number().int().min(0).optional() }).optional(),
    clean: Bounds.optional(),
    after: Bounds.optional(),
  }),
});
export type HardenGate = z.infer<typeof HardenGate>;

export const HardenGateResult = z.object({
  ok: z.boolean(),
  checks: z.array(z.object({ what: z.string(), ok: z.boolean(), value: z.number().nullable(), limit: z.string() })),
});
export type HardenGateResult = z.infer<typeof HardenGateResult>;
