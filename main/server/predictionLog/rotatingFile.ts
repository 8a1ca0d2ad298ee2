// One log file after the other: appended as `….jsonl.part`, renamed when closed, so that whoever takes `*.jsonl` sees whole files.
import { access, open as openFile, rename, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

export interface RotatingFileOptions {
  folder: string;
  /** `predictions` or `feedback`. */
  prefix: string;
  fileBytes: number;
  now: () => Date;
  onClosed: () => void;
  open?: typeof openFile;
}

interface OpenPart {
  handle: FileHandle;
  /** Without `.part`. */
  path: string;
  bytes: number;
  hour: number;
}

const hourMs = 3_600_000;

function hourOf(time: Date): number {
  return Math.floor(time.getTime() / hourMs);
}

/** `20260131T120000Z`. */
function stamp(time: Date): string {
  return `${time.toISOString().slice(0, 19).replaceAll('-', '').replaceAll(':', '')}Z`;
}

async function isRemoved(handle: FileHandle): Promise<boolean> {
  return (await handle.stat()).nlink === 0;
}

export class RotatingFile {
  readonly #options: RotatingFileOptions;
  #part: OpenPart | null = null;

  constructor(options: RotatingFileOptions) {
    this.#options = options;
  }

  /**
   * Whole lines. When it throws (a full disk), nothing of them is in the file: what was written of them is written over next time.
   * One caller at a time.
   */
  async append(lines: Buffer): Promise<void> {
    if (this.#part && this.#part.bytes + lines.length > this.#options.fileBytes && this.#part.bytes > 0) await this.close();
    await this.closeIfOld();
    // Somebody removed it, or its folder: what is written to it from now on would be gone with it, and counted as logged.
    if (this.#part && (await isRemoved(this.#part.handle))) await this.close();
    const part = (this.#part ??= await this.#create());
    let written = 0;
    try {
      while (written < lines.length) {
        const step = await part.handle.write(lines, written, lines.length - written, part.bytes + written);
        written += step.bytesWritten;
      }
    } catch (error) {
      await part.handle.truncate(part.bytes).catch(() => undefined);
      throw error;
    }
    part.bytes += lines.length;
  }

  /** At the full hour, rows or not: a reader need not wait for the next row. */
  async closeIfOld(): Promise<void> {
    if (this.#part && this.#part.hour !== hourOf(this.#options.now())) await this.close();
  }

  async close(): Promise<void> {
    const part = this.#part;
    if (!part) return;
    this.#part = null;
    let removed = false;
    try {
      removed = await isRemoved(part.handle);
      await part.handle.sync();
    } finally {
      await part.handle.close();
      if (part.bytes === 0 || removed) await rm(`${part.path}.part`, { force: true });
      else await rename(`${part.path}.part`, part.path);
      this.#options.onClosed();
    }
  }

  /** A name that no other server with the same folder has, nor had. */
  async #create(): Promise<OpenPart> {
    const { folder, prefix, now, open = openFile } = this.#options;
    const time = now();
    for (let number = 1; ; number++) {
      const path = join(folder, `${prefix}-${stamp(time)}-${number}.jsonl`);
      let handle: FileHandle;
      try {
        // Rows of people: for the operator's eyes alone.
        handle = await open(`${path}.part`, 'wx', 0o600);
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'EEXIST') continue;
        throw error;
      }
      // Only now: another server may have closed its file of that name between a look and the opening.
      const isTaken = await access(path).then(
        () => true,
        () => false,
      );
      if (!isTaken) return { handle, path, bytes: 0, hour: hourOf(time) };
      await handle.close();
      await rm(`${path}.part`, { force: true });
    }
  }
}
