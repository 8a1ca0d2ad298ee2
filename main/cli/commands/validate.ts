import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { GateResult, ProviderName, RunReport } from '../../../app/api/schemas/runs.ts';
import type { Fairness } from '../../../app/api/schemas/slices.ts';
import type { DatasetCard } from '../../../app/api/schemas/datasets.ts';
import type { ProjectView } from '../../../app/api/schemas/projects.ts';
import { AppError } from '../../../app/base/errors.ts';
import { asksForWindows, evaluateGate, GateFile, refuseUnknownSlices } from '../../../app/runs/gate.ts';
import { textGroups } from '../../../app/runs/fairness/textGroups.ts';
import { textReport } from '../../../app/runs/textReport.ts';
import { writeFileAtomic } from '../../../app/storage/atomicWrite.ts';
import { withHint } from '../errorReport.ts';
import { answerFor, readJsonFile, readyFor, reportFile } from '../options.ts';
import { figureLine, writeGate, writeJson, writeLine, type OutputOptions } from '../output.ts';
import { fillProject, openProject, requireReady, type ProjectFlags } from '../project.ts';
import { waitForJob, type Session } from '../session.ts';

export interface ValidateFlags extends ProjectFlags, OutputOptions {
  window?: string;
  provider?: ProviderName;
  batch?: number;
  threads?: number;
  seed?: number;
  gate?: string;
  name?: string;
  /** Columns whose groups are set beside each other. */
  groups?: string[];
  report?: string;
}

export interface FinishedRun {
  project: string;
  runId: string;
  report: RunReport;
  cancelled: boolean;
}

/** Runs a filled project once and returns the report; a cancelled run returns what it finished. */
export async function runOnce(session: Session, project: string, flags: ValidateFlags): Promise<FinishedRun> {
  const before = await session.client['projects.get']({ project });
  requireReady(before);
  await session.client['projects.setSettings']({
    project,
    settings: {
      ...before.settings,
      ...(flags.provider !== undefined && { provider: flags.provider }),
      ...(flags.batch !== undefined && { batch: flags.batch }),
      ...(flags.threads !== undefined && { threads: flags.threads }),
      ...(flags.window !== undefined && { window: flags.window }),
      ...(flags.seed !== undefined && { seed: flags.seed }),
    },
  });
  const { jobId, runId } = await session.client['runs.start']({ project, ...(flags.name !== undefined && { name: flags.name }) });
  const job = await waitForJob(session, jobId, flags);
  const { report } = await session.client['runs.get']({ project, runId });
  if (!report)
    throw new AppError('CANCELLED', 'Cancelled before the first rows were finished.', { hint: 'There are no figures.' });
  return { project, runId, report, cancelled: job.state === 'cancelled' };
}

/** Exit code: 0 fine, 1 the gate failed, 130 cancelled. */
export async function validateCommand(session: Session, flags: ValidateFlags): Promise<number> {
  const gate = flags.gate === undefined ? undefined : await readJsonFile(GateFile, 'gate file', flags.gate);
  const reportPath = flags.report === undefined ? null : reportFile(flags.report);
  if (reportPath !== null) await readyFor(reportPath);
  const opened = await openProject(session, flags, 'validation');
  try {
    const view = await fillProject(session, opened, flags, flags);
    if (!flags.quiet) tellQuestions(view.data);
    if (gate) refuseUnknownSlices(gate, view.slices);
    if (gate && asksForWindows(gate)) refuseOpenTime(view);
    refuseUnknownGroups(view, flags.groups ?? []);
    const run = await runOnce(session, opened.view.project, flags);
    const groups = await groupsOf(session, run, flags.groups ?? []);
    if (reportPath !== null) {
      const { path } = await session.client['runs.report']({ project: run.project, runId: run.runId });
      await writeFileAtomic(reportPath, await readFile(path));
    }
    const verdict = gate && evaluateGate(gate, run.report);
    if (flags.json) writeJson({ ...run.report, ...(flags.groups && { groups }), ...(verdict && { gate: verdict }) });
    else printRun(run, flags, { groups, verdict });
    if (run.cancelled) return 130;
    return verdict && !verdict.ok ? 1 : 0;
  } catch (error) {
    throw flags.out === undefined || (await opened.discard()) ? error : withHint(error, keptSentence(flags.out));
  } finally {
    await opened.dispose();
  }
}

/** @throws INVALID_INPUT before anything is run, for a column that there is not */
function refuseUnknownGroups({ data }: Pick<ProjectView, 'data'>, columns: readonly string[]): void {
  const known = data?.columns.map(({ name }) => name) ?? [];
  const unknown = columns.find((column) => !known.includes(column));
  if (unknown === undefined) return;
  throw new AppError('INVALID_INPUT', `--groups names a column that the data do not have: "${unknown}".`, {
    hint: `Columns: ${known.slice(0, 20).join(', ')}${known.length > 20 ? ', …' : ''}.`,
    where: { column: unknown },
  });
}

/** One after the other; none of a run that was cancelled. */
async function groupsOf(session: Session, { project, runId, cancelled }: FinishedRun, columns: string[]): Promise<Fairness[]> {
  const found: Fairness[] = [];
  if (cancelled) return found;
  for (const column of new Set(columns)) found.push(await session.client['runs.fairness']({ project, runId, column }));
  return found;
}

function keptSentence(out: string): string {
  return `The project so far is kept in ${resolve(out)}: go on with --project, or remove the folder.`;
}

/** A gate on windows says nothing where windows are of rows because the times could not be read. @throws DATA_MISMATCH */
function refuseOpenTime({ mapping, data }: Pick<ProjectView, 'mapping' | 'data'>): void {
  if (mapping?.columns.some(({ role }) => role === 'time')) return;
  const question = data?.questions.find(({ kind }) => kind === 'date-order');
  if (!question) return;
  throw new AppError('DATA_MISMATCH', `The gate is about windows of time, and it is not known yet: ${question.question}`, {
    hint: answerFor(question),
    ...(question.column !== undefined && { where: { column: question.column } }),
  });
}

/** What the file alone cannot tell is asked in the window; here it is told, with the option that answers it. */
function tellQuestions(data: DatasetCard | null): void {
  for (const question of data?.questions ?? []) process.stderr.write(`note: ${question.question} ${answerFor(question)}\n`);
}

function printRun(
  run: FinishedRun,
  flags: ValidateFlags,
  { groups, verdict }: { groups: Fairness[]; verdict: GateResult | undefined },
): void {
  if (run.cancelled) writeLine('CANCELLED: the figures below cover the finished rows only.\n');
  if (!flags.quiet) writeLine(textReport(run.report, { unicode: process.env['TERM'] !== 'dumb' }));
  if (!flags.quiet) for (const fairness of groups) writeLine(`\n${textGroups(fairness, run.report.task)}`);
  if (verdict) writeGate(verdict.checks.map(figureLine));
  const kept = flags.out ?? flags.project;
  if (kept !== undefined) writeLine(`\nRun ${run.runId} in ${resolve(kept)}`);
}
