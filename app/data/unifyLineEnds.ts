import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { throwIfAborted } from '../base/abort.ts';
import type { CsvDialect } from './csvDialect.ts';

const lf = 10;
const cr = 13;

/**
 * Copies a CSV file (UTF-8) with every record ended by a line feed, whatever ended it before. Line ends inside of quotes stay,
 * and so does the number of every line.
 */
export async function unifyLineEnds(
  path: string,
  target: string,
  dialect: Pick<CsvDialect, 'quote' | 'escape' | 'delimiter'>,
  signal?: AbortSignal,
): Promise<void> {
  const quote = dialect.quote === '' ? -1 : dialect.quote.charCodeAt(0);
  const escape = dialect.escape === dialect.quote || dialect.escape === '' ? -1 : dialect.escape.charCodeAt(0);
  const delimiter = Buffer.from(dialect.delimiter).at(-1);
  async function* converted(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let quoted = false;
    let before = lf;
    let escaped = false;
    for await (const bytes of source) {
      throwIfAborted(signal);
      const out = Buffer.alloc(bytes.length + 1);
      let length = 0;
      for (const byte of bytes) {
        if (quoted) {
          if (escaped) escaped = false;
          else if (byte === escape) escaped = true;
          else if (byte === quote) quoted = false;
          out[length++] = byte;
        } else {
          // A quote opens a field, or goes on with one whose doubled quote looked like its end.
          if (byte === quote && (before === delimiter || before === lf || before === cr || before === quote)) quoted = true;
          if (byte === cr) out[length++] = lf;
          else if (byte !== lf || before !== cr) out[length++] = byte;
        }
        before = byte;
      }
      yield out.subarray(0, length);
    }
  }
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), converted, createWriteStream(target));
}
