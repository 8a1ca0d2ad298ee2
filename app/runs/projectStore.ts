// A project is a folder with drydock.json in it. Pure file operations: nothing here opens a model or a dataset.
import { mkdir, readFile, readdir, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { z } from 'zod';
import type { NamedSlice } from '../api/schemas/common.ts';
import { ProjectFile, type MissingFile } from '../api/schemas/projects.ts';
import type { ReadOptions } from '../api/schemas/datasets.ts';
import type { ToldClasses } from '../api/schemas/models.ts';
import type { Mapping } from '../api/schemas/mapping.ts';
import type { QualitySettings } from '../api/schemas/quality.ts';
import { RunSettings } from '../api/schemas/runs.ts';
import { AppError } from '../base/errors.ts';
import { writeJsonAtomic } from '../storage/atomicWrite.ts';
import { withFolderLock } from '../storage/folderLock.ts';
import { makeFolder } from '../storage/makeFolder.ts';
import { isNoEntry } from './recordFiles.ts';
import { parseVersioned } from './parseVersioned.ts';

export const projectFileName = 'drydock.json';

export interface Project {
  /** Absolute folder. */
  dir: string;
  file: ProjectFile;
}

/** The path as kept in drydock.json: relative (with `/`) when it lies in the project folder or beside it, else absolute. */
export function storedPath(projectDir: string, path: string): string {
  const dir = resolve(projectDir);
  const absolute = resolve(path);
  const parent = dirname(dir);
  // In the root folder everything on the disk would be "beside" the project.
  const home = dirname(parent) === parent ? dir : parent;
  return isWithin(home, absolute) ? relative(dir, absolute).split(sep).join('/') : absolute;
}

/** Whether a path lies in a folder, at whatever depth. */
export function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** The absolute path of one kept in drydock.json. */
export function resolvedPath(projectDir: string, stored: string): string {
  return resolve(projectDir, stored);
}

/** A folder name made of a project name: letters, digits and dashes. */
export function folderName(name: string): string {
  const safe = name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase()
    .slice(0, 60);
  return safe || 'project';
}

/**
 * Creates a project folder. With `folder`: there (it may exist). Without: a fresh folder under `projectsFolder`, and where a
 * project beside it has that name already, a number makes both folder and name its own: "lgbm 2" in `lgbm-2`.
 * @throws CONFLICT when the folder already holds a project.
 */
export async function createProject(options: {
  name: string;
  folder?: string | undefined;
  projectsFolder: string;
  /** Where they differ from the usual ones. */
  settings?: Partial<RunSettings>;
}): Promise<Project> {
  const { dir, name } = options.folder
    ? { dir: resolve(options.folder), name: options.name }
    : await freshFolder(options.projectsFolder, options.name);
  if (await exists(join(dir, projectFileName))) {
    throw new AppError('CONFLICT', `There is a project in this folder already: ${dir}`, {
      hint: 'Open it, or choose another folder.',
      where: { path: dir },
    });
  }
  await makeFolder(dir);
  const file: ProjectFile = {
    version: 1,
    name,
    createdAt: new Date().toISOString(),
    model: null,
    data: null,
    mapping: null,
    settings: RunSettings.parse(options.settings ?? {}),
    baselineRun: null,
    slices: [],
  };
  try {
    await writeJsonAtomic(join(dir, projectFileName), file);
  } catch (error) {
    // On a full disk a folder can be made where no file can be written: none without a project in it is left.
    if (!options.folder) await rmdir(dir).catch(() => undefined);
    throw error;
  }
  return { dir, file };
}

/**
 * Opens a project folder or its drydock.json.
 * @throws NOT_FOUND, FILE_UNREADABLE (damaged, named), PROJECT_NEWER
 */
export async function openProject(path: string): Promise<Project> {
  const { dir, file } = await readProject(path);
  return { dir, file };
}

/**
 * Takes away a project that holds nothing: neither model nor data nor runs. What others keep in its folder stays there.
 * @param how isHalfNothing: also one that has a model without data, or data without a model
 * @returns whether it is gone
 * @throws as openProject does
 */
export async function discardEmptyProject(path: string, how: { isHalfNothing: boolean }): Promise<boolean> {
  const { dir, file } = await readProject(path);
  const runs = await readdir(join(dir, 'runs')).catch(() => []);
  const has = [file.model, file.data].filter((one) => one !== null).length;
  if (runs.length > 0 || has > (how.isHalfNothing ? 1 : 0)) return false;
  await rm(join(dir, '.drydock'), { recursive: true, force: true });
  await rm(join(dir, projectFileName), { force: true });
  await rmdir(dir).catch(() => undefined);
  return true;
}

/** Also what the file holds that this version does not know or cannot read: it is kept when the rest is written anew. */
async function readProject(path: string): Promise<Project & { notUnderstood: Record<string, unknown> }> {
  const absolute = resolve(path);
  const dir = basename(absolute) === projectFileName ? dirname(absolute) : absolute;
  const text = await projectText(dir);
  const about = { path: join(dir, projectFileName), version: 1, what: 'project file' };
  const file: ProjectFile & Record<string, unknown> = parseVersioned(ProjectFile, text, about);
  const all = Object.entries(JSON.parse(text) as Record<string, unknown>);
  return { dir, file, notUnderstood: Object.fromEntries(all.filter(([key]) => file[key] === undefined)) };
}

async function projectText(dir: string): Promise<string> {
  try {
    // Editors of Windows put a byte order mark in front.
    return (await readFile(join(dir, projectFileName), 'utf8')).replace(/^\uFEFF/, '');
  } catch (error) {
    if (isNoEntry(error)) {
      throw new AppError('NOT_FOUND', `There is no project here: ${dir}`, {
        hint: `A project is a folder with ${projectFileName} in it. Choose such a folder, or create a project.`,
        where: { path: dir },
      });
    }
    throw error;
  }
}

const pending = new Map<string, Promise<unknown>>();

/**
 * Reads, changes and writes drydock.json; changes of one project are done one after the other, those of other processes
 * included.
 */
export async function updateProject(dir: string, change: (file: ProjectFile) => ProjectFile): Promise<Project> {
  const key = resolve(dir);
  const before = pending.get(key) ?? Promise.resolve();
  const step = before
    .catch(() => undefined)
    .then(() =>
      withFolderLock(key, async () => {
        const project = await readProject(key);
        const file = ProjectFile.parse(change(project.file));
        const said = Object.fromEntries(Object.entries(file).filter(([, value]) => value !== undefined));
        await writeJsonAtomic(join(project.dir, projectFileName), { ...project.notUnderstood, ...said });
        return { dir: project.dir, file };
      }),
    );
  pending.set(key, step);
  try {
    return await step;
  } finally {
    if (pending.get(key) === step) pending.delete(key);
  }
}

export function renameProject(dir: string, name: string): Promise<Project> {
  return updateProject(dir, (file) => ({ ...file, name }));
}

/** `path` is absolute; it is kept relative where that is possible. Null takes the model away. */
export function setProjectModel(
  dir: string,
  model: { path: string; sha256: string; labels?: ToldClasses | undefined } | null,
): Promise<Project> {
  return updateProject(dir, (file) => ({
    ...file,
    model: model && { path: storedPath(dir, model.path), sha256: model.sha256, ...(model.labels && { labels: model.labels }) },
  }));
}

/** `options` as in the dataset card, so that the files are read the same way again. */
export function setProjectData(
  dir: string,
  data: { paths: string[]; sha256: string; options: ReadOptions } | null,
): Promise<Project> {
  return updateProject(dir, (file) => ({
    ...file,
    data: data && { paths: data.paths.map((path) => storedPath(dir, path)), sha256: data.sha256, options: data.options },
  }));
}

export function setProjectMapping(dir: string, mapping: Mapping | null): Promise<Project> {
  return updateProject(dir, (file) => ({ ...file, mapping }));
}

export function setProjectSettings(dir: string, settings: RunSettings): Promise<Project> {
  return updateProject(dir, (file) => ({ ...file, settings }));
}

/** Paths of a reference file are kept as those of the data are. */
export function setProjectQuality(dir: string, quality: QualitySettings): Promise<Project> {
  const { reference } = quality;
  const stored =
    reference.kind === 'file' ? { ...reference, paths: reference.paths.map((path) => storedPath(dir, path)) } : reference;
  return updateProject(dir, (file) => ({ ...file, quality: { ...quality, reference: stored } }));
}

/** `text` null takes the statement back. */
export function setReadinessStatement(dir: string, test: string, text: string | null): Promise<Project> {
  return updateProject(dir, (file) => {
    const { [test]: _before, ...others } = file.readiness ?? {};
    const readiness = text === null ? others : { ...others, [test]: text };
    const { readiness: _all, ...rest } = file;
    return Object.keys(readiness).length > 0 ? { ...rest, readiness } : rest;
  });
}

export function setProjectBaseline(dir: string, baselineRun: string | null): Promise<Project> {
  return updateProject(dir, (file) => ({ ...file, baselineRun }));
}

/** @throws INVALID_INPUT when two of them have the same name */
export async function setProjectSlices(dir: string, slices: NamedSlice[]): Promise<Project> {
  const names = new Set<string>();
  for (const { name } of slices) {
    const key = name.toLowerCase();
    if (names.has(key)) {
      throw new AppError('INVALID_INPUT', `There are two slices called “${name}”.`, {
        hint: 'Give each slice a name of its own; upper and lower case make no difference.',
      });
    }
    names.add(key);
  }
  return updateProject(dir, (file) => ({ ...file, slices }));
}

/** Files the project names that are not there. */
export async function missingFiles(project: Project): Promise<z.infer<typeof MissingFile>[]> {
  const { model, data } = project.file;
  const named = [
    ...(model ? [{ role: 'model' as const, path: resolvedPath(project.dir, model.path), sha256: model.sha256 }] : []),
    ...(data?.paths ?? []).map((path) => ({
      role: 'data' as const,
      path: resolvedPath(project.dir, path),
      sha256: data?.sha256 ?? '',
    })),
  ];
  const found = await Promise.all(named.map((file) => exists(file.path)));
  return named.filter((_, index) => !found[index]);
}

async function freshFolder(parent: string, name: string): Promise<{ dir: string; name: string }> {
  await makeFolder(parent);
  const taken = new Set(await readdir(parent));
  const base = folderName(name);
  let isNamesake = false;
  for (let number = 1; ; number++) {
    const dir = join(parent, number === 1 ? base : `${base}-${String(number)}`);
    if (taken.has(basename(dir))) {
      isNamesake ||= await isCalled(dir, name);
      continue;
    }
    try {
      await mkdir(dir);
      return { dir, name: isNamesake ? `${name} ${String(number)}` : name };
    } catch (error) {
      // Somebody else took the folder meanwhile: try the next one.
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      isNamesake = true;
    }
  }
}

/** Whether the project in a folder has this name, or one that differs in upper and lower case only. */
async function isCalled(dir: string, name: string): Promise<boolean> {
  const project = await openProject(dir).catch(() => null);
  return project?.file.name.toLowerCase() === name.toLowerCase();
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isNoEntry(error)) return false;
    throw error;
  }
}
