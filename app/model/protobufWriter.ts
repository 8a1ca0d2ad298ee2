// The writing half of the protobuf wire format: just enough to compose ONNX messages.

/** Base-128 varint; negative numbers are written as 64-bit two's complement, as protobuf does. */
export function varint(value: number | bigint): Uint8Array {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

export function concatBytes(parts: Iterable<Uint8Array>): Uint8Array {
  const list = [...parts];
  const all = new Uint8Array(list.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of list) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** A varint field (wire type 0). */
export function varintField(field: number, value: number | bigint): Uint8Array {
  return concatBytes([varint(field << 3), varint(value)]);
}

/** The tag and length that precede `length` bytes of a length-delimited field (wire type 2). */
export function lengthHeader(field: number, length: number): Uint8Array {
  return concatBytes([varint((field << 3) | 2), varint(length)]);
}

/** A length-delimited field: a string, bytes, a message or packed numbers. */
export function bytesField(field: number, content: Uint8Array | string): Uint8Array {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return concatBytes([lengthHeader(field, bytes.length), bytes]);
}

/** A message field composed of already encoded fields. */
export function messageField(field: number, ...parts: Uint8Array[]): Uint8Array {
  return bytesField(field, concatBytes(parts));
}

/** A 32-bit float field (wire type 5). */
export function floatField(field: number, value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return concatBytes([varint((field << 3) | 5), bytes]);
}
