// Load tests in the fake workbench: a server whose waiting times have a formula (M/M/1), so that the curve is the same every time.
import type { WorkbenchContract } from '../../app/api/contract.ts';
import type { Handlers } from '../../app/api/procedure.ts';
import { LoadSettings, type LoadResult, type LoadStep } from '../../app/api/schemas/load.ts';
import { planCapacity } from '../../app/bundle/load/capacityPlan.ts';
import { stolenWarnings } from '../../app/bundle/load/loadResult.ts';
import { goalOf } from '../../app/bundle/load/measureLoad.ts';

type LoadHandlers = Pick<Handlers<WorkbenchContract>, 'bundles.loadtest' | 'bundles.lastLoad'>;

type StartJob = (
  kind: string,
  title: string,
  project: string | null,
  steps: { stage: string; total: number | null; unit: string; count: number },
  finish: () => unknown,
) => string;

const capacity = 500;
const around = (value: number, share = 0.08): LoadStep['p99Ms'] => ({
  value,
  low: value * (1 - share),
  high: value * (1 + share),
});

function step(change: Partial<LoadStep>, meanMs: number): LoadStep {
  const rate = change.offeredPerSecond ?? change.ratePerSecond?.value ?? 0;
  return {
    mode: 'closed',
    rowsPerRequest: 1,
    concurrency: null,
    offeredPerSecond: null,
    seconds: 4,
    requests: Math.round(rate * 4),
    ratePerSecond: around(rate, 0.02),
    meanMs,
    p50Ms: around(meanMs * Math.LN2),
    p90Ms: around(meanMs * Math.log(10)),
    p99Ms: around(meanMs * Math.log(100)),
    errors: 0,
    errorText: null,
    stable: true,
    cores: (1.6 * rate) / capacity,
    memoryBytes: 268e6,
    sentLateMs: null,
    generatorBusy: 0.2,
    ...change,
  };
}

function measured(): Pick<LoadResult, 'steps' | 'saturation'> {
  const closed = [250, 390, 470, 496, 500].map((rate, index) =>
    step({ concurrency: 2 ** index, ratePerSecond: around(rate, 0.02) }, index === 0 ? 2 : (2 ** index * 1000) / rate),
  );
  const open = [0.5, 0.7, 0.8, 0.9].map((share) =>
    step(
      {
        mode: 'open',
        offeredPerSecond: share * capacity,
        sentLateMs: 1.1,
        stable: share < 0.9,
        ...(share === 0.8 && { stolen: { share: 0.034, leftOutSeconds: 2.5, p99Ms: 87 } }),
      },
      1000 / (capacity - share * capacity),
    ),
  );
  return { steps: [...closed, ...open], saturation: { ratePerSecond: around(capacity, 0.02), concurrency: 8 } };
}

/** A target with "wrong" in its name gives wrong answers. */
function fakeLoad(target: string, runId: string, given: Partial<LoadSettings>): LoadResult {
  const settings = LoadSettings.parse(given);
  const goal = goalOf(settings);
  const isServer = /^https?:/.test(target);
  const at = '2026-11-24T12:00:00.000Z';
  const machine = { text: 'Model K, 2 cores', cpu: 'Model K', cores: 2, memoryBytes: 8e9, platform: 'Linux 6' };
  const figures = measured();
  const wrong = target.includes('wrong') ? 3 : 0;
  const planned = planCapacity(figures, {
    goal,
    rowsPerRequest: settings.rowsPerRequest,
    batch: { maxRows: 16, maxDelayMs: 1.5 },
    memoryBytes: isServer ? null : 268e6,
    at,
    machine: machine.text,
  });
  return {
    version: 1,
    at,
    of: { kind: isServer ? 'server' : 'bundle', where: target, name: 'bird-strikes', runId: isServer ? null : runId },
    settings,
    goal,
    serverSettings: {},
    machine,
    ...figures,
    batchTime: { points: [], perRowMs: 0.12, fixedMs: 1.4 },
    memoryPeakBytes: isServer ? null : 268e6,
    answers: { checked: isServer ? 0 : 212, wrong, examples: wrong > 0 ? ['golden row 4 predicts "yes" instead of "no"'] : [] },
    tuning: [],
    plan: 'plan' in planned ? planned.plan : null,
    refusal: 'refusal' in planned ? planned.refusal : null,
    warnings: [
      {
        code: 'load-same-machine',
        message: 'Load generator and server shared the 2 cores of this machine: a server alone on as many carries more.',
        hint: 'Start the bundle on the machine it is meant for, and test its address from another.',
      },
      ...stolenWarnings(figures.steps),
    ],
    ok: wrong === 0 && 'plan' in planned,
    oneIsEnough: null,
  };
}

export function createFakeLoad(newestRun: (project: string) => string, startJob: StartJob): LoadHandlers {
  const kept = new Map<string, LoadResult>();
  return {
    'bundles.loadtest': async ({ project, target, settings }) => ({
      jobId: startJob(
        'loadtest',
        `Load test of ${target.split('/').at(-1) ?? target}`,
        project ?? null,
        { stage: '4 at a time', total: null, unit: 'requests', count: 8 },
        () => {
          const runId = newestRun(project ?? '');
          const result = fakeLoad(target, runId, settings);
          if (result.of.runId !== null) kept.set(`${project ?? ''} ${runId}`, result);
          return result;
        },
      ),
    }),
    'bundles.lastLoad': async ({ project, runId }) => ({ load: kept.get(`${project} ${runId}`) ?? null }),
  };
}
