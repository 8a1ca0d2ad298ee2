import { extname, join } from 'node:path';
import type { Warning } from '../api/schemas/common.ts';
import type { DataQuestion, ReadOptions } from '../api/schemas/datasets.ts';
import { AppError } from '../base/errors.ts';
import { counted } from '../base/counts.ts';
import { quotePath } from './columnarTable.ts';
import { findRecords, type FoundRecord } from './csvRecords.ts';
import type { CsvDialect } from './csvDialect.ts';
import type { Connection, SqlOptions } from './duckdb.ts';
import { plainText } from './plainText.ts';
import { commonStorage, describeParquet, renamedInParquet, type RawFile, type RawTable } from './rawTable.ts';
import { readArrow } from './readArrow.ts';
import { readCsv } from './readCsv.ts';
import { readExcel } from './readExcel.ts';
import { readJson } from './json/readJson.ts';
import type { SourceFile } from './sourceFile.ts';
import { renamedWarning } from './uniqueNames.ts';

export interface Sources {
  table: RawTable;
  /** The format has types of its own; text formats do not. */
  typed: boolean;
  /** The files themselves are Parquet and could be read as they are. */
  inPlace: boolean;
  /** With everything detected. */
  options: ReadOptions;
  questions: DataQuestion[];
  warnings: Warning[];
  /** Where in its file a row of `table` stands: `rows` 0-based and ascending, of the file with this index. */
  locate: (file: number, rows: readonly number[]) => Promise<FoundRecord[]>;
}

const expectedNames: Record<SourceFile['kind']['format'], RegExp> = {
  csv: /^\.(csv|tsv|tab|txt|psv|dat|data|asc)?$/i,
  parquet: /^\.(parquet|pq|parq)$/i,
  json: /^\.(json|geojson)$/i,
  jsonl: /^\.(jsonl|ndjson|json|log)$/i,
  arrow: /^\.(arrow|feather|ipc|arrows|ftr)$/i,
  excel: /^\.(xlsx|xlsm)$/i,
};

function mixedWarning(name: string, count: number): Warning {
  return {
    code: 'mixed-encoding',
    message: `${name} is written in two encodings: most likely UTF-8 in ${count.toLocaleString('en')} ${count === 1 ? 'letter' : 'letters'}, and Latin-1 elsewhere. It was read as Latin-1, so that “é” of the other part came out as “Ã©”.`,
    hint: 'Write the file in one encoding and read it again: categories of the two parts do not match.',
    count,
  };
}

/** Reads every file with the reader of its format, and joins them by the names of their columns. */
export async function readSources(
  connection: Connection,
  files: readonly SourceFile[],
  options: ReadOptions,
  work: string,
  sql: SqlOptions,
  how: { beginningOnly?: boolean } = {},
): Promise<Sources> {
  const warnings: Warning[] = files.flatMap(nameWarning);
  const raws: (RawFile & { shownName: string; rows: number })[] = [];
  const dialects: (CsvDialect & { plainPath: string })[] = [];
  const questions: DataQuestion[] = [];
  const firstLines: number[] = [];
  let detected: ReadOptions = { ...options };
  const format = (files[0] as SourceFile).kind.format;
  for (const [index, file] of files.entries()) {
    const rawPath = join(work, `raw-${String(index)}.parquet`);
    let raw: RawFile;
    switch (format) {
      case 'parquet':
        raw = { path: file.path, columns: await describeSource(connection, file, sql) };
        warnings.push(
          ...renamedWarning(await renamedInParquet(connection, file.path, raw.columns, sql), { file: file.shownName }),
        );
        break;
      case 'arrow': {
        const read = await readArrow(connection, file, rawPath, sql, how);
        raw = { path: read.path, columns: read.columns };
        warnings.push(...read.warnings);
        break;
      }
      case 'excel': {
        const read = await readExcel(connection, file, options, rawPath, sql);
        raw = { path: read.path, columns: read.columns };
        warnings.push(...read.warnings);
        if (index === 0) {
          questions.push(...read.questions);
          detected = { ...detected, sheet: read.sheet };
        }
        firstLines.push(read.firstLine);
        break;
      }
      case 'json':
      case 'jsonl':
      case 'csv': {
        const workPath = join(work, `text-${String(index)}`);
        const plain = await plainText(file.path, file.kind, { told: options.encoding, workPath, connection, signal: sql.signal });
        const paths = { index, plainPath: plain.path, shownPath: file.path, shownName: file.shownName, rawPath, workPath };
        if (plain.mixed !== undefined) warnings.push(mixedWarning(file.shownName, plain.mixed));
        if (format !== 'csv') {
          const read = await readJson(connection, paths, format, sql);
          raw = { path: read.path, columns: read.columns };
          warnings.push(...read.warnings);
          break;
        }
        const read = await readCsv(connection, paths, options, sql);
        raw = { path: read.path, columns: read.columns };
        warnings.push(...read.warnings);
        dialects.push({ ...read.dialect, plainPath: read.plainPath });
        if (index === 0) {
          const { delimiter, quote, header } = read.dialect;
          const encoding = plain.encoding.startsWith('utf-16') ? 'utf-16' : (plain.encoding as 'utf-8' | 'latin-1');
          detected = { ...detected, delimiter, quote, header, encoding };
        }
      }
    }
    const { n } = await connection.row<{ n: bigint }>(`SELECT count(*) AS n FROM read_parquet(${quotePath(raw.path)})`, sql);
    raws.push({ ...raw, shownName: file.shownName, rows: Number(n) });
  }
  const table = joinFiles(raws, warnings);
  const typed = format !== 'csv';
  return {
    table,
    typed,
    inPlace: format === 'parquet' && raws.every((raw) => sameColumns(raw, table)),
    options: { ...detected, missing: options.missing ?? [] },
    questions,
    warnings,
    locate: async (file, rows) => {
      const dialect = dialects[file];
      // Formats without lines of their own: the row counts.
      if (!dialect) return rows.map((row) => ({ line: row + (firstLines[file] ?? 1), text: '' }));
      const starts = await connection.rows<{ start: bigint }>(`SELECT "start" FROM reject_starts WHERE file = ${String(file)}`);
      return findRecords(dialect.plainPath, dialect, rows, new Set(starts.map((start) => Number(start.start))), sql.signal);
    },
  };
}

async function describeSource(connection: Connection, file: SourceFile, sql: SqlOptions): Promise<RawFile['columns']> {
  try {
    return await describeParquet(connection, file.path, sql);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('FILE_UNREADABLE', `${file.shownName} is a damaged Parquet file.`, {
      hint: 'Get the file again, or write it anew.',
      where: { file: file.path },
      cause: error,
    });
  }
}

function nameWarning(file: SourceFile): Warning[] {
  const name = file.kind.compression === null ? file.path : file.path.replace(/\.(gz|zst|gzip|zstd)$/i, '');
  const extension = extname(name);
  if (extension === '' || expectedNames[file.kind.format].test(extension)) return [];
  return [
    {
      code: 'name-mismatch',
      message: `${file.shownName} is not what its name says: its content is ${file.kind.what}. It was read as that.`,
      where: { file: file.path },
    },
  ];
}

const sameColumns = (raw: RawFile, table: RawTable): boolean =>
  raw.columns.length === table.columns.length &&
  table.columns.every(
    (column, index) => raw.columns[index]?.name === column.name && raw.columns[index]?.storage === column.storage,
  );

/** Columns by name, in the order of the first file; says what differs. */
function joinFiles(raws: Sources['table']['files'], warnings: Warning[]): RawTable {
  const columns = new Map<string, string>();
  for (const raw of raws) {
    for (const column of raw.columns) {
      const before = columns.get(column.name);
      if (before !== undefined && before !== column.storage) {
        warnings.push({
          code: 'files-differ',
          message: `Column "${column.name}" is ${column.storage} in ${raw.shownName} but ${before} in the files before; it was read as ${commonStorage(before, column.storage)}.`,
          where: { column: column.name },
        });
      }
      columns.set(column.name, before === undefined ? column.storage : commonStorage(before, column.storage));
    }
  }
  for (const raw of raws) {
    const own = new Set(raw.columns.map((column) => column.name));
    const lacking = [...columns.keys()].filter((name) => !own.has(name));
    if (lacking.length > 0) {
      warnings.push({
        code: 'files-differ',
        message: `${raw.shownName} lacks ${lacking.length === 1 ? 'the column' : 'the columns'} ${lacking
          .slice(0, 8)
          .map((name) => `"${name}"`)
          .join(', ')}${lacking.length > 8 ? ', …' : ''}; they are missing in its ${counted(raw.rows, 'row')}.`,
        count: lacking.length,
        where: { file: raw.shownName },
      });
    }
  }
  return { files: raws, columns: [...columns].map(([name, storage]) => ({ name, storage })) };
}
