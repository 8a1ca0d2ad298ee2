// Everything about runs that the contract offers: start, look at, report.
import { join } from 'node:path';
import type { WorkbenchContract } from '../api/contract.ts';
import type { Handlers } from '../api/procedure.ts';
import { AppError } from '../base/errors.ts';
import { htmlReport } from '../bundle/report/htmlReport.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { evaluateRun, runRows, runTimeline, type RunQuery } from '../runs/evaluateRun.ts';
import { runCurves } from '../runs/runCurves.ts';
import { folderOfRun } from '../runs/runFolder.ts';
import { readRunRecord, readRunReport, updateRun } from '../runs/runStore.ts';
import { runThresholds } from '../runs/runThresholds.ts';
import { writeFileAtomic } from '../storage/atomicWrite.ts';
import type { OpenProjects } from './openProjects.ts';
import { readGroups } from '../runs/fairness/keptGroups.ts';
import { readMessyFindings } from './readMessyFindings.ts';
import { requireReady, requireSame } from './readyProject.ts';
import { createValidations, type ValidationsOptions } from './validations.ts';

type RunHandlers = Pick<
  Handlers<WorkbenchContract>,
  | 'runs.start'
  | 'runs.get'
  | 'runs.update'
  | 'runs.timeline'
  | 'runs.evaluate'
  | 'runs.curves'
  | 'runs.thresholds'
  | 'runs.rows'
  | 'runs.report'
>;

export interface RunHandlersOptions extends ValidationsOptions {
  projects: OpenProjects;
  jobs: Jobs;
  caches: { models: string; data: string };
  /** Of reading data; as the settings say. */
  memoryLimit: () => Promise<{ memoryLimit?: string }>;
}

export function createRunHandlers(options: RunHandlersOptions): RunHandlers {
  const { projects, jobs } = options;

  const query = async (project: string, runId: string, signal: AbortSignal): Promise<RunQuery> => {
    const folder = folderOfRun(project, runId);
    const [record, { data }] = await Promise.all([readRunRecord(folder), projects.parts(project)]);
    return { runDir: folder.dir, data: data?.sha256 === record.data.sha256 ? data : null, signal };
  };

  const prepareValidation = createValidations(options);

  return {
    'runs.start': async ({ project, name }) => {
      const view = await projects.view(project);
      const ready = requireReady(await projects.parts(project), view);
      const { slices } = view;
      const validation = await prepareValidation(project, { ...ready, slices, name });
      const job = jobs.start({
        kind: 'validate',
        title: validation.title,
        project,
        heavy: true,
        keeps: true,
        dropped: () => void validation.drop(),
        run: (hooks) => validation.run(hooks),
      });
      return { jobId: job.id, runId: validation.folder.id };
    },

    'runs.get': async ({ project, runId }) => {
      const folder = folderOfRun(project, runId);
      const [record, report] = await Promise.all([readRunRecord(folder), readRunReport(folder)]);
      return { record, report };
    },

    'runs.update': ({ project, runId, ...change }) => updateRun(project, runId, change),

    'runs.timeline': async ({ project, runId, unit, selection }, { signal }) =>
      runTimeline(await query(project, runId, signal), unit, selection),

    'runs.evaluate': async ({ project, runId, selection }, { signal }) =>
      evaluateRun(await query(project, runId, signal), selection),

    'runs.curves': async ({ project, runId, classes, selection }, { signal }) =>
      runCurves(await query(project, runId, signal), classes, selection),

    'runs.thresholds': async ({ project, runId, selection }, { signal }) =>
      runThresholds(await query(project, runId, signal), selection),

    'runs.rows': async ({ project, runId, selection, page }, { signal }) =>
      runRows(await query(project, runId, signal), selection, page),

    'runs.report': async ({ project, runId }) => {
      const folder = folderOfRun(project, runId);
      const record = await readRunRecord(folder);
      const report = await readRunReport(folder);
      if (!report) {
        throw new AppError('CONFLICT', `The run “${record.name}” has no figures (${record.state}).`, {
          hint: 'Choose a finished run.',
        });
      }
      const known = await projects.parts(project);
      // Nothing is run for a report: what was known of the files when they were there will do.
      const last = known.model && known.data ? null : await projects.lastCards(project);
      const cards = { model: known.model?.card ?? last?.model ?? null, data: known.data ?? last?.data ?? null };
      const { model, data } = requireSame(cards, record, await projects.view(project));
      const path = join(folder.dir, 'report.html');
      const [messy, groups] = await Promise.all([readMessyFindings(project, record), readGroups(folder.dir)]);
      await writeFileAtomic(path, htmlReport(record, report, model, data, { messy, groups }));
      return { path };
    },
  };
}
