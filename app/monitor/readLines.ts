// Lines of a file that grows, from where the last reading ended. Memory holds one piece and one line.
import { open } from 'node:fs/promises';

export interface FileLine {
  /** 1-based. */
  line: number;
  /** Null = longer than any line a server writes. */
  text: string | null;
  /** Offset behind the line. */
  end: number;
}

const pieceBytes = 1024 * 1024;
const longestLine = 32 * 1024 * 1024;
const newline = 10;

/**
 * @param isWhole whether a last line without an end counts: not where the file is still being written
 * @param onRest told at the end of the bytes of a last line that does not count
 */
export async function* readLines(
  path: string,
  from: { bytes: number; lines: number },
  isWhole: boolean,
  onRest?: (bytes: number) => void,
): AsyncGenerator<FileLine, void, undefined> {
  const file = await open(path, 'r');
  try {
    let { bytes: offset, lines: line } = from;
    let pending: Buffer[] = [];
    let length = 0;
    const take = (end: number): FileLine => {
      const text = length > longestLine ? null : Buffer.concat(pending).toString('utf8');
      pending = [];
      length = 0;
      line += 1;
      return { line, text, end };
    };
    for (;;) {
      const piece = Buffer.allocUnsafe(pieceBytes);
      const { bytesRead } = await file.read(piece, 0, pieceBytes, offset);
      if (bytesRead === 0) break;
      let start = 0;
      for (let at = piece.indexOf(newline); at >= 0 && at < bytesRead; at = piece.indexOf(newline, start)) {
        pending.push(piece.subarray(start, at));
        length += at - start;
        start = at + 1;
        yield take(offset + start);
      }
      length += bytesRead - start;
      // A line without an end must not fill the memory.
      if (length <= longestLine) pending.push(piece.subarray(start, bytesRead));
      else pending = [];
      offset += bytesRead;
    }
    if (length === 0) return;
    if (isWhole) yield take(offset);
    else onRest?.(length);
  } finally {
    await file.close();
  }
}
