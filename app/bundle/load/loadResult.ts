// What was measured as one document: goal, plan, machine, and everything that makes the figures less than certain.
import { cpus, totalmem, type as systemType, release } from 'node:os';
import { failedShare, mostErrors } from '../../api/loadCurve.ts';
import { loadFigure } from '../../api/loadWords.ts';
import type { CapacityPlan } from '../../api/schemas/capacity.ts';
import type { Warning } from '../../api/schemas/common.ts';
import type { LoadResult, LoadSettings, LoadStep } from '../../api/schemas/load.ts';
import { count } from '../../base/counts.ts';
import { formatPercent } from '../report/format.ts';
import { batchSetting } from './batchTime.ts';
import { planCapacity } from './capacityPlan.ts';
import { goalOf, type Measurements } from './measureLoad.ts';
import { leastToBound } from './orderInterval.ts';

export interface ResultSources {
  of: LoadResult['of'];
  settings: LoadSettings;
  measurements: Measurements;
  serverSettings: Record<string, string>;
  tuning: LoadResult['tuning'];
  at: string;
  /** Rows of a batch change each other's answers: none may be put together. */
  isBatchDependent: boolean;
  /** Processes of other work, as the load average says, when the test began. */
  loadBefore: number;
}

export function thisMachine(): LoadResult['machine'] {
  const cores = cpus().length;
  const cpu = cpus()[0]?.model.trim() ?? 'unknown processor';
  return {
    text: `${cpu}, ${cores} ${cores === 1 ? 'core' : 'cores'}`,
    cpu,
    cores,
    memoryBytes: totalmem(),
    platform: `${systemType()} ${release()}`,
  };
}

const busy = 0.85;

function warningsOf({ measurements, settings, of, loadBefore }: ResultSources, { cores }: LoadResult['machine']): Warning[] {
  const { steps, answers } = measurements;
  const found: Warning[] = [];
  const add = (code: string, message: string, hint: string, count?: number): void =>
    void found.push({ code, message, hint, ...(count !== undefined && { count }) });
  const unstable = steps.filter(({ stable }) => !stable).length;
  if (unstable > 0) {
    const text = `In ${unstable} of ${steps.length} steps the last three windows differ by more than 10 %.`;
    add('load-unstable', text, 'Close other programs, or give every step more seconds.', unstable);
  }
  const open = steps.filter(({ p99Open }) => p99Open === true).length;
  if (open > 0) {
    const text = `In ${open} of ${steps.length} steps too few requests were answered to bound the 99th percentile from above: it takes ${leastToBound(0.99)} that do not wait for one another.`;
    const hint = 'Its upper end is the longest that was seen, which promises nothing. Give every step more seconds.';
    add('load-few-requests', text, hint, open);
  }
  const bound = steps.filter(({ generatorBusy }) => generatorBusy > busy).length;
  if (bound > 0) {
    const text = `In ${bound} steps the load generator itself was busy for more than ${busy * 100} % of the time, so the server may carry more.`;
    add('load-generator-bound', text, 'Test from several machines, or with more rows a request.', bound);
  }
  if (of.kind === 'bundle') {
    const text = `Load generator and server shared the ${cores} cores of this machine: a server alone on as many carries more.`;
    add('load-same-machine', text, 'Start the bundle on the machine it is meant for, and test its address from another.');
  }
  if (loadBefore > cores / 2) {
    const text = `This machine had other work when the test began (load average ${loadBefore.toFixed(1)} on ${cores} cores).`;
    add('load-other-work', text, 'Repeat the test when the machine is quiet.');
  }
  found.push(...stolenWarnings(steps));
  if (!steps.some((step) => step.cores !== null)) {
    const text =
      'Processor time and memory of the server cannot be seen from here, so they are not in the plan, and nothing is written into exports.';
    add('load-usage-unknown', text, 'Test the bundle itself, on Linux or macOS.');
  }
  if (answers.checked === 0) {
    const text = 'Answers were counted, but not compared with the validated ones.';
    add('load-answers-unknown', text, 'Name the bundle with --bundle, whose golden rows are then sent.');
  }
  const failing = steps.find((step) => failedShare(step) > mostErrors);
  if (failing) {
    const load =
      failing.mode === 'closed'
        ? `${failing.concurrency} requests at a time`
        : `${count(Math.round(failing.offeredPerSecond ?? 0))} requests/s`;
    const text = `With ${load} ${(failedShare(failing) * 100).toFixed(0)} % of the requests failed: ${(failing.errorText ?? 'no answer').replace(/\.?$/, '.')}`;
    add('load-errors', text, 'Such steps count as more than the server carries.', failing.errors);
  }
  if (settings.p99Ms === undefined) {
    add('load-goal-assumed', `No goal was given for the 99th percentile: ${goalOf(settings).p99Ms} ms was taken.`, 'Set --p99.');
  }
  return found;
}

/** Where the host of a virtual machine took processors away. */
export function stolenWarnings(steps: readonly LoadStep[]): Warning[] {
  const taken = steps.flatMap(({ stolen }) => (stolen ? [stolen] : []));
  const leftOut = taken.filter(({ leftOutSeconds }) => leftOutSeconds > 0);
  const kept = taken.filter(({ leftOutSeconds }) => leftOutSeconds === 0);
  const most = (some: typeof taken): string => formatPercent(Math.max(...some.map(({ share }) => share)));
  const seconds = leftOut.reduce((sum, one) => sum + one.leftOutSeconds, 0);
  return [
    ...(leftOut.length === 0
      ? []
      : [
          {
            code: 'load-stolen',
            message: `The host of this virtual machine took up to ${most(leftOut)} of the processors' time away: ${loadFigure(seconds)} s in ${leftOut.length} of ${steps.length} steps were left out.`,
            hint: 'The figures are of a machine that has its processors to itself. Where the bundle will run beside others, too, look at p99 with all moments.',
            count: leftOut.length,
          },
        ]),
    ...(kept.length === 0
      ? []
      : [
          {
            code: 'load-stolen-all',
            message: `In ${kept.length} of ${steps.length} steps the host took up to ${most(kept)} of the processors' time away, at hardly any moment none: everything counts there.`,
            hint: 'Repeat the test when the host has less to do, or on a machine of your own.',
            count: kept.length,
          },
        ]),
  ];
}

/** The low end of the interval is less than this share of the value: such a recommendation promises little. */
const narrow = 0.5;

function wideWarning(plan: LoadResult['plan']): Warning[] {
  const { value, low, high } = plan?.perReplica.ratePerSecond ?? { value: null, low: null, high: null };
  if (value === null || low === null || low >= narrow * value) return [];
  return [
    {
      code: 'load-wide-interval',
      message: `What one replica carries is known only to lie between ${loadFigure(low)} and ${loadFigure(high)} requests/s.`,
      hint: 'Replicas for a wanted rate are counted with the low end. Repeat the test on a quiet machine, or give every step more seconds.',
    },
  ];
}

function batchOf(sources: ResultSources): CapacityPlan['batch'] {
  const { measurements, settings, serverSettings, isBatchDependent } = sources;
  const { batchTime, saturation } = measurements;
  const alone = { maxRows: 1, maxDelayMs: 0 };
  const tried = Number(serverSettings['MAX_BATCH_ROWS'] ?? 0);
  if (isBatchDependent) return alone;
  if (tried > 0) return { maxRows: tried, maxDelayMs: Number(serverSettings['MAX_BATCH_DELAY_MS'] ?? 0) };
  if (!batchTime) return alone;
  const rate = goalOf(settings).ratePerSecond ?? saturation?.ratePerSecond.value ?? 1;
  return batchSetting(batchTime, { rowsPerSecond: rate * settings.rowsPerRequest, p99Ms: goalOf(settings).p99Ms });
}

export function loadResult(sources: ResultSources): LoadResult {
  const { of, settings, measurements, serverSettings, tuning, at } = sources;
  const machine = thisMachine();
  const goal = goalOf(settings);
  const planned = planCapacity(measurements, {
    goal,
    rowsPerRequest: settings.rowsPerRequest,
    batch: batchOf(sources),
    memoryBytes: measurements.memoryPeakBytes,
    at,
    machine: of.kind === 'bundle' ? machine.text : `the server at ${of.where}`,
  });
  const plan = 'plan' in planned ? planned.plan : null;
  const isAsked = settings.ratePerSecond !== undefined || settings.p99Ms !== undefined;
  const both = settings.ratePerSecond !== undefined && settings.p99Ms !== undefined;
  return {
    version: 1,
    at,
    of,
    settings,
    goal,
    serverSettings,
    machine,
    ...measurements,
    tuning,
    plan,
    refusal: 'refusal' in planned ? planned.refusal : null,
    warnings: [...warningsOf(sources, machine), ...wideWarning(plan)],
    ok: measurements.answers.wrong === 0 && (plan !== null || !isAsked),
    oneIsEnough: both ? (plan?.replicas.min ?? Infinity) === 1 : null,
  };
}
