// Messages between processes as bytes: JSON, and behind it the typed arrays as they lie in memory. Node's own channel serializes each
// array by itself, which costs more than to wake the other process.
//
//   u32  bytes of the whole frame        u32  bytes of the JSON
//   JSON, padded to 8 bytes              each array, padded to 8 bytes
import { AppError } from '../../app/base/errors.ts';

const headBytes = 8;
/** As its length is written. */
const mostBytes = 2 ** 32 - 1;
/** Not by bits, which end at 2 GiB. */
const padded = (bytes: number): number => Math.ceil(bytes / 8) * 8;

const kinds = [
  Uint8Array,
  Int8Array,
  Uint16Array,
  Int16Array,
  Uint32Array,
  Int32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
] as const;
type TypedArray = InstanceType<(typeof kinds)[number]>;

/** Stands in the JSON for an array: its kind and length. They come in the order in which they lie in the frame. */
interface Placeholder {
  $array: [kind: number, length: number];
}

function isPlaceholder(value: object): value is Placeholder {
  return '$array' in value && Array.isArray(value.$array);
}

/** A copy with placeholders for typed arrays, which are added to `arrays`. Lists are taken as they are: they hold none. */
function stripped(value: unknown, arrays: TypedArray[]): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  if (ArrayBuffer.isView(value)) {
    const kind = kinds.findIndex((one) => value instanceof one);
    if (kind === -1) throw new TypeError('Only typed arrays of numbers can be sent.');
    const array = value as TypedArray;
    arrays.push(array);
    return { $array: [kind, array.length] } satisfies Placeholder;
  }
  // By entries, not by assignment: a tensor may be called `__proto__`.
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, stripped(inner, arrays)]));
}

function tooLarge(cause?: unknown): AppError {
  return new AppError('TOO_LARGE', 'The rows or what the model answers to them are too large to be handed over at once.', {
    hint: 'Send several smaller requests.',
    cause,
  });
}

function jsonOf(value: unknown): Buffer {
  try {
    return Buffer.from(JSON.stringify(value));
  } catch (cause) {
    // Longer than a string can be.
    throw cause instanceof RangeError ? tooLarge(cause) : cause;
  }
}

/**
 * Objects of JSON values whose typed arrays keep their kind and every bit of their numbers. A plain list must hold no typed array.
 * @throws TOO_LARGE; TypeError for another view of memory, such as a DataView
 */
export function encodeFrame(message: object): Buffer {
  const arrays: TypedArray[] = [];
  const json = jsonOf(stripped(message, arrays));
  const first = headBytes + padded(json.length);
  const bytes = arrays.reduce((sum, array) => sum + padded(array.byteLength), first);
  if (bytes > mostBytes) throw tooLarge();
  const frame = Buffer.allocUnsafe(bytes);
  frame.writeUInt32LE(frame.length, 0);
  frame.writeUInt32LE(json.length, 4);
  frame.set(json, headBytes);
  let at = first;
  for (const array of arrays) {
    frame.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += padded(array.byteLength);
  }
  return frame;
}

function decoded(frame: Uint8Array): unknown {
  const jsonBytes = new DataView(frame.buffer, frame.byteOffset).getUint32(4, true);
  const text = Buffer.from(frame.buffer, frame.byteOffset + headBytes, jsonBytes).toString('utf8');
  let at = headBytes + padded(jsonBytes);
  const restore = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    if (!isPlaceholder(value)) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, restore(inner)]));
    const [kind, length] = value.$array;
    const TypedArray = kinds[kind] as (typeof kinds)[number];
    const array = new TypedArray(frame.buffer as ArrayBuffer, frame.byteOffset + at, length);
    at += padded(array.byteLength);
    return array;
  };
  return restore(JSON.parse(text));
}

/** Puts frames together from the pieces in which a stream delivers them, however it cuts them. */
export class FrameReader {
  readonly #onMessage: (message: unknown) => void;
  /** Of the frame that is under way: its bytes, once its length is known, and how many have come. */
  #frame: Uint8Array | null = null;
  #filled = 0;
  /** Less than the length of a frame. */
  #start: Uint8Array = new Uint8Array(0);

  constructor(onMessage: (message: unknown) => void) {
    this.#onMessage = onMessage;
  }

  /** Arrays of a message may be views of `piece`: it must not be written to later. */
  push(piece: Uint8Array): void {
    let rest = piece;
    while (rest.length > 0) rest = this.#frame ? this.#fill(this.#frame, rest) : this.#begin(rest);
  }

  #begin(rest: Uint8Array): Uint8Array {
    const bytes = this.#start.length === 0 ? rest : Buffer.concat([this.#start, rest]);
    if (bytes.length < 4) {
      this.#start = bytes;
      return new Uint8Array(0);
    }
    this.#start = new Uint8Array(0);
    const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
    // Arrays can be views of memory only where they begin at a multiple of their element.
    if (bytes.length >= length && bytes.byteOffset % 8 === 0) {
      this.#onMessage(decoded(bytes.subarray(0, length)));
      return bytes.subarray(length);
    }
    this.#frame = new Uint8Array(length);
    this.#filled = 0;
    return bytes;
  }

  #fill(frame: Uint8Array, rest: Uint8Array): Uint8Array {
    const taken = Math.min(rest.length, frame.length - this.#filled);
    frame.set(rest.subarray(0, taken), this.#filled);
    this.#filled += taken;
    if (this.#filled === frame.length) {
      this.#frame = null;
      this.#onMessage(decoded(frame));
    }
    return rest.subarray(taken);
  }
}
