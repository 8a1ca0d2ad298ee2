// The one door to DuckDB. Nothing is ever downloaded: only the statically linked extensions exist.
import { totalmem } from 'node:os';
import {
  DuckDBDataChunk,
  DuckDBInstance,
  version as duckdbVersionOf,
  type DuckDBAppender,
  type DuckDBConnection,
  type DuckDBType,
  type DuckDBVector,
} from '@duckdb/node-api';
import { AppError, cancelled } from '../base/errors.ts';

/** Values of one row as plain JavaScript: BIGINT is a bigint, TIMESTAMP a Date, NULL null. */
export type SqlRow = Record<string, unknown>;

/** At most 2,048 consecutive rows of a streamed result. */
export interface Chunk {
  rowCount: number;
  vector(column: number): DuckDBVector;
  /** The values as the typed array DuckDB holds (numbers, codes of an ENUM). Valid until the next chunk. */
  items(column: number): ArrayLike<number> | ArrayLike<bigint>;
  /** One bit a row, least significant first, 1 = present; null when nothing is missing. */
  validity(column: number): Uint8Array | null;
}

export interface SqlOptions {
  signal?: AbortSignal | undefined;
  /** Told about ten times a second while the statement runs: a fraction 0..1, or null while unknown. */
  onFraction?: ((fraction: number | null) => void) | undefined;
}

type AnyTypedArray =
  | Float64Array
  | Float32Array
  | BigInt64Array
  | BigUint64Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array;

/** Values one by one (null = missing), or a typed array of the column's own width with one byte a row, 0 = missing. */
export type AppendColumn = ArrayLike<unknown> | { values: AnyTypedArray; valid: Uint8Array | null };

/**
 * Writes rows column-wise. Typed arrays of the type DuckDB holds go in whole: Float64Array for DOUBLE, Int32Array for
 * INTEGER, BigInt64Array for BIGINT and (in microseconds) TIMESTAMP.
 */
export interface Appender {
  /** One entry per column, all of the same length. */
  append(columns: readonly AppendColumn[], rowCount: number): void;
  flush(): void;
  close(): void;
}

export interface Connection {
  run(sql: string, options?: SqlOptions): Promise<void>;
  rows<T extends object = SqlRow>(sql: string, options?: SqlOptions): Promise<T[]>;
  /** The first row. */
  row<T extends object = SqlRow>(sql: string, options?: SqlOptions): Promise<T>;
  /** Rows in order, memory flat. */
  stream(sql: string, options?: SqlOptions): AsyncGenerator<Chunk>;
  appender(table: string): Promise<Appender>;
  /** Called before so many columns of a file are written to another. A limit of memory that somebody chose stays; ours grows with them, up to half of the memory there is. */
  makeRoom(columns: number): Promise<void>;
  interrupt(): void;
  close(): void;
}

export interface Database {
  connect(): Promise<Connection>;
  close(): void;
}

export interface DatabaseOptions {
  /** A database file; in memory when left out. */
  path?: string | undefined;
  threads?: number | undefined;
  /** e.g. `2GB`. Beyond it DuckDB spills to `tempDirectory`. */
  memoryLimit?: string | undefined;
  tempDirectory?: string | undefined;
}

export const duckdbVersion = (): string => duckdbVersionOf();

const defaultLimit = 1e9;
/**
 * What DuckDB counts for each column of a statement that reads a file and writes another, however few the rows and however little of
 * it is touched: 3,000 columns of 400 rows passed with 1.5 GB, not with 1 GB, in a process of 0.4 GB.
 */
const bytesAColumn = 2 * 256 * 1024;

/** An identifier as SQL. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text literal as SQL. */
export function quoteText(text: string): string {
  // DuckDB's parser ends at a NUL; chr(0) keeps it.
  if (text.includes('\0')) return `(${text.split('\0').map(quoteText).join(' || chr(0) || ')})`;
  return `'${text.replaceAll("'", "''")}'`;
}

/** DuckDB begins its messages with the kind of error: "Invalid Input Error: …" */
export function isDuckdbError(error: unknown): error is Error {
  return (
    error instanceof Error &&
    /^(Invalid Input|IO|Conversion|Invalid|Serialization|Parser|Binder|TProtocolException|Out of Range) ?(Error|Exception)?/i.test(
      error.message,
    )
  );
}

/** Turns DuckDB's exceptions into errors for a person. Unknown ones keep DuckDB's first line. */
function toAppError(error: unknown, signal: AbortSignal | undefined): unknown {
  if (!(error instanceof Error) || error.name === 'AppError') return error;
  const text = error.message;
  if (signal?.aborted || /^INTERRUPT Error/i.test(text)) return cancelled();
  const line = text.split('\n')[0] ?? text;
  if (/no space left|disk is full|ENOSPC/i.test(text)) {
    return new AppError('STORAGE_FULL', 'The disk is full.', {
      hint: 'Free some space and try again; nothing half-written was left behind.',
      cause: error,
    });
  }
  if (/^Out of Memory/i.test(text)) {
    return new AppError('TOO_LARGE', `Not enough memory: ${line.slice(0, 200)}`, {
      hint: 'Raise the memory limit in Settings, or close other programs.',
      cause: error,
    });
  }
  if (/permission denied/i.test(text)) {
    return new AppError('STORAGE_DENIED', `Permission denied: ${line.slice(0, 200)}`, {
      hint: 'Check the permissions of the file or folder, or choose another one.',
      cause: error,
    });
  }
  return error;
}

/**
 * @param options threads default to DuckDB's own choice, memoryLimit to `1GB`.
 * @throws AppError STORAGE_DENIED, STORAGE_FULL.
 */
export async function openDatabase(options: DatabaseOptions = {}): Promise<Database> {
  let instance: DuckDBInstance;
  try {
    instance = await DuckDBInstance.create(options.path ?? ':memory:', {
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      memory_limit: options.memoryLimit ?? `${String(defaultLimit)}B`,
      preserve_insertion_order: 'true',
      ...(options.threads ? { threads: String(options.threads) } : {}),
      ...(options.tempDirectory ? { temp_directory: options.tempDirectory } : {}),
    });
  } catch (error) {
    throw toAppError(error, undefined);
  }
  return {
    connect: async () => {
      const raw = await instance.connect();
      await raw.run("SET TimeZone = 'UTC'");
      return wrap(raw, options.memoryLimit === undefined);
    },
    close: () => {
      instance.closeSync();
    },
  };
}

function wrap(raw: DuckDBConnection, mayGrow: boolean): Connection {
  async function guarded<T>(options: SqlOptions | undefined, work: () => Promise<T>): Promise<T> {
    const signal = options?.signal;
    if (signal?.aborted) throw cancelled();
    const interrupt = (): void => {
      raw.interrupt();
    };
    signal?.addEventListener('abort', interrupt, { once: true });
    const onFraction = options?.onFraction;
    const timer = onFraction
      ? setInterval(() => {
          const { percentage } = raw.progress;
          onFraction(percentage >= 0 ? percentage / 100 : null);
        }, 100)
      : undefined;
    try {
      return await work();
    } catch (error) {
      throw toAppError(error, signal);
    } finally {
      clearInterval(timer);
      signal?.removeEventListener('abort', interrupt);
    }
  }

  async function rows<T extends object>(sql: string, options?: SqlOptions): Promise<T[]> {
    return guarded(options, async () => {
      const reader = await raw.runAndReadAll(sql);
      const names = reader.deduplicatedColumnNames();
      // Not DuckDB's own objects: a column may be called `__proto__`.
      return reader.getRowsJS().map((row) => Object.fromEntries(row.map((value, index) => [names[index], value])) as T);
    });
  }

  return {
    run: (sql, options) =>
      guarded(options, async () => {
        await raw.run(sql);
      }),
    rows,
    row: async <T extends object>(sql: string, options?: SqlOptions): Promise<T> => {
      const [first] = await rows<T>(sql, options);
      if (!first) throw new Error(`No row: ${sql.slice(0, 200)}`);
      return first;
    },
    async *stream(sql, options) {
      const result = await guarded(options, () => raw.stream(sql));
      for (;;) {
        const chunk = await guarded(options, () => result.fetchChunk());
        if (!chunk || chunk.rowCount === 0) return;
        yield wrapChunk(chunk);
      }
    },
    appender: async (table) => guarded(undefined, async () => wrapAppender(await raw.createAppender(table))),
    makeRoom: async (columns) => {
      const wanted = Math.min(columns * bytesAColumn + defaultLimit / 2, totalmem() / 2);
      if (mayGrow && wanted > defaultLimit) await raw.run(`SET memory_limit = '${String(Math.floor(wanted))}B'`);
    },
    interrupt: () => {
      raw.interrupt();
    },
    close: () => {
      raw.closeSync();
    },
  };
}

/** The parts of DuckDB's vectors that its typings keep private but copying whole arrays needs. */
interface VectorInside {
  items?: unknown;
  validity?: { data: BigUint64Array | null };
}

function wrapChunk(chunk: DuckDBDataChunk): Chunk {
  return {
    rowCount: chunk.rowCount,
    vector: (column) => chunk.getColumnVector(column),
    items: (column) => {
      const { items } = chunk.getColumnVector(column) as unknown as VectorInside;
      if (!ArrayBuffer.isView(items)) throw new Error(`Column ${String(column)} has no typed array.`);
      return items as Float64Array;
    },
    validity: (column) => {
      const data = (chunk.getColumnVector(column) as unknown as VectorInside).validity?.data;
      return data ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : null;
    },
  };
}

const chunkRows = 2048;

function wrapAppender(raw: DuckDBAppender): Appender {
  const types: DuckDBType[] = Array.from({ length: raw.columnCount }, (_, index) => raw.columnType(index));
  return {
    append(columns, rowCount) {
      for (let from = 0; from < rowCount; from += chunkRows) {
        const count = Math.min(chunkRows, rowCount - from);
        const chunk = DuckDBDataChunk.create(types, count);
        for (const [index, column] of columns.entries()) {
          const vector = chunk.getColumnVector(index);
          const { items } = vector as unknown as VectorInside;
          const { values, valid } = 'values' in column && 'valid' in column ? column : { values: column, valid: null };
          if (ArrayBuffer.isView(values) && items instanceof (values.constructor as new () => object)) {
            (items as Float64Array).set((values as Float64Array).subarray(from, from + count));
            for (let row = 0; valid && row < count; row++) if (valid[from + row] === 0) vector.setItem(row, null);
          } else {
            for (let row = 0; row < count; row++) {
              const value = valid && valid[from + row] === 0 ? null : ((values as ArrayLike<unknown>)[from + row] ?? null);
              vector.setItem(row, value as never);
            }
          }
          vector.flush();
        }
        raw.appendDataChunk(chunk);
      }
    },
    flush: () => {
      raw.flushSync();
    },
    close: () => {
      raw.closeSync();
    },
  };
}
