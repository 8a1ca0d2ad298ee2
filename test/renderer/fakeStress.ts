import type { WorkbenchContract } from '../../app/api/contract.ts';
import type { Handlers } from '../../app/api/procedure.ts';
import type { ProjectView } from '../../app/api/schemas/projects.ts';
import { StressSettings, type StressRecord } from '../../app/api/schemas/stress.ts';
import { AppError } from '../../app/base/errors.ts';
import { fakePlan } from './fakeData.ts';
import { fakeCards, fakeStressReport, fakeStressRows } from './fakeStressReport.ts';

type StressHandlers = Pick<
  Handlers<WorkbenchContract>,
  'stress.catalogue' | 'stress.start' | 'stress.list' | 'stress.get' | 'stress.update' | 'stress.report' | 'stress.rows'
>;

type StartJob = (
  kind: string,
  title: string,
  project: string,
  steps: { stage: string; total: number | null; unit: string; count: number },
  finish: (wasCancelled: boolean) => unknown,
  partialAt: (share: number) => unknown,
) => string;

/** Stress runs of the fake workbench: none at first. */
export function createFakeStress(get: (project: string) => ProjectView, startJob: StartJob): StressHandlers {
  const runs = new Map<string, StressRecord[]>();
  const of = (project: string, stressId: string): StressRecord => {
    const found = runs.get(project)?.find(({ id }) => id === stressId);
    if (found) return found;
    throw new AppError('NOT_FOUND', 'There is no such stress run in this project.', { hint: 'Take one of the list.' });
  };
  const put = (project: string, record: StressRecord): void => {
    runs.set(project, [record, ...(runs.get(project) ?? []).filter(({ id }) => id !== record.id)]);
  };
  return {
    'stress.catalogue': async () => fakeCards,
    'stress.list': async ({ project }) => ({
      runs: (runs.get(project) ?? []).map(({ report, mapping: _mapping, plan: _plan, ...record }) => ({
        ...record,
        metric: report?.metric ?? null,
        clean: report?.clean ?? null,
        grade: report?.grade ?? null,
        progress: report?.progress ?? null,
      })),
      damaged: [],
    }),
    'stress.start': async ({ project, settings, name }) => {
      const { model, data, mapping } = get(project);
      if (!model || !data || !mapping) throw new AppError('CONFLICT', 'The project is not ready.', { hint: 'Complete it.' });
      const number = (runs.get(project)?.length ?? 0) + 1;
      const record: StressRecord = {
        version: 1,
        id: `stress-${String(number)}`,
        kind: 'stress',
        name: name ?? `Stress ${String(number)}`,
        archived: false,
        state: 'running',
        stateReason: null,
        startedAt: new Date(Date.UTC(2026, 10, 23, 12, number)).toISOString(),
        endedAt: null,
        model: { name: model.name, path: model.path, sha256: model.sha256, runSha256: model.runSha256 },
        data: { name: data.name, paths: data.paths, sha256: data.sha256, rows: data.rows },
        mapping,
        plan: fakePlan(mapping),
        settings: StressSettings.parse(settings),
        versions: { drydock: '0.1.0', onnxruntime: '1.30.0', node: '20.20.0', duckdb: '1.5.6' },
        host: { os: 'Linux', cpu: 'a processor', cores: 2, memoryBytes: 8e9 },
        report: null,
      };
      put(project, record);
      const jobId = startJob(
        'stress',
        record.name,
        project,
        { stage: 'severities', total: 300_000, unit: 'rows', count: 20 },
        (wasCancelled) => {
          const report = fakeStressReport(wasCancelled ? 0.4 : 1);
          const end = wasCancelled ? ({ state: 'partial', stateReason: 'cancelled' } as const) : ({ state: 'complete' } as const);
          put(project, { ...record, ...end, endedAt: record.startedAt, report });
          return { stressId: record.id };
        },
        fakeStressReport,
      );
      return { jobId, stressId: record.id };
    },
    'stress.get': async ({ project, stressId }) => of(project, stressId),
    'stress.update': async ({ project, stressId, name, archived }) => {
      const before = of(project, stressId);
      const after = { ...before, name: name ?? before.name, archived: archived ?? before.archived };
      put(project, after);
      return after;
    },
    'stress.report': async ({ project, stressId }) => ({ path: `${project}/runs/${stressId}/report.html` }),
    'stress.rows': async ({ kind, offset, limit }) => fakeStressRows(kind, offset, limit),
  };
}
