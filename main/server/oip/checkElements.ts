import type { TensorType } from '../../../app/api/schemas/models.ts';
import { AppError } from '../../../app/base/errors.ts';
import { isExactNumber, takenNumbers } from '../../../app/prepare/exactNumber.ts';

/**
 * JSON elements, flat or one array a row, without a copy of what is flat. Numbers that the type cannot hold are refused
 * here, where element and value can be named; integers above 2^53 have lost digits in JSON already.
 */
export function checkElements(
  input: { name: string; type: TensorType; rank: number; columns: string[] },
  data: unknown,
): unknown[] {
  const refuse = (message: string, hint: string, where: { row?: number; column?: string | undefined } = {}): AppError =>
    new AppError('INVALID_INPUT', `Input "${input.name}": ${message}`, { hint, where: { tensor: input.name, ...where } });
  if (!Array.isArray(data)) throw refuse('there is no "data" array.', 'Send "data", or "parameters.binary_data_size".');
  const width = input.columns.length;
  const items = data as unknown[];
  const nested = items.some(Array.isArray);
  if (nested && input.rank === 1) throw refuse('"data" is nested deeper than the shape.', 'Send a flat array.');
  for (const item of nested ? items : []) {
    if (!Array.isArray(item) || item.length !== width || item.some(Array.isArray)) {
      throw refuse(`every row of "data" must be an array of ${width} elements.`, 'Send it flat, or one array a row.');
    }
  }
  const flat = nested ? items.flat() : items;
  for (const [index, value] of flat.entries()) {
    if (typeof value !== 'number' || isExactNumber(value, input.type)) continue;
    const [row, column] = [Math.floor(index / width) + 1, input.columns[index % width]];
    throw refuse(
      `element ${index} (row ${row}, "${column}") is ${value}, but ${input.type} takes ${takenNumbers(input.type)}.`,
      'Send null where a value is missing; send integers above 2^53 with the binary tensor extension.',
      { row, column },
    );
  }
  return flat;
}
