import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import { count } from '../../../app/base/counts.ts';
import { SavedReference, type DriftPresetName, type DriftRecord, type DriftReference } from '../../../app/api/schemas/drift.ts';
import { AppError } from '../../../app/base/errors.ts';
import { DriftGateFile, evaluateDriftGate, type DriftGateResult } from '../../../app/drift/driftGate.ts';
import { isReferenceFile } from '../../../app/drift/profile/profileArchive.ts';
import { textDrift } from '../../../app/drift/textDrift.ts';
import { writeFileAtomic } from '../../../app/storage/atomicWrite.ts';
import { reportFile, readJsonFile, readOptions } from '../options.ts';
import { ruleLine, writeGate, writeJson, writeLine, type OutputOptions } from '../output.ts';
import { fillProject, hasColumn, openProject, type ProjectFlags } from '../project.ts';
import { waitForJob, type Session } from '../session.ts';
import { timeFlag } from '../timeFlag.ts';
import { runOnce } from './validate.ts';

export interface DriftFlags extends Omit<ProjectFlags, 'data'>, OutputOptions {
  reference?: string[];
  referenceProject?: string;
  referenceStart?: string;
  referenceEnd?: string;
  current?: string[];
  preset?: DriftPresetName;
  window?: string;
  columns?: string[];
  segments?: string;
  run?: string;
  rows?: number;
  seed?: number;
  name?: string;
  gate?: string;
  report?: string;
  falseAlarms?: number;
  saveReference?: string;
  /** `--no-sample`: false. */
  sample?: boolean;
}

const Result = z.object({ driftId: z.string() });

/** Exit code: 0 fine, 1 the gate failed, 130 cancelled. */
export async function driftCommand(session: Session, flags: DriftFlags): Promise<number> {
  const gate = flags.gate === undefined ? undefined : await readJsonFile(DriftGateFile, 'gate file', flags.gate);
  const reportPath = flags.report === undefined ? null : reportFile(flags.report);
  const period = periodOf(flags);
  requireOneReference(flags);
  requireOneCurrent(flags);
  requireSample(flags);
  const opened = await openProject(session, flags, 'drift');
  const isTable = flags.reference !== undefined && !(await Promise.all(flags.reference.map(isReferenceFile))).includes(true);
  const other = isTable && flags.model !== undefined ? await referenceProject(session, flags) : null;
  try {
    const { project } = opened.view;
    const reference = referenceOf(flags, other?.project ?? flags.referenceProject) ?? period;
    if (flags.current === undefined && flags.project === undefined && flags.saveReference !== undefined) {
      const saved = await saveReference(session, { project, reference, flags });
      if (flags.json) writeJson({ savedReference: saved });
      return 0;
    }
    const { current, time: _time, target: _target, ...given } = flags;
    const view = await fillProject(
      session,
      opened,
      { ...given, ...(current && { data: current }), ...asMapped(flags), labelsMayLack: hasLabelsBefore(flags, other) },
      flags,
    );
    if (!view.data) {
      throw new AppError('INVALID_INPUT', 'There are no data to look at.', {
        hint: 'Give them with --current FILE, or --project DIR.',
      });
    }
    if (flags.model !== undefined) await runOnce(session, project, {});
    const saved = flags.saveReference === undefined ? null : await saveReference(session, { project, reference, flags });
    const { jobId } = await session.client['drift.start']({
      project,
      ...(flags.name !== undefined && { name: flags.name }),
      settings: settingsOf(flags, reference),
    });
    const { driftId } = Result.parse(await resultOf(session, jobId, flags));
    const record = await session.client['drift.get']({ project, driftId });
    const verdict = gate && evaluateDriftGate(gate, record.report);
    if (reportPath !== null) {
      const { path } = await session.client['drift.report']({ project, driftId });
      await writeFileAtomic(reportPath, await readFile(path));
    }
    if (flags.json) writeJson({ ...record.report, ...(verdict && { gate: verdict }), ...(saved && { savedReference: saved }) });
    else print(record, flags, verdict);
    return verdict && !verdict.ok ? 1 : 0;
  } finally {
    await other?.dispose();
    await opened.dispose();
  }
}

function settingsOf(flags: DriftFlags, reference: DriftReference) {
  return {
    ...(flags.preset && { preset: flags.preset }),
    reference,
    time: flags.time ?? null,
    target: flags.target ?? null,
    ...(flags.window !== undefined && { window: flags.window }),
    runId: flags.run ?? null,
    columns: flags.columns ?? null,
    segments: flags.segments ?? null,
    ...(flags.rows !== undefined && { maxRows: flags.rows }),
    ...(flags.seed !== undefined && { seed: flags.seed }),
    falseAlarmsAMonth: flags.falseAlarms ?? null,
  };
}

async function resultOf(session: Session, jobId: string, flags: DriftFlags): Promise<unknown> {
  const job = await waitForJob(session, jobId, flags);
  if (job.state === 'cancelled') throw new AppError('CANCELLED', 'Cancelled: nothing was kept.', { hint: 'Start it again.' });
  return job.result;
}

async function saveReference(
  session: Session,
  { project, reference, flags }: { project: string; reference: DriftReference; flags: DriftFlags },
): Promise<SavedReference> {
  const { jobId } = await session.client['drift.saveReference']({
    project,
    settings: settingsOf(flags, reference),
    path: resolve(flags.saveReference ?? ''),
    keepsRows: flags.sample ?? true,
  });
  const saved = SavedReference.parse(await resultOf(session, jobId, flags));
  if (!flags.json && !flags.quiet) writeLine(savedLine(saved));
  return saved;
}

function savedLine({ path, sizeBytes, rows, used, columns, sampled, leftOut }: SavedReference): string {
  const of = used < rows ? `a sample of ${count(used)} of ${count(rows)} rows` : `${count(rows)} rows`;
  const kept = sampled > 0 ? `${count(sampled)} of them whole` : 'none of them whole';
  const without = leftOut.length > 0 ? `; nothing is kept of ${leftOut.join(', ')}` : '';
  return `Reference saved in ${path} (${count(Math.ceil(sizeBytes / 1000))} kB): ${of}, ${kept}, ${count(columns)} columns${without}`;
}

function referenceOf(flags: DriftFlags, project: string | undefined) {
  if (project !== undefined) return { from: 'project' as const, path: resolve(project) };
  const { reference } = flags;
  return reference && { from: 'files' as const, paths: reference.map((path) => resolve(path)), options: readOptions(flags) };
}

/** Data given to a project would take the place of those that it has, and of their mapping. */
function requireOneCurrent({ project, current }: DriftFlags): void {
  if (project === undefined || current === undefined) return;
  throw new AppError(
    'INVALID_INPUT',
    '--project has data of its own: --current would take their place, and that of their mapping.',
    {
      hint: 'Hold the file against the data of the project: --current FILE --reference-project DIR.',
    },
  );
}

function requireOneReference({ reference, referenceProject, referenceStart }: DriftFlags): void {
  if (referenceProject === undefined || (!reference && referenceStart === undefined)) return;
  throw new AppError('INVALID_INPUT', '--reference-project and another reference are given, and there can be but one.', {
    hint: 'Leave one of them out.',
  });
}

function requireSample({ sample, saveReference: path }: DriftFlags): void {
  if (sample !== false || path !== undefined) return;
  throw new AppError('INVALID_INPUT', '--no-sample says what a saved reference holds, and none is saved.', {
    hint: 'Save one with --save-reference FILE.',
  });
}

/** Without a model there is no mapping that a role could go into: --time and --target are then told to the comparison alone. */
function asMapped({ model, project, time, target }: DriftFlags): { time?: string; target?: string } {
  if (model === undefined && project === undefined) return {};
  return { ...(time !== undefined && { time }), ...(target !== undefined && { target }) };
}

/** Fresh rows whose labels are not known yet are estimated for by a reference that has them. */
function hasLabelsBefore({ reference, referenceProject: path }: DriftFlags, run: ReferenceRun | null): boolean {
  return run ? run.isLabelled : reference !== undefined || path !== undefined;
}

interface ReferenceRun {
  project: string;
  /** It has the column that is named as the target. */
  isLabelled: boolean;
  dispose: () => Promise<void>;
}

/** The reference run through the same model, so that predictions can be compared and performance estimated. */
async function referenceProject(session: Session, flags: DriftFlags): Promise<ReferenceRun> {
  const { project: _project, out: _out, current: _current, reference, ...rest } = flags;
  const { model: _model, ...unnamed } = rest;
  // Named after its data: the report says what was held against what.
  const opened = await openProject(session, { ...unnamed, ...(reference && { data: reference }) }, 'reference');
  try {
    const data = { ...(reference && { data: reference }), labelsMayLack: true };
    const view = await fillProject(session, opened, { ...rest, ...data }, flags);
    await runOnce(session, opened.view.project, {});
    const isLabelled = flags.target !== undefined && hasColumn(view, flags.target);
    return { project: opened.view.project, isLabelled, dispose: () => opened.dispose() };
  } catch (error) {
    await opened.dispose();
    throw error;
  }
}

function periodOf({ referenceStart, referenceEnd, reference }: DriftFlags) {
  if (referenceStart === undefined && referenceEnd === undefined) return { from: 'auto' as const };
  if (referenceStart === undefined || referenceEnd === undefined || reference) {
    throw new AppError('INVALID_INPUT', '--reference-start and --reference-end go together, and without --reference.', {
      hint: 'They name a period of the data themselves, for instance 1995-01-01 and 1996-01-01.',
    });
  }
  const [start, end] = [timeFlag(referenceStart, '--reference-start'), timeFlag(referenceEnd, '--reference-end')];
  if (start < end) return { from: 'period' as const, start, end };
  throw new AppError('INVALID_INPUT', `--reference-end ${referenceEnd} is not after --reference-start ${referenceStart}.`, {
    hint: 'The period goes from the first up to, and without, the second.',
  });
}

function print(record: DriftRecord, flags: DriftFlags, verdict: DriftGateResult | undefined): void {
  if (!flags.quiet) writeLine(textDrift(record.report, { unicode: process.env['TERM'] !== 'dumb' }));
  if (verdict) writeGate(verdict.checks.map(ruleLine));
  const kept = flags.out ?? flags.project;
  if (kept !== undefined) writeLine(`\nDrift run ${record.id} in ${resolve(kept)}`);
}
