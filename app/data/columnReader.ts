import type { ColumnProfile } from '../api/schemas/datasets.ts';
import type { Column } from '../base/columns.ts';
import { quoteName, type Chunk } from './duckdb.ts';

/** Copies one column of streamed chunks into batches. */
export interface ColumnReader {
  /** What to select for this column. */
  sql: string;
  /** Starts a batch of at most `capacity` rows. */
  begin(capacity: number): void;
  /** Copies rows [from, to) of the chunk to position `at` of the batch. */
  copy(chunk: Chunk, column: number, from: number, to: number, at: number): void;
  /** The finished batch. */
  end(rows: number): Column;
}

type NumberArray = Float64Array | Float32Array;

/** Copies missing marks; fills `valid` only from the first chunk on that has any. */
function copyValidity(chunk: Chunk, column: number, from: number, to: number, at: number, valid: Uint8Array): boolean {
  const bits = chunk.validity(column);
  if (!bits) return false;
  let any = false;
  for (let row = from, to_ = at; row < to; row++, to_++) {
    if (((bits[row >> 3] ?? 0) & (1 << (row & 7))) === 0) {
      valid[to_] = 0;
      any = true;
    }
  }
  return any;
}

/** Numbers, booleans and times. A missing number is NaN besides being marked. */
function numberReader(sql: string, single: boolean): ColumnReader {
  let values: NumberArray = new Float64Array(0);
  let valid = new Uint8Array(0);
  let missing = false;
  return {
    sql,
    begin(capacity) {
      values = single ? new Float32Array(capacity) : new Float64Array(capacity);
      valid = new Uint8Array(capacity).fill(1);
      missing = false;
    },
    copy(chunk, column, from, to, at) {
      const items = chunk.items(column) as Float64Array;
      values.set(from === 0 && to === items.length ? items : items.subarray(from, to), at);
      if (copyValidity(chunk, column, from, to, at, valid)) missing = true;
      for (let row = at, end = at + to - from; row < end; row++) {
        const value = values[row] as number;
        if (value !== value) {
          valid[row] = 0;
          missing = true;
        }
      }
    },
    end(rows) {
      if (missing) for (let row = 0; row < rows; row++) if (valid[row] === 0) values[row] = NaN;
      return {
        kind: 'number',
        values: rows === values.length ? values : values.slice(0, rows),
        valid: missing ? valid.slice(0, rows) : null,
      };
    },
  };
}

function bigintReader(sql: string): ColumnReader {
  let values = new BigInt64Array(0);
  let valid = new Uint8Array(0);
  let missing = false;
  return {
    sql,
    begin(capacity) {
      values = new BigInt64Array(capacity);
      valid = new Uint8Array(capacity).fill(1);
      missing = false;
    },
    copy(chunk, column, from, to, at) {
      values.set((chunk.items(column) as BigInt64Array).subarray(from, to), at);
      if (copyValidity(chunk, column, from, to, at, valid)) missing = true;
    },
    end(rows) {
      if (missing) for (let row = 0; row < rows; row++) if (valid[row] === 0) values[row] = 0n;
      return { kind: 'bigint', values: values.slice(0, rows), valid: missing ? valid.slice(0, rows) : null };
    },
  };
}

/** Text with few distinct values: DuckDB looks up the codes, every batch has the same dictionary. */
function enumReader(sql: string, dictionary: string[]): ColumnReader {
  let codes = new Int32Array(0);
  return {
    sql,
    begin(capacity) {
      codes = new Int32Array(capacity);
    },
    copy(chunk, column, from, to, at) {
      codes.set((chunk.items(column) as Uint8Array).subarray(from, to), at);
      const bits = chunk.validity(column);
      if (!bits) return;
      for (let row = from, target = at; row < to; row++, target++) {
        if (((bits[row >> 3] ?? 0) & (1 << (row & 7))) === 0) codes[target] = -1;
      }
    },
    end: (rows) => ({ kind: 'text', codes: codes.slice(0, rows), dictionary: [...dictionary] }),
  };
}

/** Any text: the dictionary is built batch by batch. */
function textReader(sql: string): ColumnReader {
  let codes = new Int32Array(0);
  let dictionary: string[] = [];
  let known = new Map<string, number>();
  return {
    sql,
    begin(capacity) {
      codes = new Int32Array(capacity);
      dictionary = [];
      known = new Map();
    },
    copy(chunk, column, from, to, at) {
      const vector = chunk.vector(column);
      for (let row = from, target = at; row < to; row++, target++) {
        const text = vector.getItem(row) as string | null;
        if (text === null) {
          codes[target] = -1;
          continue;
        }
        let code = known.get(text);
        if (code === undefined) {
          code = dictionary.length;
          known.set(text, code);
          dictionary.push(text);
        }
        codes[target] = code;
      }
    },
    end: (rows) => ({ kind: 'text', codes: codes.slice(0, rows), dictionary }),
  };
}

/** How a column of the columnar files travels. `dictionary`: all its texts, where they are few. */
export function columnReader(profile: ColumnProfile, enumType: { name: string; values: string[] } | null): ColumnReader {
  const name = quoteName(profile.name);
  if (enumType) return enumReader(`CAST(CAST(${name} AS VARCHAR) AS ${quoteName(enumType.name)})`, enumType.values);
  switch (columnKind(profile)) {
    case 'single':
      return numberReader(name, true);
    case 'double':
      return numberReader(`CAST(${name} AS DOUBLE)`, false);
    case 'bigint':
      return bigintReader(`CAST(${name} AS BIGINT)`);
    case 'time':
      return numberReader(`CAST(epoch_us(CAST(${name} AS TIMESTAMP)) AS DOUBLE) / 1000`, false);
    case 'text':
      return textReader(`CAST(${name} AS VARCHAR)`);
  }
}

/** By storage: floats as they are, whole numbers as doubles while they are exact, times as milliseconds. */
export function columnKind(profile: ColumnProfile): 'single' | 'double' | 'bigint' | 'time' | 'text' {
  const storage = profile.storage.toUpperCase();
  if (storage.endsWith(']')) return 'text';
  if (storage === 'FLOAT') return 'single';
  if (/^(DOUBLE|DECIMAL|TINYINT|SMALLINT|INTEGER|UTINYINT|USMALLINT|UINTEGER|BOOLEAN|UBIGINT|HUGEINT|UHUGEINT)/.test(storage))
    return 'double';
  if (storage === 'BIGINT') return typeof profile.min === 'string' || typeof profile.max === 'string' ? 'bigint' : 'double';
  if (storage.startsWith('TIMESTAMP') || storage === 'DATE') return 'time';
  return 'text';
}
