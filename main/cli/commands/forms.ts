import { formWords } from '../../../app/api/formWords.ts';
import { FormReport, type FormKind, type FormResult, type FormSpeed } from '../../../app/api/schemas/forms.ts';
import { AppError } from '../../../app/base/errors.ts';
import { formatCount, formatNumber } from '../../../app/bundle/report/format.ts';
import { comparisonText, signed } from '../../../app/runs/compare/compareText.ts';
import { writeJson, writeLine, type OutputOptions } from '../output.ts';
import { waitForJob, type Session } from '../session.ts';
import { findRun } from './bundle.ts';

export interface FormsFlags extends OutputOptions {
  run: string;
  project?: string;
  form?: FormKind[];
}

const kib = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KiB`;

function speedLine({ rows, originalUs, formUs, ratio }: FormSpeed): string {
  const { value, low, high } = ratio;
  const times = `${(value ?? NaN).toFixed(2)} times as fast (${(low ?? NaN).toFixed(2)} to ${(high ?? NaN).toFixed(2)})`;
  return `  ${rows === 1 ? 'one row' : `${formatCount(rows)} rows`}: ${formatNumber(formUs)} µs, the original ${formatNumber(originalUs)} µs: ${times}`;
}

function formLines({ of }: FormReport, { kind, reason, made }: FormResult): string[] {
  const head = ['', `${kind}: ${formWords[kind].title}`];
  if (!made) return [...head, `  ${reason ?? ''}`];
  const { comparison, bytes, largest, speed, path, runId } = made;
  return [
    ...head,
    `  ${kib(bytes)}, the original ${kib(of.bytes)} (${signed((100 * (bytes - of.bytes)) / of.bytes)} %)`,
    ...speed.map(speedLine),
    ...(largest === null ? [] : [`  largest difference of a score or value: ${formatNumber(largest)}`]),
    ...comparisonText(comparison, 'B')
      .split('\n')
      .map((line) => (line === '' ? '' : `  ${line}`)),
    `  run ${runId}, model ${path}`,
  ];
}

/** Makes the forms, and says of each what it gains and what it costs. Exit code 2 where none of them can be made. */
export async function formsCommand(session: Session, flags: FormsFlags): Promise<number> {
  const { project, runId } = findRun(flags);
  await session.client['projects.open']({ project });
  const kinds = flags.form ?? (Object.keys(formWords) as FormKind[]);
  const { jobId } = await session.client['forms.make']({ project, runId, kinds });
  const job = await waitForJob(session, jobId, flags);
  if (job.state === 'cancelled') {
    throw new AppError('CANCELLED', 'Cancelled; forms that were finished before are kept.', {
      hint: 'Run the command again to make the others.',
    });
  }
  const all = FormReport.parse(job.result);
  const report = { ...all, forms: all.forms.filter(({ kind }) => kinds.includes(kind)) };
  if (flags.json) writeJson(report);
  else {
    writeLine(`Forms of the model of ${report.of.runName} (A = as it was given, B = the form), measured on ${report.cpu}.`);
    for (const form of report.forms) for (const line of formLines(report, form)) writeLine(line);
    writeLine('');
    writeLine('Choose one: drydock bundle --run RUN --form KIND');
  }
  return report.forms.some(({ made }) => made !== null) ? 0 : 2;
}
