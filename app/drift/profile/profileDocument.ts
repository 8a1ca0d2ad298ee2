// `profile.json` of a saved reference: what the arrays beside it are of.
import { z } from 'zod';
import { IsoTime, Sha256 } from '../../api/schemas/common.ts';
import { SemanticType } from '../../api/schemas/datasets.ts';
import { DriftColumn } from '../../api/schemas/drift.ts';

export const documentName = 'profile.json';

/** What `samples` of a column are kept as, by its place in `columns`. */
export const entryName = (column: number, what: string): string => `${String(column)}.${what}`;

/** What single rows were answered. */
export const answersName = (what: string): string => `answers.${what}.npy`;

const Count = z.number().int().min(0);

const Common = z.object({
  name: z.string(),
  /** `prediction`, `score` and `target` are of a validation; null: a column of the table. */
  role: DriftColumn.shape.role.extract(['prediction', 'score', 'target']).nullable(),
  type: SemanticType,
});

const SavedColumn = z.discriminatedUnion('kind', [
  /** `.values.npy` and `.counts.npy`: the distinct values of each part, ascending, and how often they are there, part after part. */
  Common.extend({ kind: z.literal('number'), parts: z.array(z.object({ distinct: Count, missing: Count })) }),
  /** `.labels.json`, in the order that they came up in; `.counts.npy`: by part, then by label. */
  Common.extend({ kind: z.literal('category'), labels: Count, missing: z.array(Count) }),
  /** `.features.npy` of the texts of a sample one after the other, `.sizes.npy`, `.lengths.npy`, `.words.json`. */
  Common.extend({ kind: z.literal('text'), n: Count, missing: Count, documents: Count }),
]);
export type SavedColumn = z.infer<typeof SavedColumn>;

export const ProfileDocument = z.object({
  version: z.literal(1),
  kind: z.literal('reference-profile'),
  createdAt: IsoTime,
  /** The tables that it is of, in their order. */
  sources: z
    .array(
      z.object({
        name: z.string(),
        /** Of the content of the table's files. */
        sha256: Sha256,
        rows: Count,
        /** Rows that were looked at: fewer where the table is larger than was allowed for. */
        used: Count,
        /** The period of the table that it is of; null = all of it. */
        period: z.object({ start: IsoTime, end: IsoTime }).nullable(),
      }),
    )
    .min(1),
  /** Rows of each part: tenths of a table and what is left over, or windows. What the reference is, is all of them together. */
  parts: z.array(Count).min(1),
  columns: z.array(SavedColumn),
  /** Columns of the table that nothing is kept of. */
  leftOut: z.array(z.object({ name: z.string(), type: SemanticType })),
  /** Rows of the sample, evenly spread (`.sample.npy` of the columns of numbers and categories, as codes of their labels); 0 = none. */
  sample: Count,
  /** The model whose answers are among the columns. */
  model: z.object({ sha256: Sha256, classes: z.array(z.string()), positive: z.string().nullable() }).nullable(),
  /**
   * Of every row in its order: `answers.predicted.npy` (class of the model, -1 = none; or number), `answers.actual.npy` (likewise, -2 - j =
   * label j of `unknownLabels`), and with `scores` those of each class (`answers.score-0.npy` …). Null = nothing of single rows is kept.
   */
  answers: z
    .object({ rows: Count, scores: z.boolean(), unknownLabels: z.array(z.string()) })
    .nullable()
    .default(null),
});
export type ProfileDocument = z.infer<typeof ProfileDocument>;
