import { z } from 'zod';
import { Cell, FilePath, Sha256, Warning } from './common.ts';
import { namedValues } from './namedValues.ts';

export const SemanticType = z.enum(['number', 'integer', 'category', 'text', 'boolean', 'datetime', 'id']);
export type SemanticType = z.infer<typeof SemanticType>;

const DataFormat = z.enum(['csv', 'parquet', 'json', 'jsonl', 'arrow', 'excel']);

/** Answers to what a file alone cannot tell. Everything left out is detected and reported back. */
export const ReadOptions = z.object({
  delimiter: z.string().optional(),
  quote: z.string().optional(),
  encoding: z.enum(['utf-8', 'utf-16', 'latin-1']).optional(),
  decimal: z.enum(['.', ',']).optional(),
  header: z.boolean().optional(),
  /** Excel sheet name. */
  sheet: z.string().optional(),
  /** Per column: how a time is written. `epoch-*` for numbers. */
  times: namedValues(
    z.enum(['iso', 'day-month-year', 'month-day-year', 'epoch-s', 'epoch-ms', 'epoch-us', 'not-a-time']),
  ).optional(),
  /** Texts that mean "missing" besides the empty cell. */
  missing: z.array(z.string()).optional(),
});
export type ReadOptions = z.infer<typeof ReadOptions>;

export const ColumnProfile = z.object({
  name: z.string(),
  type: SemanticType,
  /** The physical type in the columnar copy (DuckDB's name). */
  storage: z.string(),
  missing: z.number(),
  distinct: z.number(),
  /** Numbers as numbers; times as ISO 8601 text. */
  min: Cell,
  max: Cell,
  mean: z.number().nullable(),
  std: z.number().nullable(),
  quantiles: z
    .object({
      p01: z.number(),
      p05: z.number(),
      p25: z.number(),
      p50: z.number(),
      p75: z.number(),
      p95: z.number(),
      p99: z.number(),
    })
    .nullable(),
  /** counts.length = edges.length - 1; edges in milliseconds for times. */
  histogram: z.object({ edges: z.array(z.number()), counts: z.array(z.number()) }).nullable(),
  top: z.array(z.object({ value: z.string(), count: z.number() })),
  /** How a time was read, for columns of type datetime. */
  timeFormat: z.string().nullable(),
});
export type ColumnProfile = z.infer<typeof ColumnProfile>;

/** Something that must be asked, never guessed: e.g. 03/04/2020. Answered through ReadOptions. */
export const DataQuestion = z.object({
  kind: z.enum(['date-order', 'sheet']),
  column: z.string().optional(),
  question: z.string(),
  choices: z.array(z.object({ value: z.string(), label: z.string(), example: z.string() })),
});
export type DataQuestion = z.infer<typeof DataQuestion>;

/** The beginning of data that are still being read. Types are those of the rows looked at; all rows may say otherwise. */
export const DataPreview = z.object({
  /** The file looked into, without its folder: the first one. */
  file: z.string(),
  files: z.number(),
  format: DataFormat,
  columns: z.array(z.object({ name: z.string(), type: SemanticType })),
  /** The first rows, at most 200; none where only the columns can be told. */
  rows: z.array(z.array(Cell)),
});
export type DataPreview = z.infer<typeof DataPreview>;

/** What a job that reads data says of itself in `partial`: enough to look at their beginning meanwhile. */
export const ReadUnderWay = z.object({ paths: z.array(FilePath).min(1), options: ReadOptions });
export type ReadUnderWay = z.infer<typeof ReadUnderWay>;

export const DatasetCard = z.object({
  name: z.string(),
  paths: z.array(FilePath),
  /** Over the content of all files (one file: its own sha256). */
  sha256: Sha256,
  sizeBytes: z.number(),
  format: DataFormat,
  /** Everything as detected or told; giving these back reads the file the same way. */
  options: ReadOptions,
  rows: z.number(),
  rejected: z.number(),
  /** Rows that repeat an earlier row in every column. */
  duplicates: z.number(),
  columns: z.array(ColumnProfile),
  timeSpan: z.object({ column: z.string(), start: z.string(), end: z.string() }).nullable(),
  /** The columnar (Parquet) files to read rows from, in order. The file itself when it is Parquet and needs no conversion. */
  columnar: z.array(FilePath),
  /** Parquet file of rejected rows (file, line, column, reason, text) or null. */
  rejectedPath: FilePath.nullable(),
  questions: z.array(DataQuestion),
  warnings: z.array(Warning),
});
export type DatasetCard = z.infer<typeof DatasetCard>;
