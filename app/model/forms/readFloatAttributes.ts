import type { FileBytes } from '../fileBytes.ts';
import { messageRange, readFields, type ByteRange } from '../protobufReader.ts';
import { attributeName } from '../readAttributes.ts';

/** The attributes of a node that are one single-precision number each, by name. */
export function readFloatAttributes(bytes: FileBytes, node: ByteRange): Partial<Record<string, number>> {
  const found: Partial<Record<string, number>> = {};
  for (const field of readFields(bytes, node)) {
    if (field.number !== 5) continue;
    const range = messageRange(bytes, field);
    for (const child of readFields(bytes, range)) {
      if (child.number !== 2 || child.wire !== 5) continue;
      const raw = bytes.read(child.start, 4);
      found[attributeName(bytes, range)] = new DataView(raw.buffer, raw.byteOffset).getFloat32(0, true);
    }
  }
  return found;
}
