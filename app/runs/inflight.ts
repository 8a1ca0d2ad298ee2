// Which rows are inside the native runtime right now: 16 bytes at a fixed place of an open file, written before every batch.
// When the process dies, the next one reads which rows did it. A plain pwrite: microseconds, and it survives the process.
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { RowRange } from './validateRequest.ts';

export class InflightMark {
  readonly #file: number;
  readonly #record = new Float64Array(2);

  constructor(path: string) {
    this.#file = openSync(path, 'w');
    this.clear();
  }

  set(range: RowRange): void {
    this.#record[0] = range.from;
    this.#record[1] = range.to;
    writeSync(this.#file, this.#record, 0, 16, 0);
  }

  /** Nothing is in flight. */
  clear(): void {
    this.set({ from: 0, to: 0 });
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** The rows that were in flight when the process died; null when none were. */
export function readInflight(path: string): RowRange | null {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    return null;
  }
  if (bytes.length < 16) return null;
  const from = bytes.readDoubleLE(0);
  const to = bytes.readDoubleLE(8);
  return to > from ? { from, to } : null;
}
