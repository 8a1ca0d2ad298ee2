// One row looked at closely: what if a cell were another, which small change flips it, how the answer depends on a column.
import { z } from 'zod';
import { Cell, FilePath, Sha256 } from './common.ts';
import { SemanticType } from './datasets.ts';
import { PreparationPlan } from './mapping.ts';
import { Task } from './models.ts';
import { namedValues } from './namedValues.ts';

/** Cells by column, as in the table: times as ISO 8601, null = missing. */
export const Cells = namedValues(Cell);
export type Cells = Record<string, Cell>;

/** Of a row with a number of its own in the dataset (1-based), some cells as if they were others. */
export const ProbedRow = z.object({ row: z.number().int().min(1), edits: Cells.default({}) });
export type ProbedRow = z.infer<typeof ProbedRow>;

export const RowAnswer = z.object({
  /** The class, or the value of a regression; null = no answer. */
  prediction: z.union([z.string(), z.number()]).nullable(),
  /** One for each class, in their order; null for regressions and models that give labels only. */
  scores: z.array(z.number()).nullable(),
  /** Why there is no answer; null where there is one. */
  refusal: z.string().nullable(),
  /** Marked as unsure; left out where the mapping has no gate. */
  abstained: z.boolean().optional(),
});
export type RowAnswer = z.infer<typeof RowAnswer>;

/** A column that feeds the model, with what it holds in this row. */
export const ProbedCell = z.object({
  column: z.string(),
  type: SemanticType,
  /** As in the data, and as it went into the model. */
  given: Cell,
  value: Cell,
  /** Which inputs take it. */
  inputs: z.array(z.string()),
  /** Texts that a category or truth value may be, the most frequent first; empty for other columns. */
  choices: z.array(z.string()),
});
export type ProbedCell = z.infer<typeof ProbedCell>;

export const ProbeResult = z.object({
  row: z.number(),
  task: Task,
  classes: z.array(z.string()),
  positive: z.string().nullable(),
  /** The label of the row in the data, where it has one. */
  actual: z.string().nullable(),
  cells: z.array(ProbedCell),
  /** The row as in the data, and with the edits. */
  before: RowAnswer,
  after: RowAnswer,
  isFlipped: z.boolean(),
  /** What it ran on. */
  provider: z.string(),
  /** Of both answers, in the runtime and around it; the first call of a model opens it, too. */
  elapsedMs: z.number(),
});
export type ProbeResult = z.infer<typeof ProbeResult>;

/** Kinds of edits as they happen to data; each is a file of app/stress/probe/edits. */
export const EditKind = z.enum(['missing', 'category', 'truth', 'step', 'unit', 'text', 'time']);
export type EditKind = z.infer<typeof EditKind>;

export const RowEdit = z.object({
  column: z.string(),
  kind: EditKind,
  from: Cell,
  to: Cell,
  /** "Speed 140 → 14 (divided by 10)". */
  text: z.string(),
  /** How large, on one scale for all kinds: a number moved by one standard deviation of its column is 1. */
  size: z.number(),
  /** Share of the rows of the data that hold such a value: how usual it is. */
  commonness: z.number(),
});
export type RowEdit = z.infer<typeof RowEdit>;

/** One set of edits that changes the answer. */
export const Flip = z.object({
  edits: z.array(RowEdit),
  after: RowAnswer,
  size: z.number(),
  commonness: z.number(),
});
export type Flip = z.infer<typeof Flip>;

export const FlipRequest = ProbedRow.extend({
  /** Edits at once. */
  most: z.number().int().min(1).max(3).default(3),
  /** Only this class counts as a flip; null = any other than the one before. */
  toward: z.string().nullable().default(null),
  /** A regression: how far the value must move. Null = half the spread (standard deviation) of the target, or 10 % of the value. */
  by: z.number().positive().nullable().default(null),
  /** Columns that may be edited; null = all that feed the model. */
  columns: z.array(z.string()).min(1).nullable().default(null),
  seed: z.number().int().min(0).max(0xffffffff).default(0),
  budgetSeconds: z.number().positive().max(3600).default(20),
});
export type FlipRequest = z.infer<typeof FlipRequest>;

export const FlipResult = z.object({
  before: RowAnswer,
  /** A regression: the value had to move by more than this; else null. */
  by: z.number().nullable(),
  /** The smallest first: fewest edits, then their size, then how usual the new values are. */
  flips: z.array(Flip),
  /** What is proved of the first one, or of there being none. */
  proof: z.string(),
  /** Every single edit was tried, so that fewer or other single edits do not do it. */
  isExact: z.boolean(),
  tried: z.object({ singles: z.number(), pairs: z.number(), triples: z.number() }),
  /** Single edits there are. */
  singles: z.number(),
  /** Edits after which there was no answer: these rows are refused, not answered wrongly. */
  unanswered: z.number(),
  /** Edits that end the native runtime: each a finding of its own. */
  fatal: z.array(RowEdit),
  stopped: z.enum(['found', 'exhausted', 'budget']),
  elapsedMs: z.number(),
});
export type FlipResult = z.infer<typeof FlipResult>;

export const DependenceRequest = z.object({
  column: z.string(),
  /** A row to show beside the sample, as edited. */
  row: ProbedRow.nullable().default(null),
  /** The class whose score is shown; null = the positive one, else the one predicted for the row, else the first. */
  class: z.string().nullable().default(null),
  /** Values of the column to try, at most; a column with fewer distinct ones is tried at all of them. */
  points: z.number().int().min(2).max(200).default(30),
  /** Rows of the data averaged over: a seeded sample where there are more. */
  rows: z.number().int().min(1).max(5000).default(300),
  /** Rows that get a line of their own. */
  lines: z.number().int().min(0).max(200).default(40),
  seed: z.number().int().min(0).max(0xffffffff).default(0),
});
export type DependenceRequest = z.infer<typeof DependenceRequest>;

export const Dependence = z.object({
  column: z.string(),
  kind: z.enum(['number', 'time', 'category']),
  /** score: of `class`; share: of rows predicted as `class` (labels only); value: of a regression. */
  shows: z.enum(['score', 'share', 'value']),
  class: z.string().nullable(),
  classes: z.array(z.string()),
  /** Values tried, ascending (categories: the most frequent first). Numbers, ISO 8601 times, texts. */
  grid: z.array(Cell),
  /** Of the sampled rows that have a value, the share at or below it; of a category, that have it. */
  share: z.array(z.number()),
  /** Partial dependence: the mean over the sampled rows, and its 95 % interval over rows (Student's t). */
  mean: z.array(z.number().nullable()),
  low: z.array(z.number().nullable()),
  high: z.array(z.number().nullable()),
  /** The same with the cell missing; null = such rows are refused. */
  missing: z.number().nullable(),
  /** Individual conditional expectation: one line a row (1-based numbers). */
  lines: z.array(z.object({ row: z.number(), values: z.array(z.number().nullable()) })),
  /** The row asked about: its line, and where it stands. */
  row: z.object({ row: z.number(), at: Cell, values: z.array(z.number().nullable()), now: z.number().nullable() }).nullable(),
  /** Rows averaged over, and of how many. */
  rows: z.number(),
  totalRows: z.number(),
});
export type Dependence = z.infer<typeof Dependence>;

/** What /predict answers: see the OpenAPI document of a bundle. */
export const ExpectedAnswer = z.object({
  prediction: z.union([z.string(), z.number()]).nullable(),
  /** Left out where only the prediction is expected. */
  scores: namedValues(z.number().nullable()).nullable().optional(),
  /** Of a regression: how far the value may be off instead of the tolerance of the file. */
  within: z.number().positive().optional(),
});

export type ExpectedAnswer = z.infer<typeof ExpectedAnswer>;

export const RowTest = z.object({
  name: z.string(),
  /** As a client sends it to /predict: times in milliseconds, null = missing. */
  row: namedValues(z.union([z.string(), z.number(), z.boolean()]).nullable()),
  expect: ExpectedAnswer,
  from: z.object({ row: z.number(), edits: z.array(z.string()) }),
});
export type RowTest = z.infer<typeof RowTest>;

/** A file of rows and the answers they must get; `drydock replay` checks it. */
export const RowTests = z.object({
  kind: z.literal('drydock-row-tests'),
  version: z.literal(1),
  model: z.object({ name: z.string(), sha256: Sha256 }),
  data: z.object({ name: z.string(), sha256: Sha256 }),
  /** How the rows become tensors and the outputs answers: for a replay without a project. */
  plan: PreparationPlan,
  /** |got - expected| <= absolute + relative * |expected| */
  tolerance: z.object({ absolute: z.number().min(0), relative: z.number().min(0) }),
  tests: z.array(RowTest).min(1),
});
export type RowTests = z.infer<typeof RowTests>;

export const SaveTestRequest = ProbedRow.extend({
  /**
   * unchanged: the edits must not change the prediction (of a flip: fails until the model or its preparation is mended).
   * now: the answer stays what it is.
   */
  expect: z.enum(['unchanged', 'now']),
  /** Where to; an existing file of such tests gets these besides. Left out: tests/row-tests.json of the project. */
  out: FilePath.optional(),
});
export type SaveTestRequest = z.infer<typeof SaveTestRequest>;

export const ReplayResult = z.object({
  ok: z.boolean(),
  path: FilePath,
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })),
});
export type ReplayResult = z.infer<typeof ReplayResult>;
