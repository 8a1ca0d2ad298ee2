import { resolve } from 'node:path';
import { z } from 'zod';
import type { RunComparison } from '../../../app/api/schemas/compare.ts';
import {
  longestCommand,
  TrainingOutput,
  type RetrainPlan,
  type RetrainRecord,
  type RetrainVerdict,
} from '../../../app/api/schemas/retrain.ts';
import type { JobRecord } from '../../../app/api/schemas/jobs.ts';
import type { MetricName } from '../../../app/api/schemas/runs.ts';
import { metricsOfTask } from '../../../app/api/metricCatalogue.ts';
import type { Task } from '../../../app/api/schemas/models.ts';
import { AppError } from '../../../app/base/errors.ts';
import { planText } from '../../../app/retrain/planText.ts';
import { compareText } from '../../../app/runs/compare/compareText.ts';
import { writeJson, writeLine, type OutputOptions } from '../output.ts';
import { openProject } from '../project.ts';
import { timeFlag } from '../timeFlag.ts';
import { waitForJob, type Session } from '../session.ts';

export interface RetrainFlags extends OutputOptions {
  project: string;
  command: string;
  from?: string;
  to?: string;
  holdOut?: number;
  format?: RetrainRecord['settings']['format'];
  cwd?: string;
  seed?: number;
  plan?: boolean;
  promote?: 'always' | 'if-better';
  metric?: MetricName;
  name?: string;
}

const Result = z.object({ retrainId: z.string() });

/** Exit code: 0 fine, 1 the training failed or `--promote if-better` did not promote, 2 it would not start, 130 cancelled. */
export async function retrainCommand(session: Session, flags: RetrainFlags): Promise<number> {
  const { view } = await openProject(session, flags, 'retrain');
  const { project } = view;
  const settings = settingsOf(flags);
  const task = view.mapping?.reading.task;
  if (task) checkMetric(flags.metric, task);
  const plan = await session.client['retrain.plan']({ project, settings });
  if (flags.plan) return showPlan(plan, flags);
  if (!flags.json && !flags.quiet) writeLine(`${planText(plan)}\n`);
  if (plan.problem) throw new AppError('DATA_INVALID', plan.problem.message, { hint: plan.problem.hint });
  const { jobId } = await session.client['retrain.start']({
    project,
    settings,
    ...(flags.name !== undefined && { name: flags.name }),
  });
  const tell = flags.quiet ? undefined : outputTeller();
  const job = await waitForJob(session, jobId, { ...flags, ...(tell && { tell }) });
  const kept = Result.safeParse(job.result);
  if (!kept.success) throw new AppError('CANCELLED', 'Cancelled before the command was started.', { hint: 'Nothing was kept.' });
  const record = await session.client['retrain.get']({ project, retrainId: kept.data.retrainId });
  return job.state === 'cancelled' ? ended(record, flags, 130) : judge(session, { project, record, flags });
}

/** Before anything is trained: afterwards it would be too late to name another. */
function checkMetric(metric: MetricName | undefined, task: Task): void {
  const known = metricsOfTask(task).map(({ name }) => name);
  if (metric === undefined || known.includes(metric)) return;
  throw new AppError('INVALID_INPUT', `--metric ${metric} is no figure of a model of this kind (${task}).`, {
    hint: `Those are: ${known.join(', ')}.`,
  });
}

function settingsOf(flags: RetrainFlags) {
  const { command, from, to, holdOut, format, seed, cwd } = flags;
  const fresh = { start: timeFlag(from ?? '0001-01-01', '--from'), end: timeFlag(to ?? '9999-12-31', '--to') };
  if (fresh.start >= fresh.end) {
    throw new AppError('INVALID_INPUT', `--to ${to ?? ''} is not after --from ${from ?? ''}.`, {
      hint: 'The fresh rows go from the first up to, and without, the second.',
    });
  }
  return {
    command: commandLine(command),
    ...((from !== undefined || to !== undefined) && { fresh }),
    ...(holdOut !== undefined && { holdOut }),
    ...(format !== undefined && { format }),
    ...(seed !== undefined && { seed }),
    ...(cwd !== undefined && { cwd: resolve(cwd) }),
  };
}

/** A command that is there and fits; what it lacks besides, the plan says. */
function commandLine(command: string): string {
  const hint = 'For instance: --command "python train.py --data {data} --out {out}".';
  if (command.trim() === '')
    throw new AppError('INVALID_INPUT', '--command is empty: it is the command line that trains.', { hint });
  if (command.length <= longestCommand) return command;
  throw new AppError('INVALID_INPUT', `--command is ${command.length.toLocaleString('en-US')} characters long.`, {
    hint: `Up to ${longestCommand.toLocaleString('en-US')} are taken: put the rest into a script.`,
  });
}

function showPlan(plan: RetrainPlan, flags: RetrainFlags): number {
  if (flags.json) writeJson(plan);
  else writeLine(planText(plan, { environment: true }));
  return plan.problem ? 2 : 0;
}

/** What the command prints, line by line as it comes. */
function outputTeller(): (job: JobRecord) => string {
  let printed = 0;
  return (job) => {
    const output = TrainingOutput.safeParse(job.partial);
    if (!output.success) return '';
    const { isOpen, lines, total } = output.data;
    const whole = isOpen ? lines.slice(0, -1) : lines;
    const count = isOpen ? total - 1 : total;
    const fresh = whole.slice(Math.max(0, whole.length - (count - printed)));
    const skipped = count - printed - fresh.length;
    printed = Math.max(printed, count);
    if (count === 0 || fresh.length === 0) return '';
    return [...(skipped > 0 ? [`… ${String(skipped)} lines left out: the log has them`] : []), ...fresh]
      .map((line) => `  ${line}\n`)
      .join('');
  };
}

async function judge(
  session: Session,
  { project, record, flags }: { project: string; record: RetrainRecord; flags: RetrainFlags },
): Promise<number> {
  const { championRun, challengerRun } = record;
  if (record.state !== 'trained' || championRun === null || challengerRun === null) return ended(record, flags, 1);
  const { comparison, verdict, text } = await judged(
    session,
    { project, record, runIds: [championRun, challengerRun] },
    flags.metric,
  );
  const isWanted = flags.promote === 'always' || (flags.promote === 'if-better' && verdict.verdict === 'better');
  const decided = isWanted
    ? await session.client['retrain.decide']({ project, retrainId: record.id, promote: true, reason: verdict.text })
    : record;
  const promoted = decided.decision?.promoted ?? false;
  if (flags.json) writeJson({ retrain: decided, comparison, verdict, promoted });
  else {
    if (!flags.quiet) writeLine(`${text}\n`);
    writeLine(verdict.text);
    if (verdict.othersText !== null) writeLine(verdict.othersText);
    if (promoted) writeLine('Promoted: the new model is that of the project.');
    else if (flags.promote) writeLine('Not promoted.');
    if (!flags.quiet) writeLine(`\nRetraining ${record.id} in ${resolve(project)}`);
  }
  return flags.promote === 'if-better' && !promoted ? 1 : 0;
}

async function judged(
  session: Session,
  { project, record, runIds }: { project: string; record: RetrainRecord; runIds: string[] },
  metric: MetricName | undefined,
): Promise<{ comparison: RunComparison; verdict: RetrainVerdict; text: string }> {
  const of = { project, retrainId: record.id, ...(metric !== undefined && { metric }) };
  const { comparison, verdict } = await session.client['retrain.judge'](of);
  const found = await Promise.all(runIds.map((runId) => session.client['runs.get']({ project, runId })));
  const records = found.map((run) => run.record);
  return { comparison, verdict, text: compareText(records, [comparison]) };
}

/** Without a comparison. */
function ended(record: RetrainRecord, flags: RetrainFlags, code: number): number {
  if (flags.json) writeJson({ retrain: record, comparison: null, verdict: null, promoted: false });
  process.stderr.write(`${record.state}: ${record.stateReason ?? ''}\n`);
  return code;
}
