// Logs of deployed bundles in the fake workbench: each reading finds twenty more answers, and makes the project of the log.
import type { WorkbenchContract } from '../../app/api/contract.ts';
import type { Handlers } from '../../app/api/procedure.ts';
import type { LogReading, MonitorResult, ServerFigures } from '../../app/api/schemas/monitor.ts';
import type { ProjectView } from '../../app/api/schemas/projects.ts';
import type { RunRecord, RunReport, Timeline } from '../../app/api/schemas/runs.ts';
import { AppError } from '../../app/base/errors.ts';
import { fakeMetrics } from './fakeData.ts';

interface FakeMonitorOptions {
  get: (project: string) => ProjectView;
  /** A copy of a project at another place, with the figures of one of its runs. */
  addDeployed: (view: ProjectView, of: { project: string; run: RunRecord }) => void;
  startJob: (project: string, title: string, finish: () => unknown) => string;
}

export function createFakeMonitor(
  options: FakeMonitorOptions,
): Pick<Handlers<WorkbenchContract>, 'monitor.import' | 'monitor.last' | 'monitor.live'> {
  const { get, addDeployed, startJob } = options;
  let asked = 0;
  const readings = new Map<string, LogReading>();
  return {
    'monitor.last': async ({ project, runId }) => readings.get(`${project} ${runId}`) ?? null,
    'monitor.live': async ({ address }) => {
      if (address.includes('nowhere')) {
        throw new AppError('NOT_FOUND', `Nothing answers at ${address}.`, {
          hint: 'Is the server running, and is this its address?',
        });
      }
      asked += 1;
      return liveFigures(asked);
    },
    'monitor.import': async ({ project, runId, replaces: _, again: _again, ...request }) => {
      if (request.paths.some((path) => path.includes('nowhere'))) {
        throw new AppError('NOT_FOUND', `There is no prediction log here: ${request.paths.join(', ')}`, {
          hint: 'Name the folder that DRYDOCK_LOG_DIR named, or files of it.',
        });
      }
      const parent = get(project);
      const run = parent.runs.find(({ id }) => id === runId) ?? parent.runs[0];
      if (!run) throw new AppError('CONFLICT', 'There is no run.', { hint: 'Run first.' });
      const jobId = startJob(project, `Log of ${run.name}`, () => {
        const before = readings.get(`${project} ${run.id}`)?.result.rows ?? 400;
        const result = resultOf(`${project}/monitor/${run.id}`, before + 20, Boolean(request.labels), request.drift !== null);
        const deployed = { runId: run.id, refused: result.refused, unmatched: result.unmatched };
        const record = {
          ...run,
          id: result.runId,
          name: `${run.name}, deployed`,
          provider: 'deployed bundle',
          starred: false,
          deployed,
        };
        addDeployed(
          {
            ...parent,
            project: result.project,
            name: `${parent.name}, deployed`,
            runs: [record],
            deployedOf: { project, projectName: parent.name, runId: run.id, runName: run.name },
          },
          { project, run },
        );
        readings.set(`${project} ${run.id}`, { at: new Date().toISOString(), request, result });
        return result;
      });
      return { jobId };
    },
  };
}

function resultOf(project: string, rows: number, hasTable: boolean, isCompared: boolean): MonitorResult {
  const file = '/srv/strikes/logs/predictions-20260131T120000Z-1.jsonl';
  return {
    project,
    runId: `2026-11-25T10-00-00-${rows}`,
    rows,
    labelled: rows - 120,
    unmatched: hasTable ? 3 : 1,
    unknownLabels: hasTable ? [{ label: 'Total loss', count: 2 }] : [],
    files: 2,
    added: { predictions: rows === 420 ? 420 : 20, labels: 5, refused: 1 },
    refused: 2,
    shown: [{ file, line: 412, reason: 'it is not JSON', count: 1 }],
    unfinished: [`${file}.part`],
    summary: {
      rows,
      labelled: rows - 120,
      notNumbers: 0,
      withoutPrediction: 0,
      first: '2002-11-04T09:30:00Z',
      last: '2004-12-28T17:00:00Z',
      repeatedIds: 0,
      repeatedRows: 0,
      unmatched: { feedback: 1, tables: hasTable ? 2 : 0 },
      delay: { median: 5400, p90: 86_400, longest: 432_000 },
      latencyMs: { median: 2.1, p95: 4.8, p99: 12 },
    },
    drift: isCompared
      ? { found: true, driftId: 'drift-1', verdict: { action: 'look', since: null, headline: 'Cells are missing', reasons: [] } }
      : null,
    columns: { time: 'time', id: 'id', prediction: 'prediction', label: 'label', scores: [] },
  };
}

/** What the bundle answered after the validated data end, with a quarter without any row. */
export function deployedTimeline(report: RunReport): Timeline {
  const windows = Array.from({ length: 9 }, (_, quarter): Timeline['windows'][number] => {
    const rows = quarter === 4 ? 0 : 150 + 10 * quarter;
    const metrics = rows === 0 ? {} : fakeMetrics(0.03 + 0.008 * quarter, rows);
    const [start = '', end = ''] = [3 * quarter, 3 * quarter + 3].map((month) =>
      new Date(Date.UTC(2002, 9 + month, 1)).toISOString(),
    );
    return { start, end, firstRow: null, lastRow: null, rows, labelled: rows, metrics };
  });
  return { ...report.timeline, windows, rowsWithoutTime: 0, rowsWithoutLabel: 120, reference: null };
}

/** One column has moved, the other has not; each time that it is asked a hundred requests more. */
function liveFigures(asked: number): ServerFigures {
  return {
    model: 'strikes',
    requests: 100 * asked,
    errors: [{ code: 'INVALID_INPUT', count: 2 }],
    rows: 1_000 * asked,
    rejectedRows: 0,
    predictions: [{ label: 'No damage', count: 900 }],
    latencyMs: { p50: 5, p95: 25, p99: 'more than 30 s' },
    log: { rows: 1_000, dropped: 0 },
    watch: {
      rows: 400,
      windowRows: 400,
      columns: [
        {
          name: 'Airport Name',
          missing: { value: 0, limit: 0.01 },
          psi: { value: 0.03, limit: 0.1 },
          unseen: 4,
          outOfRange: null,
        },
        {
          name: 'Speed IAS in knots',
          missing: { value: 0.2, limit: 0.35 },
          psi: { value: 0.61, limit: 0.12 },
          unseen: null,
          outOfRange: 37,
        },
      ],
      predictionPsi: { value: 0.02, limit: 0.1 },
      estimatedAccuracy: { value: 0.9, low: 0.87, high: 0.93 },
      accuracy: { value: 0.85, low: 0.8, high: 0.9 },
      meanAbsoluteError: null,
      validatedAccuracy: 0.91,
      labels: 200,
    },
  };
}
