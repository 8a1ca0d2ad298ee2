// `profile --checks`: settings from a file and from flags, a check of the data, the findings as text.
import { dirname, resolve } from 'node:path';
import { QualitySettings, type QualityReport } from '../../app/api/schemas/quality.ts';
import { timeIsUp } from '../../app/base/budget.ts';
import { count, counted } from '../../app/base/counts.ts';
import { AppError } from '../../app/base/errors.ts';
import type { QualityGateResult } from '../../app/quality/qualityGate.ts';
import { readJsonFile } from './options.ts';
import { ruleLine, writeGate, writeLine, type OutputOptions } from './output.ts';
import { waitForJob, type Session } from './session.ts';

export interface QualityFlags {
  /** True without a file. */
  checks?: string | true;
  target?: string;
  time?: string;
  keys?: string[];
  reference?: string[];
  referenceBefore?: string;
  seed?: number;
  /** Minutes. */
  budget?: number;
  gate?: string;
}

const needChecks: readonly [keyof QualityFlags, string][] = [
  ['target', '--target'],
  ['time', '--time'],
  ['keys', '--keys'],
  ['reference', '--reference'],
  ['referenceBefore', '--reference-before'],
  ['seed', '--seed'],
  ['budget', '--budget'],
  ['gate', '--gate'],
];

/** @throws INVALID_INPUT for a flag that says something of the checks without them */
export function wantsChecks(flags: QualityFlags): boolean {
  if (flags.checks !== undefined) return true;
  const useless = needChecks.find(([name]) => flags[name] !== undefined);
  if (!useless) return false;
  throw new AppError('INVALID_INPUT', `${useless[1]} says something of the checks, and --checks is not given.`, {
    hint: 'Add --checks.',
  });
}

/** Saves the settings in the project and runs the checks. */
export async function checkQuality(
  session: Session,
  project: string,
  flags: QualityFlags & OutputOptions,
): Promise<QualityReport> {
  const view = await session.client['quality.get']({ project });
  const file =
    typeof flags.checks === 'string' ? await readJsonFile(QualitySettings, 'checks file', flags.checks) : view.settings;
  refuseUnknown(file, new Map(view.checks.map(({ id, thresholds }) => [id, thresholds.map(({ name }) => name)])));
  const { columns } = (await session.client['projects.get']({ project })).data ?? { columns: [] };
  const told = [flags.target, flags.time, ...(flags.keys ?? []), ...Object.keys(file.columns)].filter(
    (name) => name !== undefined,
  );
  const unknown = told.find((name) => !columns.some((column) => column.name === name));
  if (unknown !== undefined) {
    throw new AppError('INVALID_INPUT', `There is no column "${unknown}".`, {
      hint: `Columns: ${columns
        .slice(0, 20)
        .map(({ name }) => name)
        .join(', ')}${columns.length > 20 ? ', …' : ''}.`,
      where: { column: unknown },
    });
  }
  const time = columns.find(({ name }) => name === flags.time);
  if (time && time.type !== 'datetime') {
    throw new AppError('INVALID_INPUT', `The column "${time.name}" holds no times.`, {
      hint: `Name another with --time, or say how its times are written: --date-order "${time.name}=epoch-s" (or day-month-year, month-day-year, iso, …).`,
      where: { column: time.name },
    });
  }
  await session.client['quality.setChecks']({
    project,
    settings: {
      ...file,
      ...(flags.target !== undefined && { target: flags.target }),
      ...(flags.time !== undefined && { time: flags.time }),
      ...(flags.keys !== undefined && { keys: flags.keys }),
      ...(flags.seed !== undefined && { seed: flags.seed }),
      reference: referenceOf(flags) ?? absolute(file.reference, typeof flags.checks === 'string' ? dirname(flags.checks) : '.'),
    },
  });
  const { jobId } = await session.client['quality.start']({ project, budgetMinutes: flags.budget ?? null });
  const job = await waitForJob(session, jobId, flags);
  const { report } = await session.client['quality.get']({ project });
  if (job.state === 'cancelled' || !report) {
    throw new AppError('CANCELLED', 'Cancelled before the checks were done.', { hint: 'Nothing was kept.' });
  }
  return report;
}

function referenceOf({ reference, referenceBefore }: QualityFlags): QualitySettings['reference'] | undefined {
  if (reference && referenceBefore !== undefined) {
    throw new AppError('INVALID_INPUT', '--reference and --reference-before cannot both be given.', {
      hint: 'The reference is either another file or an earlier period of the data.',
    });
  }
  if (reference) return absolute({ kind: 'file', paths: reference, options: {} }, '.');
  return referenceBefore === undefined ? undefined : { kind: 'period', start: null, end: referenceBefore };
}

/** Paths in a file are relative to it, those of a flag to where the command runs. */
function absolute(reference: QualitySettings['reference'], folder: string): QualitySettings['reference'] {
  if (reference.kind !== 'file') return reference;
  return { ...reference, paths: reference.paths.map((path) => resolve(folder, path)) };
}

/** A slip in a file that guards a pipeline must not switch a guard off unnoticed. */
function refuseUnknown({ checks }: QualitySettings, known: Map<string, string[]>): void {
  for (const [id, { thresholds }] of Object.entries(checks)) {
    const names = known.get(id);
    const wrong = names ? Object.keys(thresholds ?? {}).find((name) => !names.includes(name)) : id;
    if (wrong === undefined) continue;
    throw new AppError('INVALID_INPUT', names ? `The check "${id}" has no threshold "${wrong}".` : `There is no check "${id}".`, {
      hint: names ? `Thresholds: ${names.join(', ')}.` : `Checks: ${[...known.keys()].join(', ')}.`,
    });
  }
}

/** With a gate it alone decides. */
export function qualityExitCode({ outcome }: QualityReport, verdict: QualityGateResult | undefined): number {
  return (verdict ? verdict.ok : outcome !== 'fail') ? 0 : 1;
}

const marks = { fail: 'FAIL', warn: 'warn', info: 'note' };

/** Worst first, each with what to do; then what was passed and what was left out. */
export function printQuality(report: QualityReport, { quiet }: OutputOptions, verdict: QualityGateResult | undefined): void {
  const { counts, data, complete } = report;
  if (!complete) writeLine(`NOT COMPLETE (${timeIsUp}): what follows is what it found until then.\n`);
  writeLine(
    `${data.name}  ${counted(data.rows, 'row')} · ${String(counts.fail)} failed, ${counted(counts.warn, 'warning')}, ${counted(counts.info, 'note')}`,
  );
  if (!quiet) printFindings(report);
  if (verdict) writeGate(verdict.checks.map(ruleLine));
}

function printFindings(report: QualityReport): void {
  const { reference } = report;
  if (reference)
    writeLine(
      `Reference: ${reference.name}, ${counted(reference.rows, 'row')}; ${counted(reference.compared, 'row')} held against it`,
    );
  writeLine();
  for (const { severity, check, message, advice, sample, maybeMissing = [] } of report.findings) {
    writeLine(`${marks[severity]}  ${message.replace(/\s*[\r\n]+\s*/g, ' ↵ ')}  [${check}]`);
    writeLine(`      ${advice}${missingOption(maybeMissing)}${sample === null ? '' : ` (${sample})`}`);
  }
  if (report.findings.length > 0) writeLine();
  for (const { title, more } of report.checks.filter((check) => check.more > 0)) writeLine(`${title}: ${count(more)} more`);
  const passed = report.checks.filter(({ outcome }) => outcome === 'pass');
  if (passed.length > 0) writeLine(`pass  ${passed.map(({ title }) => title).join(', ')}`);
  for (const { title, reason } of report.checks.filter(({ outcome }) => outcome === 'skipped')) {
    writeLine(`skip  ${title}: ${reason ?? ''}`);
  }
}

/** The option that reads these values as missing, as a shell takes it. */
function missingOption(values: readonly string[]): string {
  const words = values.map((value) => (/^[\w./]+$/.test(value) ? ` ${value}` : `='${value.replaceAll("'", "'\\''")}'`));
  return values.length === 0 ? '' : ` Here: ${words.map((word) => `--missing${word}`).join(' ')}.`;
}
