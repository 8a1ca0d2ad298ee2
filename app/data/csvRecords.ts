import { createReadStream } from 'node:fs';
import { throwIfAborted } from '../base/abort.ts';
import type { CsvDialect } from './csvDialect.ts';

export interface FoundRecord {
  /** 1-based line on which the record starts. */
  line: number;
  text: string;
}

/**
 * Finds records of a CSV file by their number among the good rows (0-based, ascending), so that a row found
 * unusable later still has its line. Quoted line ends, blank lines and records rejected before are accounted for.
 * @param rejected Byte positions at which rejected records start.
 */
export async function findRecords(
  path: string,
  dialect: CsvDialect,
  rows: readonly number[],
  rejected: ReadonlySet<number>,
  signal?: AbortSignal,
): Promise<FoundRecord[]> {
  const found: FoundRecord[] = [];
  const quote = dialect.quote.charCodeAt(0);
  const escape = dialect.escape.charCodeAt(0);
  const delimiter = dialect.delimiter.charCodeAt(0);
  const blankCounts = dialect.names.length === 1;
  let skip = dialect.skipLines + (dialect.header ? 1 : 0);
  let row = 0;
  let line = 1;
  let startLine = 1;
  let start = 0;
  let offset = 0;
  let quoted = false;
  let fieldStart = true;
  let escaped = false;
  let blank = true;
  let collected: Buffer[] = [];
  const next = (): number | undefined => rows[found.length];
  for await (const part of createReadStream(path, { highWaterMark: 1 << 20 })) {
    throwIfAborted(signal);
    const bytes = part as Buffer;
    let recordFrom = 0;
    for (let index = 0; index < bytes.length; index++) {
      const byte = bytes[index] as number;
      if (byte === 10) line++;
      if (escaped) {
        escaped = false;
        continue;
      }
      if (quoted) {
        if (byte === escape && escape !== quote) escaped = true;
        else if (byte === quote) quoted = false;
        continue;
      }
      if (byte === 10) {
        if (skip > 0) skip--;
        else if (!(blank && !blankCounts) && !rejected.has(start)) {
          if (row === next()) {
            collected.push(bytes.subarray(recordFrom, index));
            found.push({ line: startLine, text: Buffer.concat(collected).toString('utf8').replace(/\r$/, '') });
            if (found.length === rows.length) return found;
          }
          row++;
        }
        collected = [];
        recordFrom = index + 1;
        start = offset + index + 1;
        startLine = line;
        fieldStart = true;
        blank = true;
        continue;
      }
      if (byte === quote && (fieldStart || bytes[index - 1] === quote)) quoted = true;
      fieldStart = byte === delimiter;
      if (byte !== 13) blank = false;
    }
    if (row === next()) collected.push(Buffer.from(bytes.subarray(recordFrom)));
    offset += bytes.length;
  }
  if (row === next()) found.push({ line: startLine, text: Buffer.concat(collected).toString('utf8').replace(/\r$/, '') });
  return found;
}
