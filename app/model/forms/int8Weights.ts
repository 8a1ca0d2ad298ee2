import { roundHalfEven } from '../../base/roundHalfEven.ts';

/** Of 7 bits: two products with 8-bit activations fit the 16-bit sums of processors without VNNI, so all give the same. */
const largest = 64;

export interface QuantizedColumns {
  /** Row-major, as the weights. */
  values: Int8Array;
  /** What one step is worth, of each column. */
  scales: Float32Array;
}

/**
 * Weights [rows, columns] as whole numbers from -64 to 64, with one scale a column: symmetric, so that zero stays zero.
 * As onnxruntime.quantization does with QInt8, per_channel and reduce_range: scale = 2·max|w| / 128, w ≈ scale·q, ties to
 * even, all in single precision. Example: a column of 1, -2 has the scale 2/64 and the numbers 32, -64.
 */
export function quantizeColumns(weights: Float32Array, rows: number, columns: number): QuantizedColumns {
  const tops = new Float32Array(columns);
  for (let i = 0; i < weights.length; i++) {
    const size = Math.abs(weights[i] as number);
    const column = i % columns;
    if (size > (tops[column] as number)) tops[column] = size;
  }
  const scales = tops.map((top) => Math.fround(Math.fround(2 * top) / (2 * largest)));
  // A column of zeros, or of numbers too small to be told from them.
  for (let k = 0; k < columns; k++) if ((scales[k] as number) < smallestFloat) scales[k] = 1;
  const values = new Int8Array(rows * columns);
  for (let i = 0; i < weights.length; i++) {
    const steps = roundHalfEven(Math.fround((weights[i] as number) / (scales[i % columns] as number)));
    values[i] = Math.max(-largest, Math.min(largest, steps));
  }
  return { values, scales };
}

/** The smallest normal single-precision number. */
const smallestFloat = 2 ** -126;
