// Preparing rows again of which a few columns changed: what the others feed is reused.
import type { PreparationPlan } from '../api/schemas/mapping.ts';
import type { Column, ColumnBatch } from '../base/columns.ts';
import type { FeaturePlan, InputPlan } from './inputPlan.ts';
import { writeNumericFeature } from './numericInput.ts';
import { columnOf, createPreparer, mendedColumn, type PreparedBatch } from './preparer.ts';
import { RejectedRows } from './rejectedRows.ts';
import { createNumericData, isNumericType, isText, unsupportedType, type TensorData } from './tensors.ts';
import { writeTextFeature } from './textInput.ts';

/** Why rows are rejected because of one feature: found when its column is read, and when its values are written. */
interface FeatureMarks {
  read: Uint8Array | null;
  written: Uint8Array | null;
}

/** Prepared rows that stay as they are, kept by input and feature. */
export interface CleanBatch {
  rowCount: number;
  inputs: { tensor: TensorData; marks: FeatureMarks[] }[];
}

export interface ChangePreparer {
  /** The columns to read, each once. */
  columns: string[];
  /** Prepares whole rows, to be kept. */
  clean(batch: ColumnBatch): CleanBatch;
  /**
   * The same rows with these columns in place of their own: the very tensors (but for the numbering of texts) and rejections
   * that preparing them anew gives. Tensors of inputs that no changed column feeds are those of `clean`, not copies.
   */
  changed(clean: CleanBatch, columns: ReadonlyMap<string, Column>): PreparedBatch;
}

/** Throws DATA_MISMATCH for a plan that cannot be carried out. */
export function createChangePreparer(plan: PreparationPlan): ChangePreparer {
  const { columns } = createPreparer(plan);

  const clean = (batch: ColumnBatch): CleanBatch => ({
    rowCount: batch.rowCount,
    inputs: plan.inputs.map((input) =>
      writeFeatures(
        input,
        input.features.map((feature) => columnOf(batch, feature.column, input.input)),
        batch.rowCount,
      ),
    ),
  });

  const changed = (before: CleanBatch, replaced: ReadonlyMap<string, Column>): PreparedBatch => {
    const inputs = plan.inputs.map((input, at) => {
      const kept = before.inputs[at] as KeptInput;
      const fed = input.features.map(({ column }) => replaced.get(column));
      return fed.some((column) => column !== undefined) ? writeFeatures(input, fed, before.rowCount, kept) : kept;
    });
    return {
      firstRow: 0,
      rowCount: before.rowCount,
      // By entries, not by assignment: an input may be called `__proto__`.
      tensors: Object.fromEntries(plan.inputs.map((input, at) => [input.input, (inputs[at] as KeptInput).tensor])),
      rejected: firstReasons(
        inputs.flatMap(({ marks }) => [...marks.map(({ read }) => read), ...marks.map(({ written }) => written)]),
      ),
    };
  };

  return { columns, clean, changed };
}

type KeptInput = CleanBatch['inputs'][number];

/** One input with these columns written into it; those that are undefined stay as they are in `kept`. */
function writeFeatures(input: InputPlan, columns: (Column | undefined)[], rowCount: number, kept?: KeptInput): KeptInput {
  const marks = kept ? [...kept.marks] : [];
  const width = columns.length;
  const write = (one: (column: Column, element: number, reads: RejectedRows, writes: RejectedRows) => void): void => {
    columns.forEach((column, element) => {
      if (!column) return;
      const [reads, writes] = [new RejectedRows(rowCount), new RejectedRows(rowCount)];
      one(mendedColumn(input.features[element] as FeaturePlan, column), element, reads, writes);
      marks[element] = { read: reads.flags, written: writes.flags };
    });
  };
  const dims = input.rank === 1 ? [rowCount] : [rowCount, width];
  if (input.type === 'string') {
    const before = kept && columns.some((column) => column === undefined) && isText(kept.tensor.data) ? kept.tensor.data : null;
    const text = {
      codes: before?.codes.slice() ?? new Int32Array(rowCount * width),
      dictionary: [...(before?.dictionary ?? [])],
      index: new Map<string, number>(),
    };
    write((column, element, reads) => writeTextFeature(text, { input, element, column, rejected: reads }));
    return { tensor: { type: 'string', dims, data: { codes: text.codes, dictionary: text.dictionary } }, marks };
  }
  const { type } = input;
  if (!isNumericType(type)) throw unsupportedType(type, input.input);
  const before = kept && !isText(kept.tensor.data) ? kept.tensor.data : null;
  const data = before?.slice() ?? createNumericData(type, rowCount * width);
  write((column, element, read, written) => writeNumericFeature(data, { input, element, column, read, written }));
  return { tensor: { type, dims, data }, marks };
}

/** The first reason of each row; null when there is none at all. */
function firstReasons(all: (Uint8Array | null)[]): Uint8Array | null {
  const [first, ...others] = all.filter((flags) => flags !== null);
  if (!first) return null;
  if (others.length === 0) return first;
  const reasons = first.slice();
  for (const flags of others) {
    for (let row = 0; row < reasons.length; row++) if (reasons[row] === 0) reasons[row] = flags[row] as number;
  }
  return reasons;
}
