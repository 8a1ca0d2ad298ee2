import type { Column } from '../base/columns.ts';
import { AppError } from '../base/errors.ts';
import type { FeaturePlan, InputPlan } from './inputPlan.ts';
import { toFloat16 } from './float16.ts';
import { parseBoolean, parseNumber } from './parseNumber.ts';
import { REJECTED_MISSING, REJECTED_UNFIT, type RejectedRows } from './rejectedRows.ts';
import {
  createNumericData,
  isNumericType,
  unsupportedType,
  type NumericData,
  type NumericTensorType,
  type TensorData,
} from './tensors.ts';

/** Rows a block: a block of all columns stays in the first-level cache while it is transposed. */
const BLOCK_ROWS = 128;

const ranges: Partial<Record<NumericTensorType, [number, number]>> = {
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32768, 32767],
  uint16: [0, 65535],
  int32: [-2147483648, 2147483647],
  uint32: [0, 4294967295],
  // The largest double below 2^63 (2^64); beyond it a double has no integer of the type.
  int64: [-9223372036854775808, 9223372036854774784],
  uint64: [0, 18446744073709549568],
  bool: [0, 1],
};

/** Whether a number can be an element of this type without changing its value (floats take anything). */
export function fitsType(value: number, type: NumericTensorType): boolean {
  const range = ranges[type];
  return !range || (Number.isInteger(value) && value >= range[0] && value <= range[1]);
}

/** The value that stands for a missing cell: NaN where it passes through, 0 as filler where the row is rejected. */
export function fillValue(feature: FeaturePlan, input: InputPlan): number {
  const { missing } = feature;
  const refuse = (why: string): AppError =>
    new AppError(
      'DATA_MISMATCH',
      `The missing-value policy of "${feature.column}" does not fit the input "${input.input}": ${why}`,
      {
        hint: 'Choose another policy for this column: a stated constant, or rejecting the row.',
        where: { column: feature.column, tensor: input.input },
      },
    );
  switch (missing.kind) {
    case 'reject':
      return 0;
    case 'nan':
      if (ranges[input.type as NumericTensorType]) throw refuse(`the type ${input.type} has no NaN.`);
      return NaN;
    case 'empty':
      throw refuse('the empty text is not a number.');
    case 'constant': {
      const value = typeof missing.value === 'boolean' ? Number(missing.value) : missing.value;
      if (typeof value !== 'number') throw refuse(`the constant ${JSON.stringify(value)} is not a number.`);
      if (isNumericType(input.type) && !fitsType(value, input.type)) throw refuse(`${value} cannot be written as ${input.type}.`);
      return value;
    }
  }
}

interface Source {
  values: Float64Array | Float32Array | BigInt64Array;
  valid: Uint8Array | null;
  fill: number;
  /** False when no cell can be missing, or NaN simply passes through. */
  checked: boolean;
}

function textToNumbers(
  feature: FeaturePlan,
  input: InputPlan,
  column: Column & { kind: 'text' },
  rejected: RejectedRows,
): Float64Array {
  const parse = input.type === 'bool' ? parseBoolean : parseNumber;
  const parsed = column.dictionary.map(parse);
  const values = new Float64Array(column.codes.length);
  for (let row = 0; row < values.length; row++) {
    const code = column.codes[row] ?? -1;
    const value = code < 0 ? NaN : parsed[code];
    if (code >= 0 && feature.cast !== 'text-to-number') throw holdsText(feature, input, row);
    if (value === undefined) rejected.mark(row, REJECTED_UNFIT);
    values[row] = value ?? 0;
  }
  return values;
}

function holdsText(feature: FeaturePlan, input: InputPlan, row: number): AppError {
  return new AppError(
    'DATA_MISMATCH',
    `The column "${feature.column}" holds text, but the input "${input.input}" takes numbers.`,
    {
      hint: 'Map a numeric column, or allow its text to be read as numbers in the mapping.',
      where: { column: feature.column, tensor: input.input, row: row + 1 },
    },
  );
}

function sourceOf(feature: FeaturePlan, input: InputPlan, column: Column, rejected: RejectedRows): Source {
  const fill = fillValue(feature, input);
  const values = column.kind === 'text' ? textToNumbers(feature, input, column, rejected) : column.values;
  const valid = column.kind === 'text' ? null : column.valid;
  if (feature.missing.kind === 'reject') {
    for (let row = 0; row < values.length; row++) {
      const value = values[row];
      if ((valid && valid[row] === 0) || value !== value) rejected.mark(row, REJECTED_MISSING);
    }
  }
  return { values, valid, fill, checked: valid !== null || fill === fill };
}

/** The hot loop: rows [from, to) of one column into its place in a row-major matrix. */
function copyFloats(
  into: Float32Array | Float64Array,
  source: Source & { values: Float64Array | Float32Array },
  place: { from: number; to: number; width: number; element: number },
): void {
  const { values, valid, fill } = source;
  const { to, width } = place;
  let at = place.from * width + place.element;
  if (!source.checked) {
    for (let row = place.from; row < to; row++, at += width) into[at] = values[row] as number;
  } else if (valid === null) {
    for (let row = place.from; row < to; row++, at += width) {
      const value = values[row] as number;
      into[at] = value === value ? value : fill;
    }
  } else {
    for (let row = place.from; row < to; row++, at += width) {
      const value = values[row] as number;
      into[at] = valid[row] !== 0 && value === value ? value : fill;
    }
  }
}

function asFloats(source: Source): Source & { values: Float64Array | Float32Array } {
  const { values } = source;
  return { ...source, values: values instanceof BigInt64Array ? Float64Array.from(values, Number) : values };
}

/** Every other element type, one column at a time; a value the type cannot hold rejects its row. */
function copyOthers(
  into: NumericData,
  type: NumericTensorType,
  source: Source,
  element: number,
  width: number,
  rejected: RejectedRows,
): void {
  const { values, valid, fill } = source;
  const words = into instanceof BigInt64Array || into instanceof BigUint64Array ? new Uint32Array(into.buffer) : null;
  for (let row = 0, at = element; row < values.length; row++, at += width) {
    const cell = values[row] as number | bigint;
    if (typeof cell === 'bigint' && words && (!valid || valid[row] !== 0)) {
      const fits = type !== 'uint64' || cell >= 0n;
      if (!fits) rejected.mark(row, REJECTED_UNFIT);
      (into as BigInt64Array)[at] = fits ? cell : 0n;
      continue;
    }
    let value = Number(cell);
    if ((valid !== null && valid[row] === 0) || value !== value) value = fill;
    if (type === 'float16') {
      into[at] = toFloat16(value);
    } else if (!fitsType(value, type)) {
      rejected.mark(row, REJECTED_UNFIT);
      into[at] = words ? 0n : 0;
    } else if (words) {
      // Two 32-bit halves (little-endian, as every platform of the runtime): no BigInt is made per cell.
      const high = Math.floor(value / 4294967296);
      words[2 * at] = value - high * 4294967296;
      words[2 * at + 1] = high;
    } else {
      into[at] = value;
    }
  }
}

/**
 * One feature into its place in the matrix of an input; what was there is overwritten. `read` takes the rows rejected for what
 * the column holds, `written` those whose value the input cannot hold.
 */
export function writeNumericFeature(
  into: NumericData,
  about: { input: InputPlan; element: number; column: Column; read: RejectedRows; written: RejectedRows },
): void {
  const { input, element, column, read, written } = about;
  const width = input.features.length;
  const source = sourceOf(input.features[element] as FeaturePlan, input, column, read);
  if (into instanceof Float32Array || into instanceof Float64Array) {
    copyFloats(into, asFloats(source), { from: 0, to: source.values.length, width, element });
  } else copyOthers(into, input.type as NumericTensorType, source, element, width, written);
}

/**
 * One numeric model input from the columns that feed it, row-major [rows, features] (or [rows] for rank 1).
 * NaN in the data counts as missing. Rows rejected here hold 0.
 */
export function prepareNumericInput(input: InputPlan, columns: Column[], rowCount: number, rejected: RejectedRows): TensorData {
  const { type } = input;
  if (!isNumericType(type)) throw unsupportedType(type, input.input);
  const width = columns.length;
  const sources = input.features.map((feature, i) => sourceOf(feature, input, columns[i] as Column, rejected));
  const into = createNumericData(type, rowCount * width);
  if (into instanceof Float32Array || into instanceof Float64Array) {
    const floats = sources.map(asFloats);
    for (let from = 0; from < rowCount; from += BLOCK_ROWS) {
      const to = Math.min(rowCount, from + BLOCK_ROWS);
      floats.forEach((source, element) => copyFloats(into, source, { from, to, width, element }));
    }
  } else {
    sources.forEach((source, element) => copyOthers(into, type, source, element, width, rejected));
  }
  return { type, dims: input.rank === 1 ? [rowCount] : [rowCount, width], data: into };
}
