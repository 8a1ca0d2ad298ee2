// Elements that are floating point numbers already, row-major as the model takes them: no column is made of them.
import type { InputPlan } from './inputPlan.ts';
import { fillValue } from './numericInput.ts';
import { REJECTED_MISSING, type RejectedRows } from './rejectedRows.ts';
import type { TensorData } from './tensors.ts';

type Floats = Float32Array | Float64Array;

/** The elements as floats, NaN where one is missing; those given where they are such. Null = something else is among them. */
function floatsOf(cells: ArrayLike<unknown>, type: 'float32' | 'float64'): Floats | null {
  const Type = type === 'float32' ? Float32Array : Float64Array;
  if (cells instanceof Type) return cells;
  if (!Array.isArray(cells)) return null;
  const floats = new Type(cells.length);
  for (let at = 0; at < cells.length; at++) {
    const cell: unknown = cells[at];
    if (typeof cell === 'number') floats[at] = cell;
    else if (cell === null || cell === undefined) floats[at] = NaN;
    else return null;
  }
  return floats;
}

function firstMissing(floats: Floats): number {
  for (let at = 0; at < floats.length; at++) if (floats[at] !== floats[at]) return at;
  return -1;
}

/**
 * A float input [rows, features] from its elements, null or NaN where one is missing, by the very policies of the plan. Elements in
 * the type of the model are not copied unless one of them is filled in: whoever gave them must not change them.
 * @returns null where elements have to be read one by one: another type, values of another kind, or repairs
 */
export function floatInput(
  input: InputPlan,
  cells: ArrayLike<unknown>,
  rowCount: number,
  rejected: RejectedRows,
): TensorData | null {
  const { type, features } = input;
  if ((type !== 'float32' && type !== 'float64') || features.some(({ repairs }) => repairs !== undefined)) return null;
  const fills = features.map((feature) => fillValue(feature, input));
  const given = floatsOf(cells, type);
  if (!given) return null;
  const width = features.length;
  const dims = input.rank === 1 ? [rowCount] : [rowCount, width];
  const first = firstMissing(given);
  if (first < 0) return { type, dims, data: given };
  const data = given === cells ? given.slice() : given;
  for (let at = first; at < data.length; at++) {
    if (data[at] === data[at]) continue;
    const element = at % width;
    if (features[element]?.missing.kind === 'reject') rejected.mark(Math.floor(at / width), REJECTED_MISSING);
    data[at] = fills[element] as number;
  }
  return { type, dims, data };
}
