import { open } from 'node:fs/promises';
import type * as Arrow from 'apache-arrow';
import type { DataType, RecordBatch, RecordBatchReader, Vector } from 'apache-arrow';
import type { Warning } from '../api/schemas/common.ts';
import { throwIfAborted } from '../base/abort.ts';
import { AppError } from '../base/errors.ts';
import { quoteName, quoteText, type AppendColumn, type Connection, type SqlOptions } from './duckdb.ts';
import { unpackLz4Frame } from './lz4Frame.ts';
import type { RawFile } from './rawTable.ts';
import type { SourceFile } from './sourceFile.ts';
import { toCell } from './toCell.ts';
import { decimalNumber, holdsDecimal, roundedWarning } from './roundedNumbers.ts';
import { renamedWarning, uniqueNames } from './uniqueNames.ts';

interface ArrowColumn {
  name: string;
  storage: string;
  values(vector: Vector, rows: number): AppendColumn;
  /** Values so far that a double does not hold. */
  rounded?: () => number;
}

/** Rows of a file of which only the beginning is wanted. */
const beginningRows = 1_000;

/**
 * One Arrow IPC file or stream (Feather V2) to Parquet. LZ4 and uncompressed; for zstd the hint says how to save it again.
 * @param how beginningOnly: up to a thousand rows of its first batch
 * @throws AppError FILE_UNREADABLE, DATA_INVALID.
 */
export async function readArrow(
  connection: Connection,
  file: SourceFile,
  rawPath: string,
  sql: SqlOptions,
  { beginningOnly = false } = {},
): Promise<RawFile & { warnings: Warning[] }> {
  const arrow = await import('apache-arrow');
  arrow.compressionRegistry.set(arrow.CompressionType.LZ4_FRAME, { decode: unpackLz4Frame });
  const handle = await open(file.path, 'r');
  const table = 'arrow_rows';
  try {
    const source: unknown = file.kind.stream ? handle.createReadStream({ autoClose: false, highWaterMark: 1 << 20 }) : handle;
    const reader = await (arrow.RecordBatchReader.from(source as never) as unknown as Promise<RecordBatchReader>);
    await reader.open();
    const { names, renamed } = uniqueNames(reader.schema.fields.map((field) => field.name));
    const columns = reader.schema.fields.map((field, index) => columnOf(names[index] as string, field.type as DataType, arrow));
    if (columns.length === 0) {
      throw new AppError('DATA_INVALID', `${file.shownName} has no columns.`, {
        hint: 'Write it anew.',
        where: { file: file.path },
      });
    }
    await connection.run(
      `CREATE TABLE ${table} (${columns.map((each) => `${quoteName(each.name)} ${each.storage}`).join(', ')})`,
    );
    const appender = await connection.appender(table);
    for await (const batch of reader as unknown as AsyncIterable<RecordBatch>) {
      throwIfAborted(sql.signal);
      const rows = beginningOnly ? Math.min(batch.numRows, beginningRows) : batch.numRows;
      appender.append(
        columns.map((column, index) => column.values(batch.getChildAt(index) as Vector, rows)),
        rows,
      );
      appender.flush();
      if (beginningOnly) break;
    }
    appender.close();
    await connection.run(`COPY ${table} TO ${quoteText(rawPath)} (FORMAT parquet, COMPRESSION snappy)`, sql);
    return {
      path: rawPath,
      columns: columns.map(({ name, storage }) => ({ name, storage })),
      warnings: [
        ...renamedWarning(renamed, { file: file.shownName }),
        ...columns.flatMap(({ name, rounded }) => roundedWarning({ column: name }, rounded?.() ?? 0)),
      ],
    };
  } catch (error) {
    if (error instanceof AppError) throw error;
    const text = error instanceof Error ? error.message : String(error);
    const zstd = /zstd|codec|compress/i.test(text);
    throw new AppError(
      zstd ? 'DATA_INVALID' : 'FILE_UNREADABLE',
      zstd
        ? `${file.shownName} is a zstd-compressed Arrow file.`
        : `${file.shownName} is a damaged Arrow file: ${text.slice(0, 200)}`,
      {
        hint: zstd
          ? 'Save it again with pandas: df.to_feather(path, compression="lz4"), or as Parquet: df.to_parquet("data.parquet").'
          : 'Get the file again, or write it anew.',
        where: { file: file.path },
        cause: error,
      },
    );
  } finally {
    await connection.run(`DROP TABLE IF EXISTS ${table}`).catch(() => undefined);
    await handle.close();
  }
}

function each(vector: Vector, rows: number, convert: (value: unknown) => unknown): unknown[] {
  const values = new Array<unknown>(rows);
  for (let row = 0; row < rows; row++) {
    const value: unknown = vector.get(row);
    values[row] = value === null || value === undefined ? null : convert(value);
  }
  return values;
}

/** Milliseconds (with fraction) or bigint milliseconds to DuckDB's microseconds. */
function micros(vector: Vector, rows: number): AppendColumn {
  const values = new BigInt64Array(rows);
  const valid = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    const value: unknown = vector.get(row);
    if (value === null || value === undefined) continue;
    valid[row] = 1;
    values[row] = typeof value === 'bigint' ? value * 1000n : BigInt(Math.round(Number(value) * 1000));
  }
  return { values, valid };
}

function columnOf(name: string, type: DataType, arrow: typeof Arrow): ArrowColumn {
  const { Type } = arrow;
  const values = (storage: string, convert: (value: unknown) => unknown): ArrowColumn => ({
    name,
    storage,
    values: (vector, rows) => each(vector, rows, convert),
  });
  const id: Arrow.Type = type.typeId;
  if (id === Type.Dictionary) return columnOf(name, (type as unknown as { dictionary: DataType }).dictionary, arrow);
  switch (id) {
    case Type.Bool:
      return values('BOOLEAN', Boolean);
    case Type.Int: {
      const { bitWidth, isSigned } = type as unknown as { bitWidth: number; isSigned: boolean };
      const storage = { 8: 'TINYINT', 16: 'SMALLINT', 32: 'INTEGER', 64: 'BIGINT' }[bitWidth] ?? 'BIGINT';
      return values(isSigned ? storage : `U${storage}`, (value) => value);
    }
    case Type.Float:
      return values((type as unknown as { precision: number }).precision === 2 ? 'DOUBLE' : 'FLOAT', Number);
    case Type.Decimal: {
      const { scale } = type as unknown as { scale: number };
      let rounded = 0;
      const read = values('DOUBLE', (value) => {
        const unscaled = wholeNumber(value as Uint32Array);
        const number = decimalNumber(unscaled, scale);
        if (!holdsDecimal(number, unscaled, scale)) rounded++;
        return number;
      });
      return { ...read, rounded: () => rounded };
    }
    case Type.Timestamp:
    case Type.Date:
      return { name, storage: 'TIMESTAMP', values: micros };
    case Type.Utf8:
    case Type.LargeUtf8:
      return values('VARCHAR', String);
    default:
      return values('VARCHAR', (value) =>
        JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? toCell(inner) : inner)),
      );
  }
}

/** Arrow's decimals are little-endian two's complement words. */
function wholeNumber(words: Uint32Array): bigint {
  let value = 0n;
  for (let index = words.length - 1; index >= 0; index--) value = (value << 32n) | BigInt(words[index] as number);
  return BigInt.asIntN(words.length * 32, value);
}
