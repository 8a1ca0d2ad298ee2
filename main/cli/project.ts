// Which project a command works in, and how flags become its model, data, mapping and settings.
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readFile } from 'node:fs/promises';
import type { Mapping } from '../../app/api/schemas/mapping.ts';
import type { Task } from '../../app/api/schemas/models.ts';
import { ProjectFile, type ProjectView } from '../../app/api/schemas/projects.ts';
import { AppError } from '../../app/base/errors.ts';
import { completeMapping, PartialMapping } from '../../app/mapping/partialMapping.ts';
import { suggestMapping } from '../../app/mapping/suggestMapping.ts';
import type { OutputOptions } from './output.ts';
import { parse, readOptions, type ReadFlags } from './options.ts';
import { waitForJob, type Session } from './session.ts';

export interface ProjectFlags extends ReadFlags {
  project?: string;
  out?: string;
  model?: string;
  data?: string[];
  target?: string;
  time?: string;
  id?: string;
  weight?: string;
  positive?: string;
  task?: Task;
  map?: string;
}

export interface OpenedProject {
  view: ProjectView;
  /** Removes a project that was made for this command alone. */
  dispose(): Promise<void>;
}

/** --project or --out name a folder that stays; otherwise the project lives as long as the command. */
export async function openProject(session: Session, flags: ProjectFlags, name: string): Promise<OpenedProject> {
  const kept = flags.project ?? flags.out;
  if (kept !== undefined) {
    const folder = resolve(kept);
    const exists = existsSync(join(folder, 'drydock.json')) || folder.endsWith('drydock.json');
    if (!exists && flags.project !== undefined) {
      throw new AppError('NOT_FOUND', `There is no project in ${folder}.`, {
        hint: 'Name a folder that holds a drydock.json, or give --model and --data.',
        where: { path: folder },
      });
    }
    const view = exists
      ? await session.client['projects.open']({ project: folder })
      : await session.client['projects.create']({ name, folder });
    return { view, dispose: () => Promise.resolve() };
  }
  const folder = await mkdtemp(join(tmpdir(), 'drydock-'));
  const view = await session.client['projects.create']({ name, folder: join(folder, 'project') });
  return { view, dispose: () => rm(folder, { recursive: true, force: true }) };
}

/** Brings model, data and mapping into the project as the flags say. */
export async function fillProject(
  session: Session,
  opened: OpenedProject,
  flags: ProjectFlags,
  output: OutputOptions,
): Promise<ProjectView> {
  const { project } = opened.view;
  let view = opened.view;
  if (flags.model !== undefined) view = await session.client['projects.setModel']({ project, path: resolve(flags.model) });
  if (flags.data !== undefined) {
    const { jobId } = await session.client['projects.setData']({
      project,
      paths: flags.data.map((path) => resolve(path)),
      options: readOptions(flags),
    });
    const job = await waitForJob(session, jobId, output);
    if (job.state === 'cancelled')
      throw new AppError('CANCELLED', 'Cancelled while reading the data.', { hint: 'The data were not taken over.' });
    view = await session.client['projects.get']({ project });
  }
  const mapping = await mappingFromFlags(view, flags);
  return mapping ? session.client['projects.setMapping']({ project, mapping }) : view;
}

/**
 * A mapping file, whole or partial, or the mapping of a project file.
 * @throws INVALID_INPUT naming the field, PROJECT_NEWER
 */
async function readMapping(path: string): Promise<PartialMapping> {
  const what = `mapping file ${path}`;
  const value = jsonObject(await readFile(resolve(path), 'utf8'), path);
  const version = value['version'];
  if (typeof version === 'number' && version > 1) {
    throw new AppError('PROJECT_NEWER', `The ${what} was written by a newer version of Drydock.`, {
      hint: `It has format ${String(version)}, this version reads format 1. Update Drydock, or leave "version" out of a mapping written by hand.`,
      where: { file: path },
    });
  }
  if (!('createdAt' in value)) return parse(PartialMapping, what, value);
  const { mapping } = parse(ProjectFile, `project file ${path}`, value);
  if (mapping) return mapping;
  throw new AppError('INVALID_INPUT', `The project file ${path} holds no mapping yet.`, {
    hint: 'Name a mapping file, or a project whose mapping was made.',
  });
}

function jsonObject(text: string, path: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new AppError('INVALID_INPUT', `The mapping file ${path} is not JSON: ${(error as Error).message}.`, {
      hint: 'Check the file for a missing comma or quote.',
      where: { file: path },
    });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new AppError('INVALID_INPUT', `The mapping file ${path} does not hold a JSON object.`, {
    hint: 'See the user guide, chapter "Command line", for a minimal one.',
    where: { file: path },
  });
}

async function mappingFromFlags(view: ProjectView, flags: ProjectFlags): Promise<Mapping | undefined> {
  const { target, time, id, weight, positive, task } = flags;
  const wishes = Object.fromEntries(
    Object.entries({ target, time, id, weight, positive, task }).filter(([, value]) => value !== undefined),
  );
  if (flags.map === undefined && Object.keys(wishes).length === 0) return undefined;
  if (!view.model || !view.data) {
    throw new AppError('INVALID_INPUT', 'A mapping needs both a model and data.', {
      hint: 'Give --model and --data, or a project that has them.',
    });
  }
  const suggested = suggestMapping(view.model, view.data, wishes);
  if (flags.map === undefined) return suggested;
  return completeMapping(await readMapping(flags.map), suggested, { model: view.model, data: view.data });
}

/** What the window offers at the place of the problem, the command line offers as an option. */
function optionFor(code: string | undefined, view: ProjectView): string {
  if (code === 'unmapped-input')
    return ' Here: --map FILE says which columns feed which input (user guide, chapter "Command line").';
  if (code !== 'time-not-read') return '';
  const time = view.mapping?.columns.find(({ role }) => role === 'time')?.name ?? 'COLUMN';
  return ` Here: --date-order "${time}=epoch-s" (or epoch-ms, epoch-us, day-month-year, month-day-year, iso).`;
}

/** A file the project names that is not where it was. */
function requireFiles(view: ProjectView): void {
  for (const role of ['model', 'data'] as const) {
    const gone = view[role] ? undefined : view.missing.find((one) => one.role === role);
    if (!gone) continue;
    throw new AppError('NOT_FOUND', `The ${role} of the project ${role === 'data' ? 'are' : 'is'} missing: ${gone.path}`, {
      hint: `Put the file back, or name another with --${role}.`,
      where: { path: gone.path },
    });
  }
}

/** Says why a run cannot start, or nothing. */
export function requireReady(view: ProjectView): void {
  requireFiles(view);
  if (!view.model)
    throw new AppError('INVALID_INPUT', 'There is no model to validate.', { hint: 'Give one with --model FILE.onnx.' });
  if (!view.data)
    throw new AppError('INVALID_INPUT', 'There are no data to validate on.', { hint: 'Give them with --data FILE.' });
  const error = view.check?.problems.find(({ severity }) => severity === 'error');
  if (error && !view.check?.ready)
    throw new AppError('DATA_MISMATCH', error.message, { hint: `${error.hint}${optionFor(error.code, view)}` });
}
