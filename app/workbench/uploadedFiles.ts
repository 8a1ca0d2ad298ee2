// Files that came through the browser are copies: once a project uses them they move into its folder, so that it can be moved.
import { copyFile, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { ModelCard } from '../api/schemas/models.ts';
import type { FileIdentity } from '../api/schemas/projects.ts';
import { isAppError } from '../base/errors.ts';
import { classNameFiles } from '../model/classNames.ts';
import { makeFolder } from '../storage/makeFolder.ts';
import { sha256File } from '../storage/sha256.ts';
import { identifyFiles } from './fileIdentity.ts';

/** Where the browser host puts what was dropped: `<uploads>/<batch>/<name>`, the name with its folders. */
export function uploadsFolder(projectsFolder: string): string {
  return join(projectsFolder, 'uploads');
}

/**
 * Moves an uploaded model with its weights and class names into `<project>/files/model/`; returns where it is now.
 * A model that lies elsewhere stays there. The one that is there already is taken, and the upload removed.
 */
export async function adoptModel(card: ModelCard, folders: { uploads: string; project: string }): Promise<string> {
  const { path } = card;
  if (!isInside(folders.uploads, path)) return path;
  const here = dirname(path);
  const weights = card.externalData.filter(({ found }) => found).map(({ location }) => join(here, location));
  const names: string[] = [];
  for (const name of classNameFiles(path)) if (await isFile(join(here, name))) names.push(join(here, name));
  const files = [path, ...weights.filter((file) => isInside(here, file)), ...names];
  for (const root of numbered(join(folders.project, 'files/model'))) {
    const beside = dirname(join(root, nameInBatch(folders.uploads, path)));
    const moves = files.map((from) => ({ from, to: join(beside, relative(here, from)) }));
    const [model] = moves;
    // What lies beside a model can give names to its classes: another model never moves in with it.
    if (!model || !((await isFile(model.to)) || (await isEmpty(beside))) || !(await areFree(moves))) continue;
    for (const { from, to } of moves) await place(from, to, { keep: names.includes(from) && !(await isOnlyNames(from)) });
    await removeIfEmpty(here, folders.uploads);
    await discardUseless(folders.uploads, path);
    return model.to;
  }
  return path;
}

/** Moves uploaded data files into `<project>/files/data/`; returns the card with the paths of now. Others stay where they are. */
export async function adoptData(card: DatasetCard, folders: { uploads: string; project: string }): Promise<DatasetCard> {
  const moved = new Map<string, string>();
  for (const from of new Set(card.paths)) {
    if (!isInside(folders.uploads, from)) continue;
    for (const root of numbered(join(folders.project, 'files/data'))) {
      const to = join(root, nameInBatch(folders.uploads, from));
      if (!(await areFree([{ from, to }]))) continue;
      await place(from, to, { keep: false });
      await removeIfEmpty(dirname(from), folders.uploads);
      moved.set(from, to);
      break;
    }
  }
  const now = (path: string): string => moved.get(path) ?? path;
  return { ...card, paths: card.paths.map(now), columnar: card.columnar.map(now) };
}

/** What reading it says of a file that nobody can use. */
const refusals: readonly string[] = [
  'MODEL_NOT_ONNX',
  'MODEL_INVALID',
  'MODEL_UNSUPPORTED',
  'NOT_ALLOWED',
  'DATA_INVALID',
  'FILE_UNREADABLE',
];

/** Whether an error speaks against a file itself, so that its upload is of no use any more. */
export function isRefusal(error: unknown): boolean {
  return isAppError(error) && refusals.includes(error.code);
}

/** Takes uploaded files away that no project will have; files that lie elsewhere stay. */
export async function discardUploads(paths: readonly string[], uploads: string): Promise<void> {
  for (const path of paths) {
    if (!isInside(uploads, path)) continue;
    await rm(path, { force: true });
    await removeIfEmpty(dirname(path), uploads);
  }
}

/** Takes away all that came in one drop with an uploaded file. */
export async function discardBatch(path: string, uploads: string): Promise<void> {
  if (isInside(uploads, path)) await rm(batchOf(uploads, path), { recursive: true, force: true });
}

/**
 * What came with a model and is nothing by itself: weights and names of classes have moved with it by now.
 * @param model the path it was uploaded to
 */
async function discardUseless(uploads: string, model: string): Promise<void> {
  const batch = batchOf(uploads, model);
  const left = await readdir(batch, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = left.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  await discardUploads(uselessOf(await identifyFiles(files)), uploads);
}

/** Files that no page of the window takes. */
function uselessOf(files: readonly FileIdentity[]): string[] {
  return files.flatMap(({ path, role }) => (role === 'unknown' || role === 'document' ? [path] : []));
}

/**
 * After a drop was looked through: what nothing can be done with goes, unless a model came with it that may need it
 * (`adoptModel` takes it away then).
 */
export async function discardUnusable(files: readonly FileIdentity[], uploads: string): Promise<void> {
  if (files.some(({ role }) => role === 'model')) return;
  await discardUploads(uselessOf(files), uploads);
}

/** The folder of the drop that brought a file. */
function batchOf(uploads: string, path: string): string {
  return join(uploads, relative(uploads, path).split(sep)[0] ?? '');
}

/** `folder`, `folder-2`, `folder-3`, … */
function* numbered(folder: string): Generator<string, void, undefined> {
  yield folder;
  for (let number = 2; ; number++) yield `${folder}-${String(number)}`;
}

/** The name a file was dropped under: its path below the folder of the batch. */
function nameInBatch(uploads: string, path: string): string {
  const parts = relative(uploads, path).split(sep);
  return parts.length > 1 ? join(...parts.slice(1)) : basename(path);
}

interface Move {
  from: string;
  to: string;
}

/** Whether nothing else lies where the files are to go; the same content may. */
async function areFree(moves: readonly Move[]): Promise<boolean> {
  for (const { from, to } of moves) {
    const there = await stat(to).catch(() => null);
    if (!there) continue;
    if (!there.isFile() || there.size !== (await stat(from)).size) return false;
    if ((await sha256File(to)) !== (await sha256File(from))) return false;
  }
  return true;
}

/** @param how `keep`: the upload stays, since it may be used as something else too */
async function place(from: string, to: string, how: { keep: boolean }): Promise<void> {
  if (!(await isFile(to))) {
    await makeFolder(dirname(to));
    if (how.keep) await copyWhole(from, to);
    else await move(from, to);
  } else if (!how.keep) await rm(from);
}

async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    // The project lies on another disk.
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error;
    await copyWhole(from, to);
    await rm(from);
  }
}

/** Under its name only when it is whole. */
async function copyWhole(from: string, to: string): Promise<void> {
  const part = `${to}.part`;
  try {
    await copyFile(from, part);
    await rename(part, to);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

/** A list of names and nothing else. A table can have the name of such a list, and be the data of the same drop. */
async function isOnlyNames(path: string): Promise<boolean> {
  return (await identifyFiles([path])).every(({ role }) => role === 'labels');
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() ?? false;
}

async function isEmpty(folder: string): Promise<boolean> {
  return (await readdir(folder).catch(() => [])).length === 0;
}

/** The folders a batch leaves behind; one with something in it stays. */
async function removeIfEmpty(folder: string, uploads: string): Promise<void> {
  for (let dir = folder; isInside(uploads, dir); dir = dirname(dir)) {
    try {
      await rmdir(dir);
    } catch {
      return;
    }
  }
}
