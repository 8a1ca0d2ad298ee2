import type { WorkbenchContract } from '../../app/api/contract.ts';
import type { Handlers } from '../../app/api/procedure.ts';
import { HardenSettings, type HardenOffer, type HardenRecord, type HardenReport } from '../../app/api/schemas/harden.ts';
import type { ProjectView } from '../../app/api/schemas/projects.ts';
import { AppError } from '../../app/base/errors.ts';
import { wantedOffers } from '../../app/workbench/wantedOffers.ts';
import { fakePlan } from './fakeData.ts';

type HardenHandlers = Pick<
  Handlers<WorkbenchContract>,
  'harden.start' | 'harden.list' | 'harden.get' | 'harden.accept' | 'harden.undo'
>;

type StartJob = (
  kind: string,
  title: string,
  project: string,
  steps: { stage: string; total: number | null; unit: string; count: number },
  finish: (wasCancelled: boolean) => unknown,
  partialAt: (share: number) => unknown,
) => string;

const interval = (value: number, half = 0.01) => ({ value, low: value - half, high: value + half });
const figure = (scenario: string, title: string, before: number, after: number) => ({
  scenario,
  title,
  rows: 5000,
  before: { rocAuc: interval(before), accuracy: interval(before), logLoss: interval(before) },
  after: { rocAuc: interval(after), accuracy: interval(after), logLoss: interval(after) },
  gain: interval(after - before, 0.004),
  pValue: 0.0001,
});

function offer(id: string, kind: HardenOffer['kind'], title: string, more: Partial<HardenOffer>): HardenOffer {
  return {
    id,
    kind,
    column: null,
    title,
    steps: [{ kind: 'calibration', calibration: { kind: 'temperature', temperature: 1.4 } }],
    requires: [],
    group: null,
    metric: 'rocAuc',
    higherIsBetter: true,
    scenario: 'clean',
    gain: interval(0.03, 0.01),
    level: 0.9938,
    pValue: 0.0001,
    pAdjusted: 0.003,
    figures: [figure('clean', 'clean rows', 0.78, 0.81), figure('missing', 'Missing at random: Speed', 0.7, 0.77)],
    ...more,
  };
}

const bin = { from: 0.1, to: 0.2, meanScore: 0.15, observed: interval(0.17), rows: 400 };
export const fakeOffers: HardenOffer[] = [
  offer('calibration', 'calibration', 'Scores: temperature scaling', {
    group: 'calibration',
    metric: 'logLoss',
    reliability: { before: [bin], after: [{ ...bin, observed: interval(0.15) }] },
  }),
  offer('threshold:mcc', 'threshold', 'Decision threshold 0.3 (by Matthews correlation)', {
    group: 'decision',
    metric: 'mcc',
  }),
  offer('abstain:confidence', 'abstain', 'Answers below 0.6 are marked as unsure', {
    group: 'decision',
    metric: 'accuracyAnswered',
    coverage: [1, 0.9, 0.8].map((coverage) => ({
      least: 1 - coverage,
      coverage,
      accuracy: interval(0.9 + 0.1 * (1 - coverage)),
    })),
  }),
  offer('abstain:conformal', 'abstain', 'Answers are marked unless one class alone is possible', {
    group: 'decision',
    metric: 'accuracyAnswered',
  }),
  offer('sentinels:Speed', 'sentinels', 'Speed: 999 is read as missing', { column: 'Speed' }),
];

export function fakeHardenReport(offers: HardenOffer[]): HardenReport {
  return {
    version: 1,
    task: 'binary',
    metric: 'rocAuc',
    higherIsBetter: true,
    seed: 0,
    rows: { search: 5000, proof: 5000, total: 10_000, labelled: 10_000 },
    provider: 'cpu',
    clean: { rocAuc: interval(0.78) },
    offers,
    tried: [
      {
        kind: 'clip',
        column: 'Speed',
        candidates: 4,
        best: null,
        scenario: null,
        outcome: 'no-gain',
        gain: null,
        says: 'None helped.',
      },
    ],
    together: null,
    adjustment: 'Intervals are widened for everything that is tried.',
    progress: { done: 8, planned: 8, stage: 'done' },
    timing: { prepareMs: 1, inferMs: 1, totalMs: 2, predictedRows: 100_000 },
    warnings: [],
  };
}

/** Hardening runs of the fake workbench: none at first. A search for a better range alone finds nothing. */
export function createFakeHarden(
  get: (project: string) => ProjectView,
  put: (view: ProjectView) => ProjectView,
  startJob: StartJob,
): HardenHandlers {
  const runs: HardenRecord[] = [];
  const of = (hardenId: string): HardenRecord => {
    const found = runs.find(({ id }) => id === hardenId);
    if (found) return found;
    throw new AppError('NOT_FOUND', 'There is no such hardening run in this project.', { hint: 'Take one of the list.' });
  };
  const nothing = { feeds: [], decision: null, calibration: null, abstain: null };
  return {
    'harden.list': async () => ({
      runs: runs.map(({ report: found, mapping: _mapping, plan: _plan, ...record }) => ({
        ...record,
        offers: found?.offers.length ?? null,
      })),
      damaged: [],
    }),
    'harden.start': async ({ project, settings }) => {
      const { model, data, mapping } = get(project);
      if (!model || !data || !mapping) throw new AppError('CONFLICT', 'The project is not ready.', { hint: 'Complete it.' });
      const offers = settings.kinds?.length === 1 ? [] : fakeOffers;
      const record: HardenRecord = {
        version: 1,
        id: `harden-${String(runs.length + 1)}`,
        kind: 'harden',
        name: 'Hardening',
        state: 'running',
        stateReason: null,
        startedAt: new Date(Date.UTC(2026, 10, 23, 12, runs.length)).toISOString(),
        endedAt: null,
        model: { name: model.name, path: model.path, sha256: model.sha256, runSha256: model.runSha256 },
        data: { name: data.name, paths: data.paths, sha256: data.sha256, rows: data.rows },
        mapping,
        plan: fakePlan(mapping),
        settings: HardenSettings.parse(settings),
        versions: { drydock: '0.1.0', onnxruntime: '1.30.0', node: '20.20.0', duckdb: '1.5.6' },
        host: { os: 'Linux', cpu: 'a processor', cores: 2, memoryBytes: 8e9 },
        report: null,
      };
      runs.unshift(record);
      const jobId = startJob(
        'harden',
        record.name,
        project,
        { stage: 'repairs', total: 8, unit: 'repairs', count: 8 },
        () => {
          Object.assign(record, { state: 'complete', endedAt: record.startedAt, report: fakeHardenReport(offers) });
          return { hardenId: record.id };
        },
        (share) => fakeHardenReport(offers.slice(0, Math.floor(share * offers.length))),
      );
      return { jobId, hardenId: record.id };
    },
    'harden.get': async ({ hardenId }) => of(hardenId),
    'harden.accept': async ({ project, hardenId, offers: ids }) => {
      const view = get(project);
      const offers = wantedOffers(of(hardenId), ids, view.hardening ?? []);
      const acceptance = { at: '2026-11-23T13:00:00Z', undoneAt: null, run: hardenId, offers, before: nothing, after: nothing };
      return put({ ...view, hardening: [...(view.hardening ?? []), acceptance] });
    },
    'harden.undo': async ({ project }) => {
      const view = get(project);
      const history = view.hardening ?? [];
      const last = history.findLast(({ undoneAt }) => undoneAt === null);
      return put({
        ...view,
        hardening: history.map((one) => (one === last ? { ...one, undoneAt: '2026-11-23T14:00:00Z' } : one)),
      });
    },
  };
}
