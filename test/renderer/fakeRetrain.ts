// Retraining in the fake workbench: no command is run. A command with "fails" in it fails,
// one with "worse" in it makes a worse model than that of the project, and any other a better one.
import type { WorkbenchContract } from '../../app/api/contract.ts';
import type { Handlers } from '../../app/api/procedure.ts';
import type { ProjectView } from '../../app/api/schemas/projects.ts';
import { RetrainSettings, type RetrainRecord, type RetrainRows, type TrainingOutput } from '../../app/api/schemas/retrain.ts';
import { AppError } from '../../app/base/errors.ts';
import { fillCommand } from '../../app/retrain/fillCommand.ts';
import { commandPaths } from '../../app/retrain/retrainFiles.ts';
import { retrainVerdict } from '../../app/retrain/retrainVerdict.ts';
import { fakeComparison } from './fakeComparison.ts';

type RetrainHandlers = Pick<
  Handlers<WorkbenchContract>,
  'retrain.plan' | 'retrain.start' | 'retrain.list' | 'retrain.get' | 'retrain.log' | 'retrain.judge' | 'retrain.decide'
>;

type StartJob = (
  kind: string,
  title: string,
  project: string,
  steps: { stage: string; total: number | null; unit: string; count: number },
  finish: (wasCancelled: boolean) => unknown,
  partialAt: (share: number) => unknown,
) => string;

const part = (rows: number, first: string, last: string) => ({ rows, first, last });
const rows: RetrainRows = {
  fresh: part(5830, '1996-03-02T00:00:00.000Z', '2002-12-30T00:00:00.000Z'),
  train: part(4664, '1996-03-02T00:00:00.000Z', '2001-08-11T00:00:00.000Z'),
  heldOut: part(1166, '2001-08-12T00:00:00.000Z', '2002-12-30T00:00:00.000Z'),
  reference: part(1458, '1995-01-01T00:00:00.000Z', '1996-03-01T00:00:00.000Z'),
  withoutTime: 12,
};

export interface FakeRetrain {
  handlers: RetrainHandlers;
  /** Retrainings that the list finds damaged. */
  damage: (path: string, message: string) => void;
}

export function createFakeRetrain(
  get: (project: string) => ProjectView,
  put: (view: ProjectView) => ProjectView,
  startJob: StartJob,
): FakeRetrain {
  const runs = new Map<string, RetrainRecord[]>();
  const damaged: { path: string; message: string }[] = [];
  const said = Array.from({ length: 230 }, (_, epoch) => `epoch ${String(epoch + 1)}: loss ${(1 / (epoch + 2)).toFixed(4)}`);
  const of = (project: string, retrainId: string): RetrainRecord => {
    const found = runs.get(project)?.find(({ id }) => id === retrainId);
    if (found) return found;
    throw new AppError('NOT_FOUND', 'There is no such retraining in this project.', { hint: 'Take one of the list.' });
  };
  const runOf = (project: string, runId: string | null) => {
    const found = get(project).runs.find(({ id }) => id === runId);
    if (found) return found;
    throw new AppError('NOT_FOUND', 'There is no such run in this project.', { hint: 'Put its folder back.' });
  };
  /** The first run of a project is the worse one. */
  const ended = (project: string, settings: RetrainSettings, wasCancelled: boolean): RetrainRecord => {
    const number = (runs.get(project)?.length ?? 0) + 1;
    const at = new Date(Date.UTC(2026, 10, 24, 12, number)).toISOString();
    const state = wasCancelled ? 'cancelled' : settings.command.includes('fails') ? 'failed' : 'trained';
    const [first, second] = get(project).runs.map(({ id }) => id);
    const both = settings.command.includes('worse') ? [second, first] : [first, second];
    const isTrained = state === 'trained';
    return {
      version: 1,
      id: `retrain-${String(number)}`,
      kind: 'retrain',
      name: `Retrain ${get(project).model?.name ?? ''}`,
      startedAt: at,
      endedAt: new Date(Date.parse(at) + 42_000).toISOString(),
      settings,
      data: { name: 'strikes.csv', sha256: 'd'.repeat(64) },
      rows,
      files: { train: 'train.parquet', reference: null, heldOut: 'held-out.parquet', out: 'out' },
      exitCode: isTrained ? 0 : wasCancelled ? null : 3,
      state,
      stateReason: isTrained
        ? null
        : wasCancelled
          ? 'The command was cancelled.'
          : 'The command ended with exit code 3. It said last:\nthe loss is NaN',
      log: 'training.log',
      model: isTrained ? { path: 'out/model.onnx', sha256: 'e'.repeat(64) } : null,
      championRun: isTrained ? (both[0] ?? null) : null,
      challengerRun: isTrained ? (both[1] ?? null) : null,
      decision: null,
      earlierDecisions: [],
    };
  };
  const handlers: RetrainHandlers = {
    'retrain.plan': async ({ project, settings: asked }) => {
      const settings = RetrainSettings.parse(asked);
      const isTooFew =
        settings.fresh !== null && Date.parse(settings.fresh.end) - Date.parse(settings.fresh.start) < 30 * 86_400_000;
      return {
        command: fillCommand(settings.command, commandPaths(`${project}/runs/<time>-retrain`, settings), 'linux'),
        cwd: settings.cwd ?? project,
        rows,
        target: 'Damage',
        time: 'Flight Date',
        environment: [
          { name: 'API_TOKEN', value: '••••••' },
          { name: 'DRYDOCK_TARGET', value: 'Damage' },
          { name: 'PATH', value: '/usr/local/bin:/usr/bin:/bin' },
        ],
        problem: isTooFew
          ? {
              message: 'Of 21 fresh labelled rows 17 are left to train on and 4 to judge by: at least 50 and 20 are needed.',
              hint: 'Take a longer period of fresh rows.',
            }
          : null,
      };
    },
    'retrain.start': async ({ project, settings: asked }) => {
      const settings = RetrainSettings.parse(asked);
      const retrainId = `retrain-${String((runs.get(project)?.length ?? 0) + 1)}`;
      const jobId = startJob(
        'retrain',
        `Retrain ${get(project).model?.name ?? ''}`,
        project,
        { stage: 'training', total: null, unit: 'lines', count: 20 },
        (wasCancelled) => {
          runs.set(project, [ended(project, settings, wasCancelled), ...(runs.get(project) ?? [])]);
          return { retrainId };
        },
        (share): TrainingOutput => {
          const total = Math.round(share * said.length);
          return { retrainId, lines: said.slice(0, total).slice(-200), isOpen: false, total };
        },
      );
      return { jobId, retrainId };
    },
    'retrain.list': async ({ project }) => ({
      runs: (runs.get(project) ?? []).map(({ decision, ...record }) => ({ ...record, promoted: decision?.promoted ?? null })),
      damaged,
    }),
    'retrain.get': async ({ project, retrainId }) => of(project, retrainId),
    'retrain.log': async ({ project, retrainId }) => ({
      path: `${project}/runs/${of(project, retrainId).id}/training.log`,
      lines: said,
      total: said.length,
    }),
    'retrain.judge': async ({ project, retrainId, metric }) => {
      const { championRun, challengerRun } = of(project, retrainId);
      const comparison = fakeComparison(runOf(project, championRun), runOf(project, challengerRun));
      return { comparison, verdict: retrainVerdict(comparison, 'binary', metric) };
    },
    'retrain.decide': async ({ project, retrainId, promote, reason = '' }) => {
      const record = of(project, retrainId);
      const view = get(project);
      const { model } = view;
      if (!model || !record.model) throw new AppError('CONFLICT', 'There is no model to promote.', { hint: 'Retrain again.' });
      const before = record.decision?.before ?? { path: model.path, sha256: model.sha256, mapping: null, data: null };
      const isInUse = model.sha256 === record.model.sha256;
      if (promote) put({ ...view, model: { ...model, name: 'retrained.onnx', sha256: record.model.sha256 } });
      else if (isInUse) put({ ...view, model: { ...model, name: 'model.onnx', sha256: before.sha256 } });
      const decision = { promoted: promote, at: '2026-11-24T13:00:00Z', reason, before: promote ? before : null };
      const decided = {
        ...record,
        decision,
        earlierDecisions: record.decision ? [...record.earlierDecisions, record.decision] : record.earlierDecisions,
      };
      runs.set(
        project,
        (runs.get(project) ?? []).map((one) => (one.id === retrainId ? decided : one)),
      );
      return decided;
    },
  };
  return { handlers, damage: (path, message) => void damaged.push({ path, message }) };
}
