// Which project a command works in, and how flags become its model, data, mapping and settings.
import { existsSync, rmSync } from 'node:fs';
import { mkdtemp, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { MappingCheck } from '../../app/api/schemas/mapping.ts';
import type { Task } from '../../app/api/schemas/models.ts';
import type { ProjectView } from '../../app/api/schemas/projects.ts';
import { AppError } from '../../app/base/errors.ts';
import { columnKind } from '../../app/mapping/columnKind.ts';
import { whyNoThreshold } from '../../app/api/decision.ts';
import { projectNameFrom } from '../../app/api/names.ts';
import type { OutputOptions } from './output.ts';
import { readOptions, type ReadFlags } from './options.ts';
import { waitForJob, type Session } from './session.ts';

export interface ProjectFlags extends ReadFlags {
  project?: string;
  out?: string;
  model?: string;
  labels?: string;
  data?: string[];
  target?: string;
  time?: string;
  id?: string;
  weight?: string;
  positive?: string;
  threshold?: number;
  task?: Task;
  map?: string;
}

export interface OpenedProject {
  view: ProjectView;
  /** It has a mapping that was saved before this command: flags change what they name, and nothing else. */
  isMapped: boolean;
  /** Removes a project that was made for this command alone. */
  dispose(): Promise<void>;
  /**
   * After a failure: takes away a kept project that this command made, where model or data were refused, so that it holds
   * nothing to go on with. True when nothing is left.
   */
  discard(): Promise<boolean>;
}

/**
 * --project or --out name a folder that stays; otherwise the project lives as long as the command. A new one is named after
 * its model, else its data, as in the window.
 * @param otherwise its name where the flags name neither
 */
export async function openProject(session: Session, flags: ProjectFlags, otherwise: string): Promise<OpenedProject> {
  const first = flags.model ?? flags.data?.[0];
  const name = (first === undefined ? undefined : projectNameFrom(resolve(first))) ?? otherwise;
  if (flags.project !== undefined && flags.out !== undefined) {
    throw new AppError('INVALID_INPUT', '--project and --out name a project each, and there can be but one.', {
      hint: '--project works in one that is there, --out makes one or goes on in it.',
    });
  }
  const kept = flags.project ?? flags.out;
  if (kept !== undefined) {
    const folder = resolve(kept);
    const exists = existsSync(join(folder, 'drydock.json')) || folder.endsWith('drydock.json');
    if (!exists && flags.project !== undefined) {
      throw new AppError('NOT_FOUND', `There is no project in ${folder}.`, {
        hint: 'Name a folder that holds a drydock.json. drydock validate makes one with --out DIR in place of --project DIR.',
        where: { path: folder },
      });
    }
    const above = existsSync(folder) ? null : firstMissing(folder);
    const view = exists
      ? await session.client['projects.open']({ project: folder })
      : await session.client['projects.create']({ name, folder });
    return {
      view,
      isMapped: exists && view.mapping !== null,
      dispose: () => Promise.resolve(),
      discard: async () => !exists && (await discardEmpty(session, folder, above)),
    };
  }
  const folder = await mkdtemp(join(tmpdir(), 'drydock-'));
  const view = await session.client['projects.create']({ name, folder: join(folder, 'project') });
  // A command that keeps another project notes this one, too, and it will be gone.
  await session.client['projects.forgetRecent']({ project: view.project });
  const dispose = (): Promise<void> => rm(folder, { recursive: true, force: true });
  // Also where the command is ended before it comes to that.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return { view, isMapped: false, dispose, discard: () => dispose().then(() => true) };
}

/** The uppermost folder on the way that has to be made. */
function firstMissing(folder: string): string {
  const parent = dirname(folder);
  return parent === folder || existsSync(parent) ? folder : firstMissing(parent);
}

/** @param above the uppermost folder that was made for it; null = it was there before */
async function discardEmpty(session: Session, project: string, above: string | null): Promise<boolean> {
  const { isGone } = await session.client['projects.discard']({ project, isHalfNothing: true });
  if (!isGone) return false;
  for (let folder = dirname(project); above !== null && folder.startsWith(above); folder = dirname(folder)) {
    try {
      await rmdir(folder);
    } catch {
      // Somebody else keeps something there.
      break;
    }
  }
  return true;
}

/** Brings model, data and mapping into the project as the flags say. */
export async function fillProject(
  session: Session,
  opened: OpenedProject,
  flags: ProjectFlags & {
    /** Data without the target are rows whose labels are not known yet. */
    labelsMayLack?: boolean;
  },
  output: OutputOptions,
): Promise<ProjectView> {
  const { project } = opened.view;
  let view = opened.view;
  const model = flags.model ?? (flags.labels === undefined ? undefined : modelPath(view));
  if (model !== undefined) {
    const labels = flags.labels === undefined ? {} : { labels: resolve(flags.labels) };
    view = await session.client['projects.setModel']({ project, path: resolve(model), ...labels });
  }
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
  const { target, ...others } = flags;
  const isUnlabelled = flags.labelsMayLack === true && target !== undefined && view.data !== null && !hasColumn(view, target);
  const roles = { ...(isUnlabelled ? others : flags), keep: opened.isMapped };
  return setThreshold(session, await setMapping(session, view, roles), flags.threshold);
}

export function hasColumn({ data }: Pick<ProjectView, 'data'>, column: string): boolean {
  return data?.columns.some(({ name }) => name === column) ?? false;
}

/** The model whose classes --labels names. */
function modelPath(view: ProjectView): string {
  if (view.model) return view.model.path;
  requireFiles(view);
  throw new AppError('INVALID_INPUT', 'There is no model whose classes --labels could name.', {
    hint: 'Give one with --model FILE.onnx.',
  });
}

/** A mapping file, the saved mapping, or the suggestion, with what the flags tell: they win. */
async function setMapping(session: Session, view: ProjectView, flags: ProjectFlags & { keep: boolean }): Promise<ProjectView> {
  const { project } = view;
  const { target, time, id, weight, positive, task, keep } = flags;
  const told = { target, time, id, weight, positive, task };
  requireOneRoleEach({ target, time, id, weight });
  if (flags.map === undefined && Object.values(told).every((value) => value === undefined)) return view;
  if (!view.model || !view.data) {
    requireFiles(view);
    throw new AppError('INVALID_INPUT', 'A mapping needs both a model and data.', {
      hint: 'Give --model and --data, or a project that has them.',
    });
  }
  return flags.map === undefined
    ? session.client['projects.suggestMapping']({ project, told, keep })
    : session.client['projects.loadMapping']({ project, path: resolve(flags.map), told });
}

/** @throws INVALID_INPUT when one column is named by two of the flags */
function requireOneRoleEach(roles: Record<string, string | undefined>): void {
  const named = new Map<string, string>();
  for (const [role, column] of Object.entries(roles)) {
    if (column === undefined) continue;
    const other = named.get(column);
    if (other !== undefined) {
      throw new AppError('INVALID_INPUT', `The column "${column}" cannot be --${other} and --${role} at once.`, {
        hint: 'Name another column for one of them, or leave it out.',
        where: { column },
      });
    }
    named.set(column, role);
  }
}

/** Wins over the threshold of the file; the costs that were set beside it stay. */
async function setThreshold(session: Session, view: ProjectView, threshold: number | undefined): Promise<ProjectView> {
  if (threshold === undefined || !view.mapping) return view;
  const { project, mapping } = view;
  const why = whyNoThreshold(mapping.reading);
  if (why !== null) {
    throw new AppError('INVALID_INPUT', `--threshold cannot be used: ${why}.`, {
      hint: 'It needs a model of two classes that gives their scores. Leave it out.',
    });
  }
  const costs = mapping.decision ?? { falsePositiveCost: 1, falseNegativeCost: 1 };
  return session.client['projects.setMapping']({ project, mapping: { ...mapping, decision: { ...costs, threshold } } });
}

/** What the window offers at the place of the problem, the command line offers as an option. */
function hintFor({ code, hint, column }: MappingCheck['problems'][number], { data }: ProjectView): string {
  if (code === 'unmapped-input')
    return `${hint} Here: --map FILE says which columns feed which input (user guide, chapter "Command line").`;
  if (code !== 'time-not-read' || column === undefined) return hint;
  const asked = data?.questions.find((question) => question.column === column)?.choices.map(({ value }) => value);
  const profile = data?.columns.find(({ name }) => name === column);
  const usual =
    profile && columnKind(profile) === 'number'
      ? ['epoch-s', 'epoch-ms', 'epoch-us']
      : ['day-month-year', 'month-day-year', 'iso'];
  const [first = '', ...others] = asked?.filter((value) => value !== 'not-a-time') ?? usual;
  return `Say how its times are written: --date-order "${column}=${first}" (or ${others.join(', ')}).`;
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
  if (error && !view.check?.ready) throw new AppError('DATA_MISMATCH', error.message, { hint: hintFor(error, view) });
}
