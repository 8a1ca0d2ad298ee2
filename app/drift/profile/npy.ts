// Arrays of numbers in NumPy's own form, each in the smallest type that holds all of it exactly.
// Source: numpy.org/doc/stable/reference/generated/numpy.lib.format.html, version 1.0; little-endian.

interface NumberType {
  bytes: number;
  holds: (value: number) => boolean;
  write: (view: DataView, at: number, value: number) => void;
  read: (view: DataView, at: number) => number;
}

const whole =
  (low: number, high: number) =>
  (value: number): boolean =>
    Number.isInteger(value) && value >= low && value <= high && !Object.is(value, -0);

/** The smallest first. */
const types: Record<string, NumberType> = {
  '|u1': {
    bytes: 1,
    holds: whole(0, 0xff),
    write: (view, at, value) => view.setUint8(at, value),
    read: (view, at) => view.getUint8(at),
  },
  '<i2': {
    bytes: 2,
    holds: whole(-0x8000, 0x7fff),
    write: (view, at, value) => view.setInt16(at, value, true),
    read: (view, at) => view.getInt16(at, true),
  },
  '<f4': {
    bytes: 4,
    holds: (value) => Object.is(Math.fround(value), value),
    write: (view, at, value) => view.setFloat32(at, value, true),
    read: (view, at) => view.getFloat32(at, true),
  },
  '<i4': {
    bytes: 4,
    holds: whole(-0x80000000, 0x7fffffff),
    write: (view, at, value) => view.setInt32(at, value, true),
    read: (view, at) => view.getInt32(at, true),
  },
  '<f8': {
    bytes: 8,
    holds: () => true,
    write: (view, at, value) => view.setFloat64(at, value, true),
    read: (view, at) => view.getFloat64(at, true),
  },
};

const magic = Buffer.from('\u0093NUMPY\u0001\u0000', 'latin1');

/** The `.npy` file of an array of one dimension. */
export function encodeNpy(values: ArrayLike<number>): Buffer {
  const [name, type] = smallest(values);
  const dictionary = `{'descr': '${name}', 'fortran_order': False, 'shape': (${String(values.length)},), }`;
  // Data begin at a multiple of 64 bytes.
  const head = dictionary.padEnd(Math.ceil((magic.length + 2 + dictionary.length + 1) / 64) * 64 - magic.length - 3);
  const bytes = Buffer.alloc(magic.length + 2 + head.length + 1 + values.length * type.bytes);
  magic.copy(bytes);
  bytes.writeUInt16LE(head.length + 1, magic.length);
  bytes.write(`${head}\n`, magic.length + 2, 'latin1');
  const from = magic.length + 3 + head.length;
  const view = new DataView(bytes.buffer, bytes.byteOffset + from);
  for (let i = 0; i < values.length; i++) type.write(view, i * type.bytes, values[i] as number);
  return bytes;
}

/** Null for what `encodeNpy` does not write. */
export function decodeNpy(bytes: Buffer): Float64Array | null {
  if (bytes.length < magic.length + 2 || !bytes.subarray(0, magic.length).equals(magic)) return null;
  const from = magic.length + 2 + bytes.readUInt16LE(magic.length);
  const head = bytes.toString('latin1', magic.length + 2, from);
  const [, name = '', count = ''] =
    /^\{'descr': '([^']+)', 'fortran_order': False, 'shape': \((\d+),\), \} *\n$/.exec(head) ?? [];
  const type = types[name];
  const length = Number(count);
  if (!type || bytes.length !== from + length * type.bytes) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset + from, length * type.bytes);
  const values = new Float64Array(length);
  for (let i = 0; i < length; i++) values[i] = type.read(view, i * type.bytes);
  return values;
}

function smallest(values: ArrayLike<number>): [name: string, type: NumberType] {
  const candidates = Object.entries(types);
  for (let i = 0; i < values.length && candidates.length > 1; i++) {
    const value = values[i] as number;
    for (let c = candidates.length - 1; c >= 0; c--) if (!candidates[c]?.[1].holds(value)) candidates.splice(c, 1);
  }
  return candidates[0] as [string, NumberType];
}
