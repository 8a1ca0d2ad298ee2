// From files to a columnar copy and the card that describes it.
import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import type { Warning } from '../api/schemas/common.ts';
import { DatasetCard, type ReadOptions } from '../api/schemas/datasets.ts';
import { AppError } from '../base/errors.ts';
import { count } from '../base/counts.ts';
import { buildColumnar, type BuildResult } from './buildColumnar.ts';
import { decideTypes, type TypeDecision } from './columnTypes.ts';
import { openDatabase, type Connection, type SqlOptions } from './duckdb.ts';
import { profileColumns } from './profileColumns.ts';
import { readSources, type Sources } from './readSources.ts';
import type { SourceFile } from './sourceFile.ts';

export interface IngestProgress {
  stage: string;
  done: number;
  /** Null while unknown. */
  total: number | null;
  unit: 'bytes' | 'columns' | 'rows' | '%';
}

export interface ReadContext {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: IngestProgress) => void) | undefined;
  memoryLimit?: string | undefined;
  threads?: number | undefined;
}

export function datasetName(paths: readonly string[]): string {
  const first = basename(paths[0] ?? '');
  return paths.length === 1 ? first : `${first} and ${String(paths.length - 1)} more`;
}

/**
 * Reads hashed files into `folder`: the columnar copy and the rejected rows, unless Parquet can stay where it is. The card
 * names them relative to the folder (`data.parquet`, `source:` for a file left in place).
 * @param content sha256 over the content of all files
 * @throws AppError DATA_INVALID, DATA_MISREAD, FILE_UNREADABLE, STORAGE_FULL, CANCELLED; DuckDB's own errors where no reader expected them
 */
export async function readDataset(
  files: SourceFile[],
  content: string,
  options: ReadOptions,
  folder: string,
  context: ReadContext,
): Promise<DatasetCard> {
  const work = join(folder, 'work');
  await mkdir(work);
  const database = await openDatabase({
    threads: context.threads ?? availableParallelism(),
    memoryLimit: context.memoryLimit,
    tempDirectory: join(work, 'spill'),
  });
  const progress = (stage: string, done: number, total: number | null, unit: IngestProgress['unit']): void => {
    context.onProgress?.({ stage, done, total, unit });
  };
  const during = (stage: string): SqlOptions => ({
    signal: context.signal,
    onFraction: (fraction) => {
      progress(stage, Math.round((fraction ?? 0) * 100), fraction === null ? null : 100, '%');
    },
  });
  let connection: Connection | undefined;
  try {
    connection = await database.connect();
    const { sources, decision, built } = await readColumns(connection, files, options, { folder, work }, during);
    if (built.rows === 0) throw noRows(files, built.rejected);
    if (built.rejected > built.rows) throw mostlyRejected(files, built);
    const profile = await profileColumns(
      connection,
      { paths: built.paths, columns: built.columns, rows: built.rows },
      (done) => {
        progress('Profiling', done, built.columns.length, 'columns');
      },
      { signal: context.signal },
    );
    const warnings: Warning[] = [...sources.warnings, ...decision.warnings, ...profile.warnings, ...built.warnings];
    const times = Object.fromEntries(
      decision.plans.filter((plan) => plan.times !== null && plan.kind === 'datetime').map((plan) => [plan.name, plan.times]),
    );
    return DatasetCard.parse({
      name: datasetName(files.map((file) => file.path)),
      paths: files.map((file) => file.path),
      sha256: content,
      sizeBytes: files.reduce((sum, file) => sum + file.sizeBytes, 0),
      format: (files[0] as SourceFile).kind.format,
      options: {
        ...sources.options,
        ...(sources.typed ? {} : { decimal: decision.decimal }),
        ...(Object.keys(times).length > 0 || options.times ? { times: { ...options.times, ...times } } : {}),
      },
      rows: built.rows,
      rejected: built.rejected,
      duplicates: profile.duplicates,
      columns: profile.columns,
      timeSpan: profile.timeSpan,
      columnar: built.inPlace ? files.map((file) => `source:${file.shownName}`) : ['data.parquet'],
      rejectedPath: built.rejected > 0 ? 'rejected.parquet' : null,
      questions: [...sources.questions, ...decision.questions],
      warnings,
    });
  } finally {
    connection?.close();
    database.close();
  }
}

/**
 * Reads files into `folders.folder` with the types decided: all of `readDataset` but the profile.
 * @param folders.work For what is needed meanwhile.
 * @param during What a step with this name tells and heeds.
 */
export async function readColumns(
  connection: Connection,
  files: readonly SourceFile[],
  options: ReadOptions,
  folders: { folder: string; work: string },
  during: (stage: string) => SqlOptions,
  how: { beginningOnly?: boolean } = {},
): Promise<{ sources: Sources; decision: TypeDecision; built: BuildResult }> {
  await connection.run('CREATE TABLE rejects (file VARCHAR, line BIGINT, "column" VARCHAR, reason VARCHAR, "text" VARCHAR)');
  await connection.run('CREATE TABLE reject_starts (file INTEGER, "start" BIGINT)');
  const sources = await readSources(connection, files, options, folders.work, during('Reading'), how);
  const hints = { delimiter: sources.options.delimiter ?? null, typedFormat: sources.typed };
  const decision = await decideTypes(connection, sources.table, sources.options, hints, during('Detecting types'));
  requireMeant(files, options, decision);
  const built = await buildColumnar(connection, sources, decision.plans, folders.folder, during('Writing the columnar copy'));
  return { sources, decision, built };
}

/** @throws INVALID_INPUT for what was told of a column or a sheet that there is not: it would be lost without a word */
function requireMeant(files: readonly SourceFile[], { times, sheet }: ReadOptions, { plans }: TypeDecision): void {
  const [first] = files;
  const names = plans.map(({ name }) => name);
  const unknown = Object.keys(times ?? {}).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new AppError('INVALID_INPUT', `The data have no column "${unknown}" whose times could be read so.`, {
      hint: `The columns are: ${names.slice(0, 20).join(', ')}.`,
      where: { file: first?.path, column: unknown },
    });
  }
  if (sheet !== undefined && first?.kind.format !== 'excel') {
    throw new AppError('INVALID_INPUT', `${first?.shownName ?? 'The file'} is no Excel file: it has no sheet "${sheet}".`, {
      hint: 'Leave the sheet out.',
      where: { file: first?.path },
    });
  }
}

function noRows(files: readonly SourceFile[], rejected: number): AppError {
  const name = datasetName(files.map((file) => file.path));
  return new AppError(
    rejected > 0 ? 'DATA_MISREAD' : 'DATA_INVALID',
    rejected > 0
      ? `No row of ${name} could be read; ${count(rejected)} were rejected.`
      : `${name} ${files.length === 1 ? 'has' : 'have'} no rows.`,
    {
      hint:
        rejected > 0
          ? 'Check the delimiter, quote and encoding in the reading options.'
          : 'There is a header or a schema, but nothing below it. Get the data again.',
      where: { file: files[0]?.path },
    },
  );
}

function mostlyRejected(files: readonly SourceFile[], built: BuildResult): AppError {
  return new AppError(
    'DATA_MISREAD',
    `${count(built.rejected)} rows of ${datasetName(files.map((file) => file.path))} do not fit its columns, only ${count(built.rows)} do.` +
      (built.firstReject ? ` First: line ${String(built.firstReject.line)}, ${built.firstReject.reason}.` : ''),
    {
      hint: 'Check the delimiter, quote and header in the reading options; the file may hold several tables or a broken quote.',
      where: { file: files[0]?.path, ...(built.firstReject ? { line: built.firstReject.line } : {}) },
    },
  );
}
