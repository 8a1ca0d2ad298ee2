// Random access to a file of any size through one small window, so that reading the structure
// of a model of many gigabytes costs no more memory than that of a small one.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { AppError } from '../base/errors.ts';

const windowBytes = 1 << 18;

/** A file open for reading. Reads are synchronous: callers yield between stretches of work. */
export class FileBytes {
  readonly path: string;
  readonly size: number;
  readonly #file: number;
  #window: Uint8Array = new Uint8Array(0);
  #windowStart = 0;

  /** Throws the system's error (ENOENT, EACCES, ...) when the file cannot be opened. */
  constructor(path: string) {
    this.path = path;
    this.#file = openSync(path, 'r');
    this.size = fstatSync(this.#file).size;
  }

  close(): void {
    closeSync(this.#file);
  }

  byte(at: number): number {
    const offset = at - this.#windowStart;
    if (offset >= 0 && offset < this.#window.length) return this.#window[offset] as number;
    this.#window = this.#load(at, Math.min(windowBytes, this.size - at));
    this.#windowStart = at;
    return this.#window[0] as number;
  }

  /** A copy of `length` bytes; `length` is the caller's to bound. */
  read(at: number, length: number): Uint8Array {
    if (length === 0) return new Uint8Array(0);
    const offset = at - this.#windowStart;
    if (offset >= 0 && offset + length <= this.#window.length) return this.#window.slice(offset, offset + length);
    if (length >= windowBytes) return this.#load(at, length);
    this.#window = this.#load(at, Math.min(windowBytes, this.size - at));
    this.#windowStart = at;
    if (length > this.#window.length) throw this.damaged(`ends at byte ${this.size}, in the middle of a field`);
    return this.#window.slice(0, length);
  }

  #load(at: number, length: number): Uint8Array {
    if (at < 0 || length <= 0 || at + length > this.size) {
      throw this.damaged(`ends at byte ${this.size}, in the middle of a field`);
    }
    const bytes = new Uint8Array(length);
    let done = 0;
    while (done < length) {
      const count = readSync(this.#file, bytes, done, length - done, at + done);
      if (count === 0) throw this.damaged('became shorter while it was read');
      done += count;
    }
    return bytes;
  }

  /** The error for anything inconsistent in this file; `what` continues "model.onnx …". */
  damaged(what: string): AppError {
    return new AppError('MODEL_INVALID', `${basename(this.path)} ${what}.`, {
      hint: 'The file is truncated or damaged. Export or copy it again and compare the sizes.',
      where: { file: this.path },
    });
  }
}
