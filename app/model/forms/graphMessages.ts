// Nodes and tensors as the bytes of GraphProto fields, for what a form adds to a graph.
import { bytesField, messageField, varintField } from '../protobufWriter.ts';

/** Element types by their number in the format. */
export const elementNumber = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, float16: 10 } as const;

const attributeTypeInt = 2;
const attributeTypeInts = 7;

export interface NewNode {
  op: string;
  inputs: readonly string[];
  outputs: readonly string[];
  ints?: Readonly<Record<string, number | readonly number[]>>;
}

/** A node of the default domain, as a field of the graph. */
export function nodeField({ op, inputs, outputs, ints = {} }: NewNode): Uint8Array {
  const attributes = Object.entries(ints).map(([name, value]) =>
    typeof value === 'number'
      ? messageField(5, bytesField(1, name), varintField(3, value), varintField(20, attributeTypeInt))
      : messageField(5, bytesField(1, name), ...value.map((one) => varintField(8, one)), varintField(20, attributeTypeInts)),
  );
  return messageField(
    1,
    ...inputs.map((name) => bytesField(1, name)),
    ...outputs.map((name) => bytesField(2, name)),
    bytesField(4, op),
    ...attributes,
  );
}

/** An initializer, as a field of the graph. `raw`: its values, little endian. */
export function tensorField(
  name: string,
  type: keyof typeof elementNumber,
  { dims, raw }: { dims: readonly number[]; raw: Uint8Array },
): Uint8Array {
  return messageField(
    5,
    ...dims.map((dim) => varintField(1, dim)),
    varintField(2, elementNumber[type]),
    bytesField(8, name),
    bytesField(9, raw),
  );
}

/** The bytes of single-precision numbers, little endian. */
export function floatBytes(values: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) view.setFloat32(4 * i, values[i] as number, true);
  return bytes;
}

/** Gives names that nothing in the graph has. */
export function freshNames(taken: Iterable<string>): (base: string) => string {
  const names = new Set(taken);
  return (base) => {
    let name = base;
    for (let n = 2; names.has(name); n++) name = `${base}_${n}`;
    names.add(name);
    return name;
  };
}
