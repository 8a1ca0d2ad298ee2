// Arrays of numbers in NumPy's own form, each in the smallest type that holds all of it exactly.
// Source: numpy.org/doc/stable/reference/generated/numpy.lib.format.html, version 1.0; little-endian, as the machines are that Node runs on.

type NumberArray = Uint8Array | Int16Array | Float32Array | Int32Array | Float64Array;

interface NumberType {
  bytes: number;
  of: (values: ArrayLike<number>) => NumberArray;
  /** `length` numbers in memory of its own. */
  at: (memory: ArrayBuffer, length: number) => NumberArray;
}

/** The smallest first. */
const types: Record<string, NumberType> = {
  '|u1': { bytes: 1, of: (values) => Uint8Array.from(values), at: (memory, length) => new Uint8Array(memory, 0, length) },
  '<i2': { bytes: 2, of: (values) => Int16Array.from(values), at: (memory, length) => new Int16Array(memory, 0, length) },
  '<f4': { bytes: 4, of: (values) => new Float32Array(values), at: (memory, length) => new Float32Array(memory, 0, length) },
  '<i4': { bytes: 4, of: (values) => Int32Array.from(values), at: (memory, length) => new Int32Array(memory, 0, length) },
  '<f8': { bytes: 8, of: (values) => new Float64Array(values), at: (memory, length) => new Float64Array(memory, 0, length) },
};

const magic = Buffer.from('\u0093NUMPY\u0001\u0000', 'latin1');

/** The `.npy` file of an array of one dimension. */
export function encodeNpy(values: ArrayLike<number>): Buffer {
  const name = smallestType(values);
  const dictionary = `{'descr': '${name}', 'fortran_order': False, 'shape': (${String(values.length)},), }`;
  // Data begin at a multiple of 64 bytes.
  const head = dictionary.padEnd(Math.ceil((magic.length + 2 + dictionary.length + 1) / 64) * 64 - magic.length - 3);
  const size = Buffer.alloc(2);
  size.writeUInt16LE(head.length + 1);
  const data = (types[name] as NumberType).of(values);
  return Buffer.concat([
    magic,
    size,
    Buffer.from(`${head}\n`, 'latin1'),
    new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  ]);
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
  // A copy: numbers of more than a byte must lie at a multiple of their size.
  const memory = new ArrayBuffer(length * type.bytes);
  new Uint8Array(memory).set(bytes.subarray(from));
  const values = type.at(memory, length);
  return values instanceof Float64Array ? values : new Float64Array(values);
}

function smallestType(values: ArrayLike<number>): string {
  let [isWhole, isSingle, low, high] = [true, true, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    // No whole number is the zero below zero.
    if (isWhole && (!Number.isInteger(value) || Object.is(value, -0))) isWhole = false;
    if (isSingle && Math.fround(value) !== value && !Number.isNaN(value)) isSingle = false;
    if (!isWhole && !isSingle) return '<f8';
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (isWhole && low >= 0 && high <= 0xff) return '|u1';
  if (isWhole && low >= -0x8000 && high <= 0x7fff) return '<i2';
  if (isSingle) return '<f4';
  return isWhole && low >= -0x80000000 && high <= 0x7fffffff ? '<i4' : '<f8';
}
