import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { throwIfAborted } from '../base/abort.ts';
import { AppError, toWire } from '../base/errors.ts';
import type { Warning } from '../api/schemas/common.ts';
import { DatasetCard, type ReadOptions } from '../api/schemas/datasets.ts';
import { writeJsonAtomic } from '../storage/atomicWrite.ts';
import { sha256, sha256File } from '../storage/sha256.ts';
import { decideTypes } from './columnTypes.ts';
import { buildColumnar, type BuildResult } from './buildColumnar.ts';
import { openDatabase, type Connection } from './duckdb.ts';
import { findFiles } from './findFiles.ts';
import { inspectDataFile, type DataFileKind } from './identifyDataFile.ts';
import { profileColumns } from './profileColumns.ts';
import { readSources } from './readSources.ts';
import type { SourceFile } from './sourceFile.ts';

/** Raised when the same file would be read differently than before. */
const readerVersion = 1;

export interface IngestProgress {
  stage: string;
  done: number;
  /** Null while unknown. */
  total: number | null;
  unit: 'bytes' | 'columns' | 'rows' | '%';
}

export interface IngestContext {
  /** Columnar copies are kept here, one folder per content and options; all of it may be deleted. */
  cacheDir: string;
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: IngestProgress) => void) | undefined;
  memoryLimit?: string | undefined;
  threads?: number | undefined;
}

/**
 * Opens files as one dataset: what they are, their columns and types, every column's profile, the rows that could not
 * be read. Text is parsed once into a Parquet copy; the same content with the same options is found again by its hash.
 * @param request Files, folders or globs; `options` answers what cannot be detected.
 * @throws AppError NOT_FOUND, DATA_INVALID, FILE_UNREADABLE, STORAGE_FULL, STORAGE_DENIED, CANCELLED. Nothing half-written stays.
 */
export async function ingest(request: { paths: string[]; options: ReadOptions }, context: IngestContext): Promise<DatasetCard> {
  const { signal } = context;
  const paths = await findFiles(request.paths);
  const kinds: DataFileKind[] = [];
  for (const path of paths) kinds.push(await inspectDataFile(path));
  const files = await hashFiles(paths, kinds, context);
  const [first] = files;
  if (!first) throw new AppError('INVALID_INPUT', 'No data file was given.', { hint: 'Give a file, a folder or a pattern.' });
  const { format } = first.kind;
  const odd = files.find((file) => file.kind.format !== format);
  if (odd) {
    throw new AppError('DATA_INVALID', `${first.shownName} is ${first.kind.what}, but ${odd.shownName} is ${odd.kind.what}.`, {
      hint: 'Files that make up one dataset must be of one format. Open them separately, or convert them first.',
      where: { file: odd.path },
    });
  }
  const content = files.length === 1 ? first.sha256 : sha256(files.map((file) => file.sha256).join('\n'));
  const key = sha256(
    JSON.stringify([readerVersion, files.map((file) => [file.shownName, file.sha256]), format, sorted(request.options)]),
  );
  const folder = join(context.cacheDir, key);
  const known = await readKnown(folder, paths);
  if (known) return known;
  throwIfAborted(signal);

  const temporary = join(context.cacheDir, `.${key.slice(0, 16)}.${randomBytes(4).toString('hex')}.tmp`);
  await mkdir(temporary, { recursive: true });
  try {
    const card = await readDataset(files, content, request.options, temporary, context);
    await writeJsonAtomic(join(temporary, 'card.json'), card);
    await rm(join(temporary, 'work'), { recursive: true, force: true });
    await rm(folder, { recursive: true, force: true });
    await rename(temporary, folder);
    const finished = await readKnown(folder, paths);
    if (!finished) throw new Error('The columnar copy vanished.');
    return finished;
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw explain(error, first);
  }
}

function sorted(options: ReadOptions): unknown {
  return Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** An error of DuckDB that none of the readers expected becomes one about the file. */
function explain(error: unknown, file: SourceFile): unknown {
  if (error instanceof AppError) return error;
  if (toWire(error).code !== 'INTERNAL') return error;
  if (
    error instanceof Error &&
    /^(Invalid Input|IO|Conversion|Invalid|Serialization|Parser|Binder|TProtocolException|Out of Range) ?(Error|Exception)?/i.test(
      error.message,
    )
  ) {
    return new AppError(
      'FILE_UNREADABLE',
      `${file.shownName} cannot be read: ${(error.message.split('\n')[0] ?? '').slice(0, 300)}`,
      {
        hint: 'The file seems damaged or written in an unusual way. Save it again, for example as CSV or Parquet.',
        where: { file: file.path },
        cause: error,
      },
    );
  }
  return error;
}

async function hashFiles(
  paths: readonly string[],
  kinds: readonly DataFileKind[],
  context: IngestContext,
): Promise<SourceFile[]> {
  const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const names = shownNames(paths);
  let done = 0;
  const files: SourceFile[] = [];
  for (const [index, path] of paths.entries()) {
    const hash = await sha256File(path, {
      signal: context.signal,
      onBytes: (bytes) => {
        done += bytes;
        context.onProgress?.({ stage: 'Checking the files', done, total, unit: 'bytes' });
      },
    });
    files.push({
      path,
      shownName: names[index] as string,
      kind: kinds[index] as DataFileKind,
      sha256: hash,
      sizeBytes: sizes[index] as number,
    });
  }
  return files;
}

/** File names; with as much of the folders as it takes to tell them apart. */
function shownNames(paths: readonly string[]): string[] {
  const names = paths.map((path) => basename(path));
  if (new Set(names).size === names.length) return names;
  const split = paths.map((path) => path.split(/[\\/]/));
  const shared = Math.min(...split.map((parts) => parts.length - 1));
  let common = 0;
  while (common < shared && split.every((parts) => parts[common] === split[0]?.[common])) common++;
  return split.map((parts) => parts.slice(common).join('/'));
}

/** The card as it was written, with the paths of now. Null when the copy is not (or no longer) there. */
async function readKnown(folder: string, paths: readonly string[]): Promise<DatasetCard | null> {
  try {
    const card = DatasetCard.parse(JSON.parse(await readFile(join(folder, 'card.json'), 'utf8')));
    const inPlace = card.columnar.length > 0 && card.columnar.every((path) => path.startsWith('source:'));
    const columnar = inPlace ? [...paths] : card.columnar.map((name) => join(folder, basename(name)));
    const rejectedPath = card.rejectedPath === null ? null : join(folder, basename(card.rejectedPath));
    for (const path of [...columnar, ...(rejectedPath === null ? [] : [rejectedPath])]) await stat(path);
    return { ...card, name: datasetName(paths), paths: [...paths], columnar, rejectedPath };
  } catch {
    return null;
  }
}

function datasetName(paths: readonly string[]): string {
  const first = basename(paths[0] ?? '');
  return paths.length === 1 ? first : `${first} and ${String(paths.length - 1)} more`;
}

async function readDataset(
  files: SourceFile[],
  content: string,
  options: ReadOptions,
  folder: string,
  context: IngestContext,
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
  const during = (stage: string): { signal: AbortSignal | undefined; onFraction: (fraction: number | null) => void } => ({
    signal: context.signal,
    onFraction: (fraction) => {
      progress(stage, Math.round((fraction ?? 0) * 100), fraction === null ? null : 100, '%');
    },
  });
  let connection: Connection | undefined;
  try {
    connection = await database.connect();
    await connection.run('CREATE TABLE rejects (file VARCHAR, line BIGINT, "column" VARCHAR, reason VARCHAR, "text" VARCHAR)');
    await connection.run('CREATE TABLE reject_starts (file INTEGER, "start" BIGINT)');
    const sources = await readSources(connection, files, options, work, during('Reading'));
    const decision = await decideTypes(
      connection,
      sources.table,
      sources.options,
      { delimiter: sources.options.delimiter ?? null, typedFormat: sources.typed },
      during('Detecting types'),
    );
    const built: BuildResult = await buildColumnar(
      connection,
      sources,
      decision.plans,
      folder,
      during('Writing the columnar copy'),
    );
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

function noRows(files: readonly SourceFile[], rejected: number): AppError {
  const name = datasetName(files.map((file) => file.path));
  return new AppError(
    'DATA_INVALID',
    rejected > 0 ? `No row of ${name} could be read; ${String(rejected)} were rejected.` : `${name} has no rows.`,
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
    'DATA_INVALID',
    `${String(built.rejected)} rows of ${datasetName(files.map((file) => file.path))} do not fit its columns, only ${String(built.rows)} do.` +
      (built.firstReject ? ` First: line ${String(built.firstReject.line)}, ${built.firstReject.reason}.` : ''),
    {
      hint: 'Check the delimiter, quote and header in the reading options; the file may hold several tables or a broken quote.',
      where: { file: files[0]?.path, ...(built.firstReject ? { line: built.firstReject.line } : {}) },
    },
  );
}
