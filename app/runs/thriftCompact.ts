/**
 * Just enough of Thrift's compact protocol to write Parquet metadata.
 * Source: github.com/apache/thrift, doc/specs/thrift-compact-protocol.md.
 * Example: `struct([[1, i32(5)]])` is the bytes 15 0a 00.
 */
export interface ThriftValue {
  type: number;
  bytes: number[];
}

export type ThriftField = [id: number, value: ThriftValue | null];

export function varint(value: number | bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt(value);
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return bytes;
}

function zigzag(value: number | bigint): number[] {
  const whole = BigInt(value);
  return varint(whole >= 0n ? whole << 1n : (-whole << 1n) - 1n);
}

export const bool = (value: boolean): ThriftValue => ({ type: value ? 1 : 2, bytes: [] });
export const i32 = (value: number): ThriftValue => ({ type: 5, bytes: zigzag(value) });
export const i64 = (value: number): ThriftValue => ({ type: 6, bytes: zigzag(value) });

export function text(value: string): ThriftValue {
  const utf8 = Buffer.from(value, 'utf8');
  return { type: 8, bytes: [...varint(utf8.length), ...utf8] };
}

/** Elements must be of one type, and there must be one at least. */
export function list(values: ThriftValue[]): ThriftValue {
  const type = values[0]?.type ?? 0;
  const head = values.length < 15 ? [(values.length << 4) | type] : [0xf0 | type, ...varint(values.length)];
  return { type: 9, bytes: head.concat(...values.map((value) => value.bytes)) };
}

/** Fields in ascending order of their ids; null = left out. */
export function struct(fields: ThriftField[]): ThriftValue {
  const bytes: number[] = [];
  let last = 0;
  for (const [id, value] of fields) {
    if (value === null) continue;
    const delta = id - last;
    if (delta > 0 && delta <= 15) bytes.push((delta << 4) | value.type);
    else bytes.push(value.type, ...zigzag(id));
    for (const byte of value.bytes) bytes.push(byte);
    last = id;
  }
  bytes.push(0);
  return { type: 12, bytes };
}
