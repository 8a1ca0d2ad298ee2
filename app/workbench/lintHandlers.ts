// Silent failures of the project's model: a job of one check after the other, each where it cannot harm the others.
import type { WorkbenchContract } from '../api/contract.ts';
import type { Handlers } from '../api/procedure.ts';
import { LintCheck, type LintReport, type LintSettings } from '../api/schemas/lint.ts';
import type { PreparationPlan } from '../api/schemas/mapping.ts';
import type { ProviderStatus } from '../api/schemas/runs.ts';
import { cancelled, isAppError, isCancelled } from '../base/errors.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { TaskHooks, TaskRunner } from '../jobs/tasks.ts';
import { preparationPlan } from '../mapping/preparationPlan.ts';
import { lintPlanKey, lintReportPath, readLintReport } from '../stress/lint/lintStore.ts';
import { lintRule, lintRules } from '../stress/lint/registry.ts';
import type { LintRequest } from '../stress/lint/runCheck.ts';
import { writeJsonAtomic } from '../storage/atomicWrite.ts';
import type { OpenProjects } from './openProjects.ts';
import { readyProject, type Providers, type ReadyProject } from './probeSubject.ts';
import { namingGivenFile } from './tryModel.ts';

export interface LintHandlersOptions {
  projects: OpenProjects;
  jobs: Jobs;
  tasks: TaskRunner;
  providers: Providers;
  folderOf: (project: string) => string;
}

export function createLintHandlers(
  options: LintHandlersOptions,
): Pick<Handlers<WorkbenchContract>, 'models.lint' | 'models.lintReport'> {
  const { jobs, projects, folderOf } = options;
  return {
    'models.lint': async ({ project, settings }, { signal }) => {
      const dir = folderOf(project);
      const ready = await readyProject(options, dir, signal);
      const job = jobs.start({
        kind: 'lint',
        title: `Silent failures of ${ready.opened.card.name}`,
        project: dir,
        heavy: true,
        run: async (hooks) => {
          const report = await lint(options, { ready, settings, hooks });
          await writeJsonAtomic(lintReportPath(dir), report);
          return report;
        },
      });
      return { jobId: job.id };
    },

    'models.lintReport': async ({ project }) => {
      const dir = folderOf(project);
      const report = await readLintReport(dir);
      const { model, data, project: kept } = await projects.parts(dir);
      const { mapping } = kept.file;
      if (!report || !model || !data || !mapping) return { report, isCurrent: false };
      const isCurrent =
        report.model.sha256 === model.card.sha256 &&
        report.data.sha256 === data.sha256 &&
        report.planKey === currentKey(() => preparationPlan(model.card, data, mapping));
      return { report, isCurrent };
    },
  };
}

async function lint(
  { tasks, providers }: LintHandlersOptions,
  { ready, settings, hooks }: { ready: ReadyProject; settings: LintSettings; hooks: TaskHooks },
): Promise<LintReport> {
  const { subject, mapping, opened } = ready;
  const { signal } = hooks;
  const statuses = await providers({ refresh: false, signal });
  const others = statuses.filter(({ name, available }) => name !== 'cpu' && available);
  const wanted = settings.providers ?? others.map(({ name }) => name);
  const ids = [...lintRules.map(({ id }) => id), ...wanted.map((name) => `provider:${name}`)];
  const checks: LintCheck[] = [];
  for (const id of ids) {
    if (signal.aborted) throw cancelled();
    const first = checks[0];
    if (first && first.state !== 'done') {
      checks.push(skippedCheck(id, `The sampled rows could not be run: ${first.reason ?? ''}`));
      continue;
    }
    hooks.onProgress({ stage: lintRule(id)?.title ?? id, done: checks.length, total: ids.length, unit: 'checks' });
    const request: LintRequest = { subject, mapping, settings, check: id };
    const quiet = { signal, onProgress: () => undefined, onPartial: () => undefined, onNote: () => undefined };
    const startedAt = performance.now();
    try {
      const isHeavy = id.startsWith('provider:');
      checks.push(LintCheck.parse(await (isHeavy ? tasks.run('lint', request, quiet) : tasks.ask('lint', request, quiet))));
    } catch (error) {
      if (isCancelled(error)) throw error;
      const named = namingGivenFile(error, opened);
      // A model that runs no row of these has no findings, which must not be taken for a sound one.
      if (!first && isAppError(named) && named.code !== 'ENGINE_CRASHED') throw named;
      checks.push(brokenCheck(id, named, performance.now() - startedAt));
    }
  }
  if (wanted.length === 0) checks.push(noOtherProvider(statuses));
  const severities = checks.flatMap(({ findings }) => findings.map(({ severity }) => severity));
  const count = (severity: string): number => severities.filter((one) => one === severity).length;
  hooks.onProgress({ stage: 'done', done: ids.length, total: ids.length, unit: 'checks' });
  return {
    version: 1,
    model: { name: opened.card.name, sha256: opened.card.sha256 },
    data: { name: subject.data.name, sha256: subject.data.sha256 },
    planKey: lintPlanKey(subject.plan),
    settings,
    rows: Math.min(settings.rows, subject.data.rows),
    totalRows: subject.data.rows,
    at: new Date().toISOString(),
    checks,
    counts: { fail: count('fail'), warn: count('warn'), info: count('info') },
    ok: count('fail') === 0,
  };
}

/** A check that ended the runtime is a finding; one that could not be done is told, and not taken for passed. */
function brokenCheck(id: string, error: unknown, elapsedMs: number): LintCheck {
  if (!isAppError(error)) throw error;
  const skipped = { ...skippedCheck(id, `${error.message} ${error.hint}`), elapsedMs };
  if (error.code !== 'ENGINE_CRASHED') return skipped;
  return {
    ...skipped,
    state: 'crashed',
    reason: error.message,
    summary: 'The native runtime ended during this check.',
    findings: [
      {
        id: `crash:${id}`,
        severity: 'fail',
        message: `The native runtime ended while this was tried. ${error.message}`,
        meaning: 'Such an input ends the process of a server, and with it the requests of everybody else.',
        action:
          id === lintRules[0]?.id
            ? 'Validate the data: a run finds the rows that do it and goes on without them. Take them out, and look again.'
            : 'Keep such inputs from the model, and report the crash to the makers of the runtime with this file.',
        evidence: [],
        rows: [],
      },
    ],
  };
}

function skippedCheck(id: string, reason: string): LintCheck {
  const rule = lintRule(id);
  const { title = id, help = '' } = rule ?? {};
  return { id, title, help, state: 'skipped', reason, summary: '', findings: [], elapsedMs: 0 };
}

function noOtherProvider(statuses: readonly ProviderStatus[]): LintCheck {
  const why = statuses.filter(({ name }) => name !== 'cpu').map(({ label, reason }) => `${label}: ${reason}`);
  return {
    id: 'providers',
    title: 'Another provider gives other answers than the CPU',
    help: 'Compared wherever another provider can run.',
    state: 'skipped',
    reason: ['Only the CPU can run here.', ...why].join(' '),
    summary: '',
    findings: [],
    elapsedMs: 0,
  };
}

/** Null where the mapping as it is now makes no plan. */
function currentKey(plan: () => PreparationPlan): string | null {
  try {
    return lintPlanKey(plan());
  } catch (error) {
    if (isAppError(error)) return null;
    throw error;
  }
}
