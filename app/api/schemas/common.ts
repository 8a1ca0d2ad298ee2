import { z } from 'zod';
import { errorCodes, type ErrorCode } from '../../base/errors.ts';

/** An absolute path on the machine that runs the workbench. */
export const FilePath = z
  .string()
  .min(1)
  .max(4096)
  .refine((path) => !path.includes('\0'), 'A path has no NUL character.');
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
export const IsoTime = z.string();

export const Place = z.object({
  file: z.string().optional(),
  row: z.number().optional(),
  line: z.number().optional(),
  column: z.string().optional(),
  tensor: z.string().optional(),
  path: z.string().optional(),
});

export const ErrorRecord = z.object({
  code: z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]),
  message: z.string(),
  hint: z.string(),
  where: Place.optional(),
});

/** A thing to know that did not stop the work. `count` = rows or items concerned. */
export const Warning = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string().optional(),
  count: z.number().optional(),
  where: Place.optional(),
});
export type Warning = z.infer<typeof Warning>;

/** A figure with its 95 % interval. Null where it is undefined (no positive rows, no labels, ...). */
export const Interval = z.object({
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});
export type Interval = z.infer<typeof Interval>;

/** One cell of a table as shown to a person. */
export const Cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export type Cell = z.infer<typeof Cell>;

/** Any mark in any chart becomes such filters; all of them must hold. */
export const RowFilter = z.object({
  column: z.string(),
  op: z.enum(['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'in', 'notIn', 'missing', 'present', 'contains']),
  value: Cell.optional(),
  /** For `in` and `notIn`: any of these, none of these. Null stands for a missing value. */
  values: z.array(Cell).min(1).max(1000).optional(),
});
export type RowFilter = z.infer<typeof RowFilter>;

/** Names are unique in a project, upper and lower case being one. */
export const SliceName = z.string().trim().min(1).max(80);

/** A part of the data that a person has named. Kept in drydock.json; every later run has its figures. */
export const NamedSlice = z.object({
  name: SliceName,
  /** All of them must hold. Over columns of the data and of the predictions. */
  filters: z.array(RowFilter).min(1).max(20),
});
export type NamedSlice = z.infer<typeof NamedSlice>;

export const RowSort = z.object({ column: z.string(), descending: z.boolean() });
export type RowSort = z.infer<typeof RowSort>;

/** A page of rows, column-wise names once, cells row-wise. `total` counts the rows after filtering. */
export const RowPage = z.object({
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  /** 1-based number of each row in the dataset. */
  rowNumbers: z.array(z.number()),
  rows: z.array(z.array(Cell)),
  offset: z.number(),
  total: z.number(),
});
export type RowPage = z.infer<typeof RowPage>;

export const PageRequest = z.object({
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(1000).default(100),
  filters: z.array(RowFilter).default([]),
  sort: RowSort.optional(),
});
export type PageRequest = z.infer<typeof PageRequest>;
