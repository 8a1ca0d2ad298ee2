// A project is a folder with drydock.json in it. Pure file operations: nothing here opens a model or a dataset.
import { mkdir, readFile, readdir, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { z } from 'zod';
import { ProjectFile, type MissingFile } from '../api/schemas/projects.ts';
import type { ReadOptions } from '../api/schemas/datasets.ts';
import type { Mapping } from '../api/schemas/mapping.ts';
import { RunSettings } from '../api/schemas/runs.ts';
import { AppError } from '../base/errors.ts';
import { writeJsonAtomic } from '../storage/atomicWrite.ts';
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

function isWithin(folder: string, path: string): boolean {
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
 * Creates a project folder. With `folder`: there (it may exist). Without: a fresh folder under `projectsFolder`.
 * @throws CONFLICT when the folder already holds a project.
 */
export async function createProject(options: {
  name: string;
  folder?: string | undefined;
  projectsFolder: string;
}): Promise<Project> {
  const dir = options.folder ? resolve(options.folder) : await freshFolder(options.projectsFolder, folderName(options.name));
  if (await exists(join(dir, projectFileName))) {
    throw new AppError('CONFLICT', `There is a project in this folder already: ${dir}`, {
      hint: 'Open it, or choose another folder.',
      where: { path: dir },
    });
  }
  await mkdir(dir, { recursive: true });
  const file: ProjectFile = {
    version: 1,
    name: options.name,
    createdAt: new Date().toISOString(),
    model: null,
    data: null,
    mapping: null,
    settings: RunSettings.parse({}),
    baselineRun: null,
  };
  await writeJsonAtomic(join(dir, projectFileName), file);
  return { dir, file };
}

/**
 * Opens a project folder or its drydock.json.
 * @throws NOT_FOUND, FILE_UNREADABLE (damaged, named), PROJECT_NEWER
 */
export async function openProject(path: string): Promise<Project> {
  const absolute = resolve(path);
  const dir = basename(absolute) === projectFileName ? dirname(absolute) : absolute;
  const file = join(dir, projectFileName);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (isNoEntry(error)) {
      throw new AppError('NOT_FOUND', `There is no project here: ${dir}`, {
        hint: `A project is a folder with ${projectFileName} in it. Choose such a folder, or create a project.`,
        where: { path: dir },
      });
    }
    throw error;
  }
  return { dir, file: parseVersioned(ProjectFile, text, { path: file, version: 1, what: 'project file' }) };
}

const pending = new Map<string, Promise<unknown>>();

/** Reads, changes and writes drydock.json; changes of one project are done one after the other. */
export async function updateProject(dir: string, change: (file: ProjectFile) => ProjectFile): Promise<Project> {
  const key = resolve(dir);
  const before = pending.get(key) ?? Promise.resolve();
  const step = before
    .catch(() => undefined)
    .then(async () => {
      const project = await openProject(key);
      const file = ProjectFile.parse(change(project.file));
      await writeJsonAtomic(join(project.dir, projectFileName), file);
      return { dir: project.dir, file };
    });
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
export function setProjectModel(dir: string, model: { path: string; sha256: string } | null): Promise<Project> {
  return updateProject(dir, (file) => ({
    ...file,
    model: model && { path: storedPath(dir, model.path), sha256: model.sha256 },
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

export function setProjectBaseline(dir: string, baselineRun: string | null): Promise<Project> {
  return updateProject(dir, (file) => ({ ...file, baselineRun }));
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

async function freshFolder(parent: string, name: string): Promise<string> {
  await mkdir(parent, { recursive: true });
  const taken = new Set(await readdir(parent));
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}-${String(number)}`;
    if (taken.has(candidate)) continue;
    try {
      await mkdir(join(parent, candidate));
      return join(parent, candidate);
    } catch (error) {
      // Somebody else took the name meanwhile: try the next one.
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
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

function isNoEntry(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
