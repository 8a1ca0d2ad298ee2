import { AppError } from '../base/errors.ts';

/**
 * Unpacks LZ4 frames, the default compression of Feather files (pandas). Checksums are not verified.
 * Format: https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md and lz4_Block_format.md
 * @throws AppError FILE_UNREADABLE for damaged input.
 */
export function unpackLz4Frame(input: Uint8Array): Uint8Array {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  const parts: Uint8Array[] = [];
  let output = new Uint8Array(0);
  let at = 0;
  try {
    while (at + 4 <= input.length) {
      const magic = view.getUint32(at, true);
      at += 4;
      if ((magic & 0xfffffff0) >>> 0 === 0x184d2a50) {
        at += 4 + view.getUint32(at, true);
        continue;
      }
      if (magic !== 0x184d2204) throw damaged();
      const flags = view.getUint8(at);
      at += 2 + (flags & 0x08 ? 8 : 0) + (flags & 0x01 ? 4 : 0) + 1;
      // Blocks may refer to the ones before, so all of a frame goes into one growing buffer.
      output = new Uint8Array(Math.max(1 << 16, input.length * 4));
      let length = 0;
      for (;;) {
        const word = view.getUint32(at, true);
        at += 4;
        if (word === 0) break;
        const size = word & 0x7fffffff;
        if (at + size > input.length) throw damaged();
        const block = input.subarray(at, at + size);
        at += size + (flags & 0x10 ? 4 : 0);
        // No LZ4 block unpacks to more than 255 times its size.
        const room = word & 0x80000000 ? size : size * 255 + 64;
        if (output.length - length < room) {
          const grown = new Uint8Array(Math.max(output.length * 2, length + Math.min(room, 8 << 20)));
          grown.set(output.subarray(0, length));
          output = grown;
        }
        if (word & 0x80000000) {
          output.set(block, length);
          length += size;
        } else length = unpackBlock(block, output, length);
      }
      if (flags & 0x04) at += 4;
      parts.push(output.subarray(0, length));
    }
  } catch (error) {
    if (error instanceof RangeError) throw damaged();
    throw error;
  }
  return parts.length === 1 ? (parts[0] as Uint8Array) : new Uint8Array(Buffer.concat(parts));
}

function unpackBlock(block: Uint8Array, output: Uint8Array, start: number): number {
  let at = 0;
  let out = start;
  while (at < block.length) {
    const token = block[at++] as number;
    let literals = token >> 4;
    if (literals === 15) {
      let more: number;
      do {
        more = block[at++] as number;
        literals += more;
      } while (more === 255);
    }
    if (out + literals > output.length || at + literals > block.length) throw damaged();
    output.set(block.subarray(at, at + literals), out);
    at += literals;
    out += literals;
    if (at >= block.length) break;
    const offset = (block[at] as number) | ((block[at + 1] as number) << 8);
    at += 2;
    if (offset === 0 || offset > out) throw damaged();
    let length = (token & 15) + 4;
    if ((token & 15) === 15) {
      let more: number;
      do {
        more = block[at++] as number;
        length += more;
      } while (more === 255);
    }
    if (out + length > output.length) throw damaged();
    // Source and target may overlap: that is how LZ4 writes runs.
    if (offset >= length) output.copyWithin(out, out - offset, out - offset + length);
    else for (let index = 0; index < length; index++) output[out + index] = output[out - offset + index] as number;
    out += length;
  }
  return out;
}

function damaged(): AppError {
  return new AppError('FILE_UNREADABLE', 'The LZ4-compressed content is damaged.', {
    hint: 'Get the file again, or write it anew.',
  });
}
