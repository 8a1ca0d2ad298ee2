// The reading half of the protobuf wire format. Contents of length-delimited fields are given as
// byte ranges and never loaded here, so that tensors can be stepped over.
import type { FileBytes } from './fileBytes.ts';

/** One field of a message. `start`..`end` is its content, `fieldStart` where its tag begins. */
export interface Field {
  number: number;
  wire: number;
  fieldStart: number;
  start: number;
  end: number;
  /** The number of a varint field (wire type 0) as unsigned 64 bits; 0n for the others. */
  value: bigint;
}

export interface ByteRange {
  start: number;
  end: number;
}

const longestText = 1 << 24;

function readVarint(bytes: FileBytes, at: number, limit: number): { value: bigint; next: number } {
  let low = 0;
  let high = 0n;
  for (let index = 0; index < 10; index++) {
    if (at + index >= limit) throw bytes.damaged(`is cut off or inconsistent at byte ${at + index}`);
    const byte = bytes.byte(at + index);
    if (index < 4) low |= (byte & 127) << (7 * index);
    else high |= BigInt(byte & 127) << BigInt(7 * index);
    if (byte < 128) {
      const value = high === 0n ? BigInt(low) : BigInt.asUintN(64, high | BigInt(low));
      return { value, next: at + index + 1 };
    }
  }
  throw bytes.damaged(`holds an impossible number at byte ${at}`);
}

/**
 * The fields of the message in `range`, in file order. Throws MODEL_INVALID when the bytes are not
 * a well-formed message or a field reaches beyond the message.
 */
export function* readFields(bytes: FileBytes, range: ByteRange): Generator<Field, void, undefined> {
  let at = range.start;
  while (at < range.end) {
    const fieldStart = at;
    const tag = readVarint(bytes, at, range.end);
    const number = Number(tag.value >> 3n);
    const wire = Number(tag.value & 7n);
    if (number === 0 || number > 0x1fffffff) throw bytes.damaged(`holds no valid field at byte ${fieldStart}`);
    let start = tag.next;
    let end: number;
    let value = 0n;
    if (wire === 0) {
      const number64 = readVarint(bytes, start, range.end);
      value = number64.value;
      end = number64.next;
    } else if (wire === 1) {
      end = start + 8;
    } else if (wire === 5) {
      end = start + 4;
    } else if (wire === 2) {
      const length = readVarint(bytes, start, range.end);
      start = length.next;
      if (length.value > BigInt(Number.MAX_SAFE_INTEGER))
        throw bytes.damaged(`states an impossible length at byte ${fieldStart}`);
      end = start + Number(length.value);
    } else {
      throw bytes.damaged(`holds no valid field at byte ${fieldStart}`);
    }
    if (end > range.end) {
      const missing = end - range.end;
      throw bytes.damaged(
        range.end === bytes.size
          ? `is cut off: a field that begins at byte ${fieldStart} needs ${missing} bytes more than the file has`
          : `is inconsistent: a field that begins at byte ${fieldStart} reaches beyond its message`,
      );
    }
    yield { number, wire, fieldStart, start, end, value };
    at = end;
  }
}

/** A varint as signed 64-bit integer. */
export function signed(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

/** The text of a length-delimited field; invalid UTF-8 becomes replacement characters. */
export function readText(bytes: FileBytes, field: Field): string {
  const length = field.end - field.start;
  if (field.wire !== 2) throw bytes.damaged(`holds something else than text at byte ${field.fieldStart}`);
  if (length > longestText) throw bytes.damaged(`holds a text of ${length} bytes at byte ${field.fieldStart}`);
  return length === 0 ? '' : new TextDecoder().decode(bytes.read(field.start, length));
}

/** The integers of a repeated int field, whichever way it is written (packed or one by one). */
export function readIntegers(bytes: FileBytes, field: Field): bigint[] {
  if (field.wire === 0) return [signed(field.value)];
  if (field.wire !== 2) throw bytes.damaged(`holds something else than integers at byte ${field.fieldStart}`);
  if (field.end - field.start > longestText) throw bytes.damaged(`holds too long a list of integers at byte ${field.fieldStart}`);
  const values: bigint[] = [];
  let at = field.start;
  while (at < field.end) {
    const { value, next } = readVarint(bytes, at, field.end);
    values.push(signed(value));
    at = next;
  }
  return values;
}

/** The content of a message field as a range; throws when the field is no message. */
export function messageRange(bytes: FileBytes, field: Field): ByteRange {
  if (field.wire !== 2) throw bytes.damaged(`holds something else than a message at byte ${field.fieldStart}`);
  return { start: field.start, end: field.end };
}
