// A load test for people: a table of the steps, and what it means in one sentence.
import { loadFigure as figure, p99OfAll, p99Words, planSentence } from '../../api/loadWords.ts';
import type { LoadResult, LoadStep } from '../../api/schemas/load.ts';
import { warningLines } from '../../api/warnings.ts';

const whole = (value: number | null): string => (value === null ? '–' : Math.round(value).toLocaleString('en-US'));

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
  const isLeftOut = steps.some(({ stolen }) => (stolen?.leftOutSeconds ?? 0) > 0);
  return table([
    ['load', 'answered/s', 'p50 ms', 'p90 ms', 'p99 ms', ...(isLeftOut ? ['with all moments'] : []), 'failed', 'cores', 'stable'],
    ...steps.map((step) => [
      loadOf(step),
      figure(step.ratePerSecond.value),
      figure(step.p50Ms.value),
      figure(step.p90Ms.value),
      p99Words(step),
      ...(isLeftOut ? [figure(p99OfAll(step))] : []),
      whole(step.errors),
      figure(step.cores),
      step.stable ? 'yes' : 'no',
    ]),
  ]);
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
    ...warningLines(warnings, { hints: true }),
    '',
    planSentence(result),
  ];
}
