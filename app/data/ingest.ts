import { readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { throwIfAborted } from '../base/abort.ts';
import { AppError, toWire } from '../base/errors.ts';
import { DatasetCard, type ReadOptions } from '../api/schemas/datasets.ts';
import { writeJsonAtomic } from '../storage/atomicWrite.ts';
import { makeFolder } from '../storage/makeFolder.ts';
import { sha256, sha256File } from '../storage/sha256.ts';
import { isDuckdbError } from './duckdb.ts';
import { findFiles } from './findFiles.ts';
import { inspectDataFile, type DataFileKind } from './identifyDataFile.ts';
import { datasetName, readDataset, type ReadContext } from './readDataset.ts';
import type { SourceFile } from './sourceFile.ts';

/** Raised when the same file would be read differently than before. */
const readerVersion = 6;

export interface IngestContext extends ReadContext {
  /** Columnar copies are kept here, one folder per content and options; all of it may be deleted. */
  cacheDir: string;
  /** Where it is written until it is whole: in that folder, known to a caller who may have to end this process. */
  temporary?: string | undefined;
}

/**
 * Opens files as one dataset: what they are, their columns and types, every column's profile, the rows that could not
 * be read. Text is parsed once into a Parquet copy; the same content with the same options is found again by its hash.
 * @param request Files, folders or globs; `options` answers what cannot be detected.
 * @throws AppError NOT_FOUND, DATA_INVALID, DATA_MISREAD, FILE_UNREADABLE, STORAGE_FULL, STORAGE_DENIED, CANCELLED. Nothing half-written stays.
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

  const temporary = context.temporary ?? join(context.cacheDir, `.${key.slice(0, 16)}.${randomBytes(4).toString('hex')}.tmp`);
  await makeFolder(temporary);
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
  if (isDuckdbError(error)) {
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
