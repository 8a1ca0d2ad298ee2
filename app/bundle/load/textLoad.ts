// A load test for people: a table of the steps, and what it means in one sentence.
import type { Interval } from '../../api/schemas/common.ts';
import type { LoadResult, LoadStep } from '../../api/schemas/load.ts';

function figure(value: number | null): string {
  if (value === null) return '–';
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: value === 0 ? 0 : digits });
}

const whole = (value: number | null): string => (value === null ? '–' : Math.round(value).toLocaleString('en-US'));

function spread({ value, low, high }: Interval): string {
  return low === null || high === null ? figure(value) : `${figure(value)} (${figure(low)} to ${figure(high)})`;
}

const megabytes = (bytes: number): string => `${whole(bytes / 1e6)} MB`;

function loadOf({ mode, concurrency, offeredPerSecond }: LoadStep): string {
  return mode === 'closed' ? `${concurrency} at a time` : `${figure(offeredPerSecond)}/s offered`;
}

function table(rows: readonly string[][]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
}

function stepTable(steps: readonly LoadStep[]): string[] {
  return table([
    ['load', 'answered/s', 'p50 ms', 'p90 ms', 'p99 ms', 'failed', 'cores', 'stable'],
    ...steps.map((step) => [
      loadOf(step),
      figure(step.ratePerSecond.value),
      figure(step.p50Ms.value),
      figure(step.p90Ms.value),
      spread(step.p99Ms),
      whole(step.errors),
      figure(step.cores),
      step.stable ? 'yes' : 'no',
    ]),
  ]);
}

const replicas = (count: number): string => `${whole(count)} ${count === 1 ? 'replica' : 'replicas'}`;

/** "One replica carries 410 requests/s at p99 ≤ 50 ms on this machine (2 cores); for 1,000/s: 3 replicas (4 for one to fail)." */
export function planSentence({ plan, refusal, goal, of, machine }: LoadResult): string {
  if (!plan) return refusal ?? '';
  const { ratePerSecond, cores, memoryBytes } = plan.perReplica;
  const where =
    of.kind === 'bundle' ? `on this machine (${machine.cores} ${machine.cores === 1 ? 'core' : 'cores'})` : `at ${of.where}`;
  const one = `One replica carries ${whole(ratePerSecond.value)} requests/s (${whole(ratePerSecond.low)} to ${whole(ratePerSecond.high)}) at p99 ≤ ${figure(goal.p99Ms)} ms ${where}`;
  const use = [...(cores === null ? [] : [`${figure(cores)} cores`]), ...(memoryBytes === null ? [] : [megabytes(memoryBytes)])];
  const using = use.length === 0 ? '' : `, using ${use.join(' and ')}`;
  const many =
    goal.ratePerSecond === null
      ? ''
      : `; for ${whole(goal.ratePerSecond)}/s: ${replicas(plan.replicas.min)} (${whole(plan.replicas.wanted)} for one to fail)`;
  return `${one}${using}${many}.`;
}

function settingsText(settings: Record<string, string>): string {
  const entries = Object.entries(settings);
  return entries.length === 0 ? 'defaults' : entries.map(([name, value]) => `${name}=${value}`).join(' ');
}

export function textLoad(result: LoadResult): string[] {
  const { of, steps, saturation, batchTime, answers, tuning, plan, warnings, settings, machine } = result;
  const rows = `${settings.rowsPerRequest} ${settings.rowsPerRequest === 1 ? 'row' : 'rows'} a request, ${settings.tensors ? 'tensors' : 'named rows'}`;
  return [
    `${of.name}  ${of.where}  ${rows}  measured on ${machine.text}`,
    ...(tuning.length === 0
      ? []
      : [
          '',
          ...table([
            ['settings', 'answered/s', 'p99 ms', ''],
            ...tuning.map((one) => [
              settingsText(one.settings),
              figure(one.ratePerSecond),
              figure(one.p99Ms),
              one.chosen ? 'chosen' : '',
            ]),
          ]),
        ]),
    '',
    ...stepTable(steps),
    '',
    ...(saturation
      ? [`Saturation: ${whole(saturation.ratePerSecond.value)} requests/s, reached with ${saturation.concurrency} at a time.`]
      : []),
    ...(batchTime ? [`One request alone takes ${figure(batchTime.fixedMs)} ms and ${figure(batchTime.perRowMs)} ms a row.`] : []),
    answers.wrong > 0
      ? `WRONG ANSWERS: ${answers.wrong} of ${answers.checked} compared are not the validated ones: ${answers.examples.join('; ')}`
      : `${whole(answers.checked)} answers were compared with the validated ones${answers.checked > 0 ? ', and agree' : ''}.`,
    ...(plan && plan.batch.maxRows > 1
      ? [
          `Batches: up to ${plan.batch.maxRows} rows, waiting ${figure(plan.batch.maxDelayMs)} ms at most (MAX_BATCH_ROWS, MAX_BATCH_DELAY_MS).`,
        ]
      : []),
    ...warnings.map(({ message, hint }) => `note: ${message}${hint ? ` ${hint}` : ''}`),
    '',
    planSentence(result),
  ];
}
