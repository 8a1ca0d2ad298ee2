import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';

/** `latin-1` stands for Windows-1252, its superset that real files are written in. */
export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'latin-1';

/**
 * By byte order mark, by the pattern of zero bytes, by validity as UTF-8. Null for binary content.
 * @param head The beginning of the file; what comes later may still turn UTF-8 into Latin-1.
 */
export function detectEncoding(head: Uint8Array): TextEncoding | null {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  let zeros = 0;
  let evenZeros = 0;
  let controls = 0;
  for (let index = 0; index < head.length; index++) {
    const byte = head[index] as number;
    if (byte === 0) {
      zeros++;
      if (index % 2 === 0) evenZeros++;
    } else if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12 && byte !== 1 && byte !== 31 && byte !== 27)
      controls++;
  }
  const half = head.length / 2;
  if (zeros > half * 0.4) {
    // Western text in UTF-16 has a zero in nearly every other byte.
    if (evenZeros < zeros * 0.05) return 'utf-16le';
    if (evenZeros > zeros * 0.95) return 'utf-16be';
  }
  if ((controls + zeros) / Math.max(1, head.length) > 0.02 && controls + zeros > 1) return null;
  return isUtf8(completePrefix(head)) ? 'utf-8' : 'latin-1';
}

/** Without a UTF-8 character cut in two at the end. */
export function completePrefix(bytes: Uint8Array): Uint8Array {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] as number;
    if (byte < 0x80) break;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? bytes.subarray(0, bytes.length - back) : bytes;
    }
  }
  return bytes;
}

export function decoderFor(encoding: TextEncoding): TextDecoder {
  return new TextDecoder(encoding === 'latin-1' ? 'windows-1252' : encoding);
}

export function decodeHead(head: Uint8Array, encoding: TextEncoding): string {
  return decoderFor(encoding).decode(encoding === 'utf-8' ? completePrefix(head) : head);
}
