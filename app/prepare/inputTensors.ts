import type { PreparationPlan } from '../api/schemas/mapping.ts';
import type { TensorType } from '../api/schemas/models.ts';
import type { Column } from '../base/columns.ts';
import { AppError } from '../base/errors.ts';
import { remembered } from '../base/remembered.ts';
import { floatInput } from './floatElements.ts';
import type { InputPlan } from './inputPlan.ts';
import { prepareInput, type PreparedBatch } from './preparer.ts';
import { RejectedRows } from './rejectedRows.ts';
import type { TensorData } from './tensors.ts';

/** Element types as the Open Inference Protocol (v2) writes them. */
export const protocolTypes: Partial<Record<TensorType, string>> = {
  float32: 'FP32',
  float64: 'FP64',
  float16: 'FP16',
  int8: 'INT8',
  int16: 'INT16',
  int32: 'INT32',
  int64: 'INT64',
  uint8: 'UINT8',
  uint16: 'UINT16',
  uint32: 'UINT32',
  uint64: 'UINT64',
  bool: 'BOOL',
  string: 'BYTES',
};

/** One input of an inference request. `data` is row-major, flat or nested; null stands for a missing value. FP16 as numbers, not as bits. */
export interface InputTensor {
  name: string;
  shape: number[];
  datatype: string;
  data: unknown;
}

function refuse(tensor: string, message: string, hint: string): AppError {
  return new AppError('DATA_MISMATCH', `The input "${tensor}" ${message}.`, { hint, where: { tensor } });
}

/** Nested arrays -> one flat array; a flat one, or a typed array, as it is. */
function flatten(data: unknown, tensor: string): ArrayLike<unknown> {
  if (ArrayBuffer.isView(data) && !(data instanceof DataView)) return data as unknown as ArrayLike<unknown>;
  if (!Array.isArray(data))
    throw refuse(tensor, 'has no "data" array', 'Send "data" as an array, flat or nested, in row-major order.');
  const cells = data as unknown[];
  return cells.some(Array.isArray) ? cells.flat(Infinity) : cells;
}

/** Rows of the tensor, after its shape was checked against the plan. */
function rowsOf(input: InputPlan, given: InputTensor): number {
  const { shape } = given;
  const width = input.features.length;
  const expected = input.rank === 1 ? '[N]' : `[N, ${width}]`;
  const ok =
    Array.isArray(shape) &&
    shape.every((dim) => Number.isInteger(dim) && dim >= 0) &&
    shape.length === input.rank &&
    (input.rank === 1 || shape[1] === width);
  if (!ok) {
    throw refuse(
      given.name,
      `has the shape ${JSON.stringify(shape)}, but takes ${expected}`,
      'N is the number of rows of the batch.',
    );
  }
  return shape[0] as number;
}

function cellError(input: InputPlan, row: number, element: number, value: unknown): AppError {
  const shown = typeof value === 'bigint' ? String(value) : (JSON.stringify(value)?.slice(0, 60) ?? typeof value);
  return new AppError(
    'DATA_MISMATCH',
    `The input "${input.input}" takes ${input.type} values, but row ${row + 1}, element ${element + 1} is ${shown}.`,
    {
      hint: 'Send null where a value is missing. Nothing is converted silently.',
      where: { tensor: input.input, row: row + 1, column: input.features[element]?.column },
    },
  );
}

/** One element of every row as a column, so that the very policies of the plan are applied to it. */
function columnOf(input: InputPlan, cells: ArrayLike<unknown>, rowCount: number, element: number): Column {
  const width = input.features.length;
  if (input.type === 'string') {
    const codes = new Int32Array(rowCount).fill(-1);
    const dictionary: string[] = [];
    for (let row = 0; row < rowCount; row++) {
      const value = cells[row * width + element];
      if (value === null || value === undefined) continue;
      if (typeof value !== 'string') throw cellError(input, row, element, value);
      codes[row] = dictionary.push(value) - 1;
    }
    return { kind: 'text', codes, dictionary };
  }
  const valid = new Uint8Array(rowCount);
  const exact = input.type === 'int64' && Array.prototype.some.call(cells, (cell) => typeof cell === 'bigint');
  const values = exact ? new BigInt64Array(rowCount) : new Float64Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    const value = cells[row * width + element];
    if (value === null || value === undefined) continue;
    const number = typeof value === 'boolean' && input.type === 'bool' ? Number(value) : value;
    if (typeof number !== 'number' && typeof number !== 'bigint') throw cellError(input, row, element, value);
    valid[row] = 1;
    if (values instanceof BigInt64Array) {
      if (typeof number === 'number' && !Number.isInteger(number)) throw cellError(input, row, element, value);
      values[row] = BigInt(number);
    } else values[row] = Number(number);
  }
  return values instanceof BigInt64Array ? { kind: 'bigint', values, valid } : { kind: 'number', values, valid };
}

/**
 * As the plan, but the values come in the model's own type: no change of kind is left to do. Repairs are done here too;
 * what says whether another column is missing is taken as it is sent.
 */
const withoutCasts = remembered((input: InputPlan): InputPlan => ({
  ...input,
  features: input.features.map(({ column, missing, repairs, indicator, cast }) => ({
    column,
    missing,
    // Numbers that come as text are mended as numbers.
    ...(repairs && indicator === undefined ? { repairs, ...(cast === 'number-to-text' ? { cast } : {}) } : {}),
  })),
}));

/**
 * Tensors named as the model inputs (Open Inference Protocol v2) -> a prepared batch, through the same policies as rows:
 * null in the data is a missing value. Throws DATA_MISMATCH naming the tensor for a missing or unknown input, a wrong
 * datatype or shape, a wrong number of elements, unequal row counts or a value of the wrong kind.
 */
export function tensorsToBatch(plan: PreparationPlan, given: InputTensor[]): PreparedBatch {
  const byName = new Map(given.map((tensor) => [tensor.name, tensor]));
  const names = plan.inputs.map(({ input }) => input);
  for (const { name } of given) {
    if (!names.includes(name)) throw refuse(name, 'is not known to the model', `Its inputs are: ${names.join(', ')}.`);
  }
  let rowCount: number | undefined;
  const checked = plan.inputs.map((input) => {
    const tensor = byName.get(input.input);
    if (!tensor) throw refuse(input.input, 'is missing from the request', `The inputs are: ${names.join(', ')}.`);
    const datatype = protocolTypes[input.type];
    if (tensor.datatype !== datatype) {
      throw refuse(
        input.input,
        `has the datatype ${String(tensor.datatype)}, but takes ${datatype ?? input.type}`,
        'Send the datatype that the model metadata state.',
      );
    }
    const rows = rowsOf(input, tensor);
    rowCount ??= rows;
    if (rows !== rowCount)
      throw refuse(
        input.input,
        `has ${rows} rows, but the inputs before have ${rowCount}`,
        'All inputs must have the same first dimension.',
      );
    const cells = flatten(tensor.data, input.input);
    const expected = rows * input.features.length;
    if (cells.length !== expected) {
      throw refuse(
        input.input,
        `has ${cells.length} elements, but its shape asks for ${expected}`,
        'Send exactly the product of the shape.',
      );
    }
    return { input: withoutCasts(input), cells };
  });
  const rows = rowCount ?? 0;
  const rejected = new RejectedRows(rows);
  const tensors = checked.map(({ input, cells }): [string, TensorData] => {
    const floats = floatInput(input, cells, rows, rejected);
    if (floats) return [input.input, floats];
    const columns = input.features.map((_, element) => columnOf(input, cells, rows, element));
    return [input.input, prepareInput(input, columns, rows, rejected)];
  });
  return { firstRow: 0, rowCount: rows, tensors: Object.fromEntries(tensors), rejected: rejected.flags };
}
