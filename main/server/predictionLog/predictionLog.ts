// What was asked and answered, row by row, in files that `drydock monitor` reads. No request ever waits for it: rows are taken
// into a bounded queue, formatted and written between requests, and dropped with a count where disk or queue do not keep up.
import { access, constants, mkdir, type open as openFile } from 'node:fs/promises';
import type { Log } from '../log.ts';
import type { LogSettings } from './logSettings.ts';
import { closeOrphans, removeOldest } from './retention.ts';
import { RotatingFile } from './rotatingFile.ts';

export type LogKind = 'predictions' | 'feedback';

/** Rows of one request. Lines are made when it is their turn, a few at a time. */
export interface LogEntry {
  kind: LogKind;
  rowCount: number;
  /** What the entry holds in memory, about. */
  bytes: number;
  /** The line of a row as plain data; null = not logged. */
  line: (row: number) => object | null;
}

export interface PredictionLogOptions {
  settings: LogSettings;
  log: Log;
  now?: () => Date;
  open?: typeof openFile;
  /** Entries that do not fit any more are dropped. */
  queueBytes?: number;
}

/** For /metrics. */
export interface LogCounts {
  logged: Record<LogKind, number>;
  dropped: { queue: number; disk: number };
  removedFiles: number;
}

const rowsAtOnce = 256;
const tickMs = 15_000;

/** Of the operator alone, like the files in it. The folder above it must be there: it is a volume, or was made on purpose. */
async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { mode: 0o700 }).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  });
}

function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export class PredictionLog {
  readonly #settings: LogSettings;
  readonly #log: Log;
  readonly #now: () => Date;
  readonly #queueBytes: number;
  readonly #files: Record<LogKind, RotatingFile>;
  readonly #queue: LogEntry[] = [];
  readonly #timer: NodeJS.Timeout;
  readonly counts: LogCounts = { logged: { predictions: 0, feedback: 0 }, dropped: { queue: 0, disk: 0 }, removedFiles: 0 };
  #queued = 0;
  #working: Promise<void> | null = null;
  /** Said once, until a write goes well again. */
  #failing = false;
  #areOrphansOpen = true;
  #isTidyDue = true;
  #isClosed = false;

  constructor({ settings, log, now = () => new Date(), open, queueBytes = 64 * 1024 * 1024 }: PredictionLogOptions) {
    const { folder, fileBytes } = settings;
    this.#settings = settings;
    this.#log = log;
    this.#now = now;
    this.#queueBytes = queueBytes;
    const onClosed = (): void => {
      this.#isTidyDue = true;
    };
    const file = (prefix: LogKind): RotatingFile =>
      new RotatingFile({ folder, prefix, fileBytes, now, onClosed, ...(open && { open }) });
    this.#files = { predictions: file('predictions'), feedback: file('feedback') };
    this.#timer = setInterval(() => {
      this.#isTidyDue = true;
      void this.#work();
    }, tickMs);
    this.#timer.unref();
    // A folder that cannot be written is said when the server starts, not at its first request.
    void this.#work();
  }

  /** Takes the rows over, or drops them. True when they were taken. */
  add(entry: LogEntry): boolean {
    const isFull = this.#queue.length > 0 && this.#queued + entry.bytes > this.#queueBytes;
    if (isFull || this.#isClosed) {
      this.counts.dropped.queue += entry.rowCount;
      return false;
    }
    this.#queue.push(entry);
    this.#queued += entry.bytes;
    void this.#work();
    return true;
  }

  /** Writes what is queued and closes the files; nothing is taken any more. Gives up after `limitMs`. */
  async close(limitMs: number): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    const end = async (): Promise<void> => {
      await this.#working;
      await this.#work();
      for (const file of Object.values(this.#files)) await file.close().catch((error: unknown) => this.#failed(error, 0));
    };
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        this.#log('error', 'prediction log not flushed in time', { rows: this.#queue.length });
        resolve();
      }, limitMs);
    });
    await Promise.race([end(), limit]);
    clearTimeout(timer);
  }

  #work(): Promise<void> {
    this.#working ??= this.#drain().finally(() => {
      this.#working = null;
    });
    return this.#working;
  }

  async #drain(): Promise<void> {
    // Requests that came with this one are answered first.
    await pause();
    await this.#tidy();
    for (let entry = this.#queue.shift(); entry; entry = this.#queue.shift()) {
      await this.#write(entry);
      this.#queued -= entry.bytes;
      await this.#tidy();
    }
  }

  async #write({ kind, rowCount, line }: LogEntry): Promise<void> {
    for (let from = 0; from < rowCount; from += rowsAtOnce) {
      const lines: string[] = [];
      for (let row = from; row < Math.min(rowCount, from + rowsAtOnce); row++) {
        const content = line(row);
        if (content) lines.push(`${JSON.stringify(content)}\n`);
      }
      if (lines.length > 0) await this.#append(kind, lines);
      await pause();
    }
  }

  async #append(kind: LogKind, lines: string[]): Promise<void> {
    try {
      await makeFolder(this.#settings.folder);
      await this.#files[kind].append(Buffer.from(lines.join('')));
    } catch (error) {
      this.#failed(error, lines.length);
      return;
    }
    this.counts.logged[kind] += lines.length;
    if (this.#failing) this.#log('info', 'prediction log is written again', { dropped: this.counts.dropped.disk });
    this.#failing = false;
  }

  #failed(error: unknown, lines: number): void {
    this.counts.dropped.disk += lines;
    if (this.#failing) return;
    this.#failing = true;
    this.#log('error', 'prediction log cannot be written', {
      folder: this.#settings.folder,
      detail: error instanceof Error ? error.message : String(error),
    });
  }

  /** Old files: at the start, now and then, and when a file was closed. */
  async #tidy(): Promise<void> {
    if (!this.#isTidyDue) return;
    this.#isTidyDue = false;
    const { folder, keepBytes } = this.#settings;
    try {
      await makeFolder(folder);
      await access(folder, constants.W_OK);
      if (this.#areOrphansOpen) await closeOrphans(folder, this.#now());
      this.#areOrphansOpen = false;
      for (const file of Object.values(this.#files)) await file.closeIfOld();
      this.counts.removedFiles += await removeOldest(folder, keepBytes);
    } catch (error) {
      this.#failed(error, 0);
    }
  }
}
