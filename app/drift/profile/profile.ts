// What a comparison needs of a reference that is a table of its own, whether it comes from its rows or from what was saved of them.
import type { DriftColumn } from '../../api/schemas/drift.ts';
import { mergeNumbers } from '../../timeline/drift/mergeSamples.ts';
import type { NumberSample } from '../../timeline/drift/samples.ts';
import type { Answers } from '../comparedPredictions.ts';
import type { ColumnSample } from '../columnSamples.ts';
import type { TextSample } from '../text/textSamples.ts';
import type { WindowedColumn } from '../windowedColumns.ts';
import type { ProfileDocument, SavedColumn } from './profileDocument.ts';

/** Rows of the sample, evenly spread: what all columns together are judged by. */
export const mostSampled = 2_666;

export type ProfileHead = Pick<SavedColumn, 'name' | 'role' | 'type' | 'kind'>;

/** Part after part; the column of the reference is all of them together. */
export type ProfileColumn =
  | { kind: 'number'; parts: readonly NumberSample[]; rows?: WindowedColumn }
  | {
      kind: 'category';
      /** In the order that they came up in: sums over them are the same to the last digit. */
      labels: readonly string[];
      /** By part, by label. */
      counts: readonly Float64Array[];
      missing: readonly number[];
      rows?: WindowedColumn;
    }
  | { kind: 'text'; sample: TextSample };

/** The rows of the sample in one column. Codes of `labels`, where it is of categories; NaN = missing. */
export interface SampledColumn {
  values: Float64Array;
  labels: readonly string[] | null;
}

export interface ReferenceProfile {
  about: Omit<ProfileDocument, 'version' | 'kind' | 'createdAt' | 'columns'>;
  columns: readonly ProfileHead[];
  /** Those asked for by their places in `columns`, in the order asked for. @throws FILE_UNREADABLE, CANCELLED */
  read(places: readonly number[]): AsyncGenerator<ProfileColumn, void, undefined>;
  /** Columns of numbers and categories alone. */
  sampled(places: readonly number[]): AsyncGenerator<SampledColumn, void, undefined>;
  /** Of every row: what the model said, and its label. Null where `about.answers` is. @throws FILE_UNREADABLE */
  answers(): Promise<Answers | null>;
  close(): void;
}

/** The whole column, and its parts. */
export function columnParts(column: Exclude<ProfileColumn, { kind: 'text' }>): {
  reference: ColumnSample;
  chunks: ColumnSample[];
} {
  if (column.kind === 'number') {
    return {
      reference: { kind: 'number', sample: mergeNumbers(column.parts) },
      chunks: column.parts.map((sample) => ({ kind: 'number', sample })),
    };
  }
  const { labels, counts, missing } = column;
  const whole = new Float64Array(labels.length);
  for (const part of counts) part.forEach((count, code) => (whole[code] = (whole[code] as number) + count));
  const sample = (of: Float64Array, without: number): ColumnSample => {
    const there = new Map<string, number>();
    labels.forEach((label, code) => {
      if ((of[code] as number) > 0) there.set(label, of[code] as number);
    });
    return { kind: 'category', sample: { counts: there, n: of.reduce((sum, count) => sum + count, 0), missing: without } };
  };
  return {
    reference: sample(
      whole,
      missing.reduce((sum, count) => sum + count, 0),
    ),
    chunks: counts.map((part, i) => sample(part, missing[i] as number)),
  };
}

/** Place of a column of the table, or of what a model says; -1 = it is not there. */
export function placeOf({ columns }: ReferenceProfile, find: { name: string } | { role: DriftColumn['role'] }): number {
  return columns.findIndex((column) =>
    'name' in find ? column.role === null && column.name === find.name : column.role === find.role,
  );
}

export function rowsOf({ about }: ReferenceProfile): { rows: number; used: number } {
  return {
    rows: about.sources.reduce((sum, { rows }) => sum + rows, 0),
    used: about.sources.reduce((sum, { used }) => sum + used, 0),
  };
}
