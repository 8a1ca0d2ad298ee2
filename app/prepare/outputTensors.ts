// Finding the outputs that a reading names, and their elements as numbers.
import { AppError } from '../base/errors.ts';
import { fromFloat16 } from './float16.ts';
import { elementCount, isText, type TensorData } from './tensors.ts';

/** For an output that does not fit the reading. */
export function mismatch(tensor: string, message: string): AppError {
  return new AppError('DATA_MISMATCH', `The output "${tensor}" ${message}`, {
    hint: 'Correct how the outputs are read (task, classes, which output is what) on the Model page or in the mapping.',
    where: { tensor },
  });
}

/** @throws DATA_MISMATCH when the model gave no such output */
export function outputOf(outputs: Record<string, TensorData>, name: string): TensorData {
  const tensor = Object.hasOwn(outputs, name) ? outputs[name] : undefined;
  if (!tensor) throw mismatch(name, 'is not among what the model gave.');
  return tensor;
}

/** The first rowCount * width elements as doubles. float32 values keep their exact value. */
export function numbersOf(tensor: TensorData, name: string, length: number): Float64Array {
  const { data, type } = tensor;
  if (isText(data)) throw mismatch(name, 'holds text where numbers are expected.');
  const numbers = new Float64Array(length);
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    // Two 32-bit halves (little-endian, as every platform of the runtime): a bigint for each would cost ten times as much.
    const low = new Uint32Array(data.buffer, data.byteOffset, 2 * data.length);
    const high = data instanceof BigInt64Array ? new Int32Array(data.buffer, data.byteOffset, 2 * data.length) : low;
    for (let i = 0; i < length; i++) numbers[i] = (high[2 * i + 1] as number) * 4294967296 + (low[2 * i] as number);
  } else if (type === 'float16') {
    for (let i = 0; i < length; i++) numbers[i] = fromFloat16(data[i] as number);
  } else {
    numbers.set(data.length === length ? data : data.subarray(0, length));
  }
  return numbers;
}

/** Elements a row; 0 without rows. */
export function widthOf(tensor: TensorData, name: string, rowCount: number): number {
  const rows = tensor.dims[0] ?? 1;
  if (rows < rowCount || elementCount(tensor) % Math.max(rows, 1) !== 0) {
    throw mismatch(name, `has the shape [${tensor.dims.join(', ')}] for ${rowCount} rows: its first dimension is not the row.`);
  }
  return rows === 0 ? 0 : elementCount(tensor) / rows;
}
