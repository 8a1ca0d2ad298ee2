import { AppError } from '../../app/base/errors.ts';
import type { WorkbenchContract } from '../../app/api/contract.ts';
import type { Handlers } from '../../app/api/procedure.ts';
import type { JobEvent, JobRecord } from '../../app/api/schemas/jobs.ts';
import type { ProjectView } from '../../app/api/schemas/projects.ts';
import type { ReadOptions, ReadUnderWay } from '../../app/api/schemas/datasets.ts';
import type { Evaluation, LiveFigures } from '../../app/api/schemas/runs.ts';
import {
  fakeCheck,
  fakeDataset,
  fakeClassCurves,
  fakeEvaluation,
  fakeMulticlass,
  fakeMapping,
  fakeMetrics,
  fakeModel,
  fakeRegression,
  fakeSpecies,
  fakeReport,
  fakeRun,
  fakeThresholds,
  fakeTimeline,
} from './fakeData.ts';
import { createFakeBundle } from './fakeBundle.ts';
import { fakeComparison, flippedColumns } from './fakeComparison.ts';
import { fakeGraph } from './fakeGraph.ts';
import { createFakeQuality } from './fakeQuality.ts';
import { createFakeRecents } from './fakeRecents.ts';
import { createFakeProbe } from './fakeProbe.ts';
import { createFakeSlices } from './fakeSlices.ts';
import { createFakeSettings } from './fakeSettings.ts';
import { createFakeStress } from './fakeStress.ts';
import { createFakeHarden } from './fakeHarden.ts';
import { createFakeDrift, type FakeDrift } from './fakeDrift.ts';
import { createFakeLoad } from './fakeLoad.ts';
import { createFakeMonitor, deployedTimeline } from './fakeMonitor.ts';
import { createFakeRetrain, type FakeRetrain } from './fakeRetrain.ts';

export interface FakeWorkbench {
  handlers: Handlers<WorkbenchContract>;
  /** Every call that reached the workbench, for tests to look at. */
  calls: { name: string; input: unknown }[];
  projects: Map<string, ProjectView>;
  /** Jobs from now on began so many seconds before they did. */
  age(seconds: number): void;
  /** What runs tells of itself so many times at once. */
  flood(times: number): void;
  /** What the next comparison for drift finds. */
  findDrift: FakeDrift['findNext'];
  damageRetrain: FakeRetrain['damage'];
}

interface FakeOptions {
  /** Milliseconds between the steps of a job. */
  stepMs?: number;
}

const folder = '/home/me/Drydock';
const sample = [
  'Some damage',
  'ANCHORAGE INTL',
  'B-737-200',
  'Minor',
  '1996-07-14T00:00:00Z',
  'ALASKA AIRLINES',
  'Alaska',
  'Approach',
  'Large',
  'Canada goose',
  'Day',
  0,
  12400,
  12400,
  135.5,
];

/** A workbench that answers everything from memory: for looking at the window and for driving it in tests. */
export function createFakeWorkbench({ stepMs = 60 }: FakeOptions = {}): FakeWorkbench {
  const calls: FakeWorkbench['calls'] = [];
  const projects = new Map<string, ProjectView>();
  const evaluations = new Map<string, Evaluation>();
  const jobs = new Map<string, JobRecord>();
  const events: JobEvent[] = [];
  const followers = new Set<() => void>();
  const cancelledJobs = new Set<string>();
  const wakeOnCancel = new Map<string, () => void>();
  let nextJob = 1;
  let jobAge = 0;

  const get = (project: string): ProjectView => {
    const view = projects.get(project);
    if (!view) {
      throw new AppError('NOT_FOUND', `There is no project at ${project}.`, {
        hint: 'It may have been moved or deleted. Open it where it is now.',
        where: { path: project },
      });
    }
    return view;
  };
  const put = (view: ProjectView): ProjectView => {
    const isComplete = view.model && view.data;
    const mapping = isComplete ? (view.mapping ?? fakeMapping(view.model!, view.data!)) : null;
    const next = { ...view, mapping, check: isComplete && mapping ? fakeCheck(mapping, view.data!) : null };
    projects.set(view.project, next);
    return next;
  };
  const create = (name: string, project: string): ProjectView =>
    put({
      project,
      name,
      model: null,
      data: null,
      mapping: null,
      check: null,
      settings: { provider: 'auto', batch: null, window: 'auto', reference: null, threads: null, seed: 0 },
      runs: [],
      baselineRun: null,
      slices: [],
      missing: [],
    });

  const emit = (job: JobRecord): void => {
    jobs.set(job.id, job);
    events.push({ seq: events.length + 1, job });
    for (const wake of [...followers]) wake();
  };
  const startJob = (
    kind: string,
    title: string,
    project: string | null,
    steps: { stage: string; total: number | null; unit: string; count: number },
    finish: (wasCancelled: boolean) => unknown,
    partialAt?: (share: number) => unknown,
  ): string => {
    const id = `job-${nextJob++}`;
    const base: JobRecord = {
      id,
      kind,
      title,
      project,
      state: 'running',
      cancelling: false,
      keeps: kind === 'validate' || kind === 'retrain',
      progress: { stage: steps.stage, done: 0, total: steps.total, unit: steps.unit, rate: null, eta: null },
      createdAt: new Date(Date.UTC(2026, 10, 22, 12, 0, nextJob)).toISOString(),
      startedAt: new Date(Date.now() - 1000 * jobAge).toISOString(),
      endedAt: null,
    };
    // What is read is known before any of it is; figures come with the first rows.
    emit(kind === 'ingest' && partialAt ? { ...base, partial: partialAt(0) } : base);
    void (async () => {
      for (let step = 1; step <= steps.count; step++) {
        await new Promise<void>((resolve) => {
          setTimeout(resolve, stepMs);
          wakeOnCancel.set(id, resolve);
        });
        if (cancelledJobs.has(id)) break;
        const share = step / steps.count;
        const total = steps.total;
        emit({
          ...base,
          progress: {
            ...base.progress,
            done: Math.round((total ?? 100) * share),
            rate: total === null ? null : 5897,
            eta: total === null ? null : (1 - share) * 4,
          },
          ...(partialAt ? { partial: partialAt(share) } : {}),
        });
      }
      const wasCancelled = cancelledJobs.has(id);
      const last = jobs.get(id) ?? base;
      const result = finish(wasCancelled);
      emit({ ...last, state: wasCancelled ? 'cancelled' : 'done', cancelling: false, endedAt: new Date().toISOString(), result });
    })();
    return id;
  };

  const readData = (project: string, question: boolean, next?: () => void, { missing }: ReadOptions = {}): string =>
    startJob(
      'ingest',
      'Read strikes.csv',
      project,
      { stage: 'reading', total: 912_345, unit: 'bytes', count: 6 },
      (wasCancelled) => {
        if (wasCancelled) return null;
        const data = fakeDataset(question);
        put({ ...get(project), data: { ...data, options: { ...data.options, ...(missing && { missing }) } }, mapping: null });
        next?.();
        return null;
      },
      (): ReadUnderWay => ({ paths: ['/uploads/strikes.csv'], options: {} }),
    );

  const addRun = (project: string, number: number, evaluation?: Evaluation): string => {
    const view = get(project);
    const run = fakeRun(number, view.model!, view.data!, view.mapping!);
    evaluations.set(`${project} ${run.id}`, evaluation ?? fakeEvaluation(run.rows.done, number === 1 ? 0.02 : 0));
    put({ ...view, runs: [...view.runs, run] });
    return run.id;
  };
  const runOf = (project: string, runId: string) => {
    const record = get(project).runs.find((run) => run.id === runId);
    if (!record) throw new AppError('NOT_FOUND', `There is no run ${runId}.`, { hint: 'It may have been deleted.' });
    return record;
  };
  const changeRun = (project: string, runId: string, change: object) => {
    const view = get(project);
    put({ ...view, runs: view.runs.map((run) => (run.id === runId ? { ...run, ...change } : run)) });
    return runOf(project, runId);
  };

  const startRun = (project: string): { jobId: string; runId: string } => {
    const rows = get(project).data?.rows ?? 0;
    const number = get(project).runs.length + 1;
    const runId = fakeRun(number, get(project).model!, get(project).data!, get(project).mapping!).id;
    const jobId = startJob(
      'validate',
      `Validation ${number}`,
      project,
      { stage: 'inferring', total: rows, unit: 'rows', count: 30 },
      () => {
        addRun(project, number);
        return null;
      },
      (share): LiveFigures => ({
        runId,
        rows: Math.round(rows * share),
        labelled: Math.round(rows * share),
        metrics: fakeMetrics(0.01 * Math.sin(share * 9), Math.max(30, rows * share)),
        confusion: fakeEvaluation(Math.round(rows * share)).confusion,
        timeline: fakeTimeline('quarter').windows.slice(0, Math.ceil(31 * share)),
      }),
    );
    return { jobId, runId };
  };

  const demo = `${folder}/Bird strikes`;
  create('Bird strikes', demo);
  put({ ...get(demo), model: fakeModel });
  put({ ...get(demo), data: fakeDataset(false) });
  for (const number of [1, 2]) addRun(demo, number);
  const asking = `${folder}/Asking`;
  create('Asking', asking);
  put({ ...get(asking), model: fakeModel, data: fakeDataset(true) });
  const numbers = `${folder}/Speeds`;
  create('Speeds', numbers);
  put({
    ...get(numbers),
    model: { ...fakeModel, reading: { task: 'regression', classes: [], value: { output: 'variable' } } },
    data: fakeDataset(false),
  });
  addRun(numbers, 2, fakeRegression(7312));
  const species = `${folder}/Species`;
  create('Species', species);
  put({
    ...get(species),
    model: { ...fakeModel, reading: { task: 'multiclass', classes: fakeSpecies } },
    data: fakeDataset(false),
  });
  addRun(species, 2, fakeMulticlass(7312));
  create('Empty', `${folder}/Empty`);
  create('Large', `${folder}/Large`);
  put({ ...get(`${folder}/Large`), model: { ...fakeModel, graphName: 'deep', repairs: [], fixedBatch: 1 } });

  const drift = createFakeDrift(get, startJob);
  const retrain = createFakeRetrain(get, put, startJob);
  const handlers: Handlers<WorkbenchContract> = {
    'app.info': async () => ({
      version: '0.1.0',
      platform: 'linux',
      node: '20.20.0',
      onnxruntime: '1.30.0',
      duckdb: '1.5.6',
      projectsFolder: folder,
      logFile: '/home/me/.cache/drydock/logs/drydock.log',
      examples: [
        {
          name: 'birdstrikes',
          title: 'Bird strikes',
          description: 'Will a reported wildlife strike damage the aircraft? Trained on 1990–94, tried on what came after.',
        },
      ],
    }),
    'app.usage': async () => ({
      cpuShare: 0.31,
      memoryBytes: 412e6,
      totalMemoryBytes: 16.4e9,
      gpu: { memoryBytes: 2.1e9, totalMemoryBytes: 24e9 },
    }),
    'app.providers': async () => [
      { name: 'cpu', label: 'CPU', available: true, reason: 'Always there.' },
      {
        name: 'webgpu',
        label: 'WebGPU',
        available: false,
        reason: 'Only a software adapter was found, which is slower than the CPU.',
      },
      { name: 'cuda', label: 'CUDA', available: false, reason: 'libcudart.so.12 was not found.' },
    ],
    ...createFakeSettings(folder),
    'files.identify': async ({ paths }) =>
      paths.map((path) =>
        path.endsWith('.onnx')
          ? { path, role: 'model' as const, what: 'ONNX model', sizeBytes: 8056, hint: null }
          : path.endsWith('.zip')
            ? { path, role: 'bundle' as const, what: 'Drydock bundle', sizeBytes: 300_000, hint: null }
            : path.endsWith('.jsonl')
              ? { path, role: 'log' as const, what: 'Log of a deployed bundle', sizeBytes: 52_000, hint: null }
              : path.endsWith('.csv')
                ? { path, role: 'data' as const, what: 'CSV table', sizeBytes: 912_345, hint: null }
                : path.endsWith('labels.txt')
                  ? { path, role: 'labels' as const, what: 'list of labels', sizeBytes: 40, hint: null }
                  : path.endsWith('mapping.json')
                    ? { path, role: 'mapping' as const, what: 'Drydock mapping', sizeBytes: 900, hint: null }
                    : {
                        path,
                        role: 'unknown' as const,
                        what: 'a Python pickle',
                        sizeBytes: 4000,
                        hint: 'Convert the model with skl2onnx:\n    from skl2onnx import to_onnx\n    to_onnx(model, X[:1])\nThen drop the .onnx file.',
                      },
      ),
    ...createFakeRecents({ demo, numbers, open: get }),
    'projects.create': async ({ name }) => create(name, `${folder}/${name}`),
    'projects.open': async ({ project }) => get(project),
    'projects.discard': async ({ project }) => {
      const { model, data } = get(project);
      return { isGone: !model && !data };
    },
    'projects.get': async ({ project }) => get(project),
    'projects.rename': async ({ project, name }) => put({ ...get(project), name }),
    'projects.setModel': async ({ project, path, labels }) => {
      if (labels?.endsWith('three-labels.txt')) {
        throw new AppError('DATA_MISMATCH', 'three-labels.txt names 3 classes, but the model has 2: No damage, Some damage.', {
          hint: 'Give a file with one name for each class, in the order of the model.',
        });
      }
      return put({ ...get(project), model: { ...fakeModel, path }, mapping: null });
    },
    'projects.setData': async ({ project, options }) => ({ jobId: readData(project, false, undefined, options) }),
    'projects.setMapping': async ({ project, mapping }) => put({ ...get(project), mapping }),
    'projects.loadMapping': async ({ project }) => {
      const view = get(project);
      const mapping = fakeMapping(view.model!, view.data!);
      return put({ ...view, mapping: { ...mapping, labels: { C: 'No damage' } } });
    },
    'projects.suggestMapping': async ({ project }) => put({ ...get(project), mapping: null }),
    'projects.setSettings': async ({ project, settings }) => put({ ...get(project), settings }),
    'projects.setBaseline': async ({ project, runId }) => put({ ...get(project), baselineRun: runId }),
    'projects.setSlices': async ({ project, slices }) => put({ ...get(project), slices }),
    'projects.saveCopy': async ({ project, folder }) => {
      put({ ...get(project), project: folder, name: `${get(project).name} (copy)`, runs: [] });
      return { project: folder };
    },
    'projects.openExample': async ({ run }) => {
      const project = `${folder}/Bird strikes ${nextJob}`;
      create('Bird strikes', project);
      put({ ...get(project), model: fakeModel });
      return { jobId: readData(project, false, () => run && startRun(project)), project };
    },
    'models.graph': async (request) => fakeGraph(request),
    ...createFakeProbe({
      get,
      start: (project, end) =>
        startJob(
          'lint',
          'Silent failures of model.onnx',
          project,
          { stage: 'checking', total: 7, unit: 'checks', count: 7 },
          end,
        ),
    }),
    'data.preview': async ({ paths }) => ({
      file: paths[0]?.split('/').at(-1) ?? '',
      files: paths.length,
      format: 'csv' as const,
      columns: fakeDataset(false).columns.map(({ name, type }) => ({ name, type })),
      rows: rowPage(200, 0, 200, false).rows,
    }),
    'data.rows': async ({ project, page }) =>
      rowPage(get(project).data?.rows ?? 0, page.offset, page.limit, page.filters.length > 0),
    'data.rejected': async ({ page }) => ({
      columns: [
        { name: 'file', type: 'text' },
        { name: 'line', type: 'integer' },
        { name: 'column', type: 'text' },
        { name: 'reason', type: 'text' },
        { name: 'text', type: 'text' },
      ],
      rowNumbers: [1, 2, 3],
      rows: [
        ['strikes.csv', 412, 'Speed IAS in knots', 'not a number', 'LOGAN INTL,DC-9,None,1996-02-02,…,fast'],
        ['strikes.csv', 2091, null, '13 fields where 14 are expected', 'BARKSDALE AIR FORCE BASE,T-38A,None'],
        ['strikes.csv', 2092, null, 'the quote is never closed', '"DENVER INTL,…'],
      ],
      offset: page.offset,
      total: 3,
    }),
    'data.exportRejected': async () => ({ path: `${folder}/rejected.csv` }),
    ...createFakeQuality({
      dataOf: (project) => get(project).data,
      startJob: (project, finish, partialAt) =>
        startJob(
          'quality',
          'Check the data',
          project,
          { stage: 'checking', total: 24, unit: 'checks', count: 6 },
          finish,
          partialAt,
        ),
      page: (total, offset, limit) => rowPage(total, offset, limit, false),
    }),
    'runs.start': async ({ project }) => startRun(project),
    'runs.get': async ({ project, runId }) => {
      const record = runOf(project, runId);
      const report = fakeReport(record, evaluations.get(`${project} ${runId}`)!);
      return { record, report: record.deployed ? { ...report, timeline: deployedTimeline(report) } : report };
    },
    'runs.update': async ({ project, runId, ...change }) => changeRun(project, runId, change),
    'runs.timeline': async ({ unit }) => fakeTimeline(unit),
    'runs.evaluate': async () => fakeEvaluation(310, 0.01),
    'runs.curves': async ({ classes }) => fakeClassCurves(classes),
    'runs.thresholds': async ({ project, runId }) => fakeThresholds(runOf(project, runId)),
    'runs.rows': async ({ page }) => ({
      ...rowPage(310, page.offset, page.limit, false, [
        { name: 'actual', type: 'category' },
        { name: 'predicted', type: 'category' },
        { name: 'score_Some damage', type: 'number' },
        { name: 'confidence', type: 'number' },
        { name: 'loss', type: 'number' },
        { name: 'margin', type: 'number' },
        { name: 'absoluteError', type: 'number' },
      ]),
    }),
    ...createFakeSlices((offset, limit) =>
      rowPage(210, offset, limit, false, [
        { name: 'actual', type: 'category' },
        { name: 'predicted', type: 'category' },
      ]),
    ),
    'runs.compare': async ({ project, runIds }) => {
      const { baselineRun } = get(project);
      const ordered = [...runIds].sort((a, b) => Number(b === baselineRun) - Number(a === baselineRun));
      const [first = '', ...others] = ordered;
      return { comparisons: others.map((id) => fakeComparison(runOf(project, first), runOf(project, id))) };
    },
    ...createFakeStress(get, startJob),
    ...createFakeHarden(get, put, startJob),
    ...drift.handlers,
    ...createFakeMonitor({
      get,
      addDeployed(view, of) {
        const [run] = view.runs;
        const figures = evaluations.get(`${of.project} ${of.run.id}`);
        if (run && figures) evaluations.set(`${view.project} ${run.id}`, figures);
        put(view);
      },
      startJob: (project, title, finish) =>
        startJob('monitor', title, project, { stage: 'reading the log', total: 420, unit: 'rows', count: 4 }, finish),
    }),
    ...retrain.handlers,
    'runs.flipped': async ({ page, kind }) =>
      rowPage(kind === 'fixed' ? 210 : 96, page.offset, page.limit, page.filters.length > 0, flippedColumns),
    'runs.report': async () => ({ path: `${folder}/report.html` }),
    ...createFakeBundle(({ kind, title, project }, finish) =>
      startJob(kind, title, project, { stage: 'writing', total: 24, unit: 'files', count: 8 }, finish),
    ),
    ...createFakeLoad(
      (project) => [...get(project).runs].sort((a, b) => b.startedAt.localeCompare(a.startedAt))[0]?.id ?? '',
      startJob,
    ),
    'bundles.verify': async ({ path }) => ({
      jobId: startJob(
        'verify',
        `Verify ${path.split('/').at(-1) ?? path}`,
        null,
        { stage: 'replaying rows', total: 50, unit: 'rows', count: 8 },
        () => ({
          ok: true,
          checks: [
            { name: 'manifest', ok: true, detail: '24 files have the sha256 that the manifest states' },
            { name: 'start', ok: true, detail: 'the server was ready after 0.8 s' },
            { name: 'golden rows', ok: true, detail: '50 of 50 rows answered the same' },
          ],
        }),
      ),
    }),
    'jobs.list': async () => [...jobs.values()].reverse(),
    'jobs.cancel': async ({ jobId }) => {
      const job = jobs.get(jobId);
      if (!job) throw new AppError('NOT_FOUND', 'There is no such job.', { hint: 'It may have ended.' });
      cancelledJobs.add(jobId);
      wakeOnCancel.get(jobId)?.();
      emit({ ...job, cancelling: true });
      return jobs.get(jobId)!;
    },
    'jobs.follow': async function* ({ after }, { signal }) {
      let seq = after;
      while (!signal.aborted) {
        const next = events.find((event) => event.seq > seq);
        if (next) {
          seq = next.seq;
          yield next;
        } else {
          await new Promise<void>((resolve) => {
            const wake = (): void => {
              followers.delete(wake);
              signal.removeEventListener('abort', wake);
              resolve();
            };
            followers.add(wake);
            signal.addEventListener('abort', wake);
          });
        }
      }
    },
  };
  for (const [name, handler] of Object.entries(handlers)) {
    const original = handler as (input: unknown, options: unknown) => unknown;
    Object.assign(handlers, {
      [name]: (input: unknown, options: unknown) => {
        if (name !== 'app.usage') calls.push({ name, input });
        return original(input, options);
      },
    });
  }
  return {
    handlers,
    calls,
    projects,
    age: (seconds) => (jobAge = seconds),
    flood: (times) => {
      const running = [...jobs.values()].filter(({ endedAt }) => endedAt === null);
      for (let time = 0; time < times; time++) for (const job of running) emit(job);
    },
    findDrift: drift.findNext,
    damageRetrain: retrain.damage,
  };
}

function rowPage(
  total: number,
  offset: number,
  limit: number,
  isFiltered: boolean,
  before: { name: string; type: string }[] = [],
) {
  const all = isFiltered ? Math.round(total / 7) : total;
  const count = Math.max(0, Math.min(limit, all - offset));
  const numbers = Array.from({ length: count }, (_, index) => offset + index + 1);
  return {
    columns: [...before, ...fakeDataset(false).columns.map(({ name, type }) => ({ name, type }))],
    rowNumbers: numbers,
    rows: numbers.map((row) => [
      ...before.map(({ type }) =>
        type === 'number' ? 0.1 + ((row * 37) % 80) / 100 : row % 3 === 0 ? 'Some damage' : 'No damage',
      ),
      ...sample.map((cell, index) => (index === 14 ? (row % 5 === 0 ? null : 90 + ((row * 13) % 160)) : cell)),
    ]),
    offset,
    total: all,
  };
}
