import type { Column } from '../base/columns.ts';
import { AppError } from '../base/errors.ts';
import type { FeaturePlan, InputPlan } from './inputPlan.ts';
import { REJECTED_MISSING, type RejectedRows } from './rejectedRows.ts';
import type { TensorData, TextData } from './tensors.ts';

/** The text that stands for a missing cell; the empty text as filler where the row is rejected. */
export function fillText(feature: FeaturePlan, input: InputPlan): string {
  const { missing } = feature;
  if (missing.kind === 'empty' || missing.kind === 'reject') return '';
  if (missing.kind === 'constant' && typeof missing.value === 'string') return missing.value;
  const what = missing.kind === 'nan' ? 'text has no NaN.' : `the constant ${JSON.stringify(missing.value)} is not text.`;
  throw new AppError(
    'DATA_MISMATCH',
    `The missing-value policy of "${feature.column}" does not fit the input "${input.input}": ${what}`,
    {
      hint: 'Choose another policy for this column: the empty text, a stated text, or rejecting the row.',
      where: { column: feature.column, tensor: input.input },
    },
  );
}

/** How a number is written where the model takes text: 3 -> "3", 2.5 -> "2.5"; a boolean as Python writes it. */
export function writeCell(value: number | bigint, cast: FeaturePlan['cast']): string {
  return cast === 'boolean-to-text' ? (Number(value) === 0 ? 'False' : 'True') : String(value);
}

/** A text input under way: codes row-major, the dictionary so far, and the code of each text of it that may be given again. */
export interface TextMatrix extends TextData {
  index: Map<string, number>;
}

/**
 * One text input from the columns that feed it, row-major [rows, features] (or [rows] for rank 1).
 * The dictionary holds each text once.
 */
export function prepareTextInput(input: InputPlan, columns: Column[], rowCount: number, rejected: RejectedRows): TensorData {
  const width = columns.length;
  const text: TextMatrix = { codes: new Int32Array(rowCount * width), dictionary: [], index: new Map() };
  columns.forEach((column, element) => writeTextFeature(text, { input, element, column, rejected }));
  const { codes, dictionary } = text;
  return { type: 'string', dims: input.rank === 1 ? [rowCount] : [rowCount, width], data: { codes, dictionary } };
}

/** One feature into its place in the matrix of an input; what was there is overwritten. */
export function writeTextFeature(
  { codes, dictionary, index }: TextMatrix,
  about: { input: InputPlan; element: number; column: Column; rejected: RejectedRows },
): void {
  const { input, element, column, rejected } = about;
  const feature = input.features[element] as FeaturePlan;
  const width = input.features.length;
  const codeOf = (text: string): number => {
    let code = index.get(text);
    if (code === undefined) {
      code = dictionary.push(text) - 1;
      index.set(text, code);
    }
    return code;
  };
  const fill = fillText(feature, input);
  const missing = (row: number): number => {
    if (feature.missing.kind === 'reject') rejected.mark(row, REJECTED_MISSING);
    return codeOf(fill);
  };
  if (column.kind === 'text') {
    const translated = new Int32Array(column.dictionary.length).fill(-1);
    for (let row = 0, at = element; row < column.codes.length; row++, at += width) {
      const code = column.codes[row] as number;
      if (code < 0) {
        codes[at] = missing(row);
        continue;
      }
      // Only texts that occur enter the tensor's dictionary.
      let known = translated[code] as number;
      if (known < 0) translated[code] = known = codeOf(column.dictionary[code] as string);
      codes[at] = known;
    }
    return;
  }
  const { values, valid } = column;
  for (let row = 0, at = element; row < values.length; row++, at += width) {
    const value = values[row] as number | bigint;
    if ((valid !== null && valid[row] === 0) || value !== value) {
      codes[at] = missing(row);
      continue;
    }
    if (feature.cast !== 'number-to-text' && feature.cast !== 'boolean-to-text') throw holdsNumbers(feature, input, row);
    codes[at] = codeOf(writeCell(value, feature.cast));
  }
}

function holdsNumbers(feature: FeaturePlan, input: InputPlan, row: number): AppError {
  return new AppError(
    'DATA_MISMATCH',
    `The column "${feature.column}" holds numbers, but the input "${input.input}" takes text.`,
    {
      hint: 'Map a text column, or allow its numbers to be written as text in the mapping.',
      where: { column: feature.column, tensor: input.input, row: row + 1 },
    },
  );
}
