import type { WorkbenchContract } from '../../app/api/contract.ts';
import type { Handlers } from '../../app/api/procedure.ts';
import { DriftSettings, type DriftRecord, type DriftReport, type SavedReference } from '../../app/api/schemas/drift.ts';
import type { ProjectView } from '../../app/api/schemas/projects.ts';
import { AppError } from '../../app/base/errors.ts';
import { timedAlerts } from '../../app/drift/driftStore.ts';
import { fakeDriftReport } from './fakeDriftReport.ts';

type DriftHandlers = Pick<
  Handlers<WorkbenchContract>,
  | 'drift.start'
  | 'drift.list'
  | 'drift.get'
  | 'drift.alerts'
  | 'drift.report'
  | 'drift.saveReference'
  | 'drift.keepReference'
  | 'drift.update'
>;

type StartJob = (
  kind: string,
  title: string,
  project: string,
  steps: { stage: string; total: number | null; unit: string; count: number },
  finish: (wasCancelled: boolean) => unknown,
) => string;

/** Comparisons of the fake workbench: none at first. */
export interface FakeDrift {
  handlers: DriftHandlers;
  /** What the next comparison finds, instead of the story of every day. */
  findNext: (report: DriftReport) => void;
}

export function createFakeDrift(get: (project: string) => ProjectView, startJob: StartJob): FakeDrift {
  const runs = new Map<string, DriftRecord[]>();
  let next: DriftReport | null = null;
  const of = (project: string, driftId: string): DriftRecord => {
    const found = runs.get(project)?.find(({ id }) => id === driftId);
    if (found) return found;
    throw new AppError('NOT_FOUND', 'There is no such drift run in this project.', { hint: 'Take one of the list.' });
  };
  const save = (project: string, path: string): { jobId: string } => ({
    jobId: startJob(
      'save-reference',
      'Reference',
      project,
      { stage: 'saving the reference', total: 4, unit: 'columns', count: 4 },
      (wasCancelled): SavedReference | null =>
        wasCancelled ? null : { path, sizeBytes: 1000, rows: 900, used: 900, columns: 4, sampled: 900, leftOut: [] },
    ),
  });
  return {
    findNext: (report) => (next = report),
    handlers: {
      'drift.list': async ({ project }) => ({
        runs: (runs.get(project) ?? []).map(({ report, ...record }) => ({ ...record, verdict: report.verdict })),
        damaged: [],
      }),
      'drift.get': async ({ project, driftId }) => of(project, driftId),
      'drift.alerts': async ({ project, runId }) => {
        const found = runs.get(project)?.find((run) => run.runId === runId && !run.archived);
        return found ? timedAlerts(found) : null;
      },
      'drift.report': async ({ project, driftId }) => ({ path: `${project}/runs/${of(project, driftId).id}/report.html` }),
      'drift.saveReference': async ({ project, path }) => save(project, path),
      'drift.keepReference': async ({ project, driftId }) =>
        save(project, `${project}/runs/${of(project, driftId).id}/training.reference`),
      'drift.start': async ({ project, settings: asked, name }) => {
        const { data, runs: validations } = get(project);
        if (!data) throw new AppError('CONFLICT', 'The project has no data yet.', { hint: 'Open a data file first.' });
        const settings = DriftSettings.parse(asked);
        const jobId = startJob(
          'drift',
          `Drift of ${data.name}`,
          project,
          { stage: 'comparing columns', total: 10, unit: 'columns', count: 10 },
          (wasCancelled) => {
            if (wasCancelled) return null;
            const number = (runs.get(project)?.length ?? 0) + 1;
            const at = new Date(Date.UTC(2026, 10, 24, 12, number)).toISOString();
            const record: DriftRecord = {
              version: 1,
              id: `drift-${String(number)}`,
              kind: 'drift',
              name: name ?? `Drift ${String(number)}`,
              archived: false,
              startedAt: at,
              endedAt: at,
              data: { name: data.name, paths: data.paths, sha256: data.sha256, rows: data.rows },
              runId: validations.at(-1)?.id ?? null,
              settings,
              report: next ?? fakeDriftReport(settings),
            };
            runs.set(project, [record, ...(runs.get(project) ?? [])]);
            return { driftId: record.id };
          },
        );
        return { jobId };
      },
      'drift.update': async ({ project, driftId, name, archived }) => {
        const before = of(project, driftId);
        const after = { ...before, name: name ?? before.name, archived: archived ?? before.archived };
        runs.set(
          project,
          (runs.get(project) ?? []).map((record) => (record.id === driftId ? after : record)),
        );
        return after;
      },
    },
  };
}
