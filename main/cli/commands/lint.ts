import { LintReport, type LintCheck, type LintFinding } from '../../../app/api/schemas/lint.ts';
import type { ProviderName } from '../../../app/api/schemas/runs.ts';
import { AppError } from '../../../app/base/errors.ts';
import { writeJson, writeLine, type OutputOptions } from '../output.ts';
import { fillProject, openProject, requireReady, type ProjectFlags } from '../project.ts';
import { waitForJob, type Session } from '../session.ts';

export interface LintFlags extends ProjectFlags, OutputOptions {
  rows?: number;
  seed?: number;
  provider?: ProviderName;
  threads?: number;
  /** Providers to compare with the CPU; none of them = all that can run here. */
  against?: Exclude<ProviderName, 'auto' | 'cpu'>[];
  failOn: 'fail' | 'warn';
}

/** Exit code 1 when there is a finding of the severity that fails, or a worse one. */
export async function lintCommand(session: Session, flags: LintFlags): Promise<number> {
  const opened = await openProject(session, flags, 'lint');
  try {
    const view = await fillProject(session, opened, flags, flags);
    requireReady(view);
    const { project } = view;
    const { provider, threads } = flags;
    if (provider !== undefined || threads !== undefined) {
      await session.client['projects.setSettings']({
        project,
        settings: { ...view.settings, ...(provider !== undefined && { provider }), ...(threads !== undefined && { threads }) },
      });
    }
    const { jobId } = await session.client['models.lint']({
      project,
      settings: {
        ...(flags.rows !== undefined && { rows: flags.rows }),
        ...(flags.seed !== undefined && { seed: flags.seed }),
        ...(flags.against !== undefined && { providers: flags.against }),
      },
    });
    const job = await waitForJob(session, jobId, flags);
    if (job.state === 'cancelled')
      throw new AppError('CANCELLED', 'Cancelled; the model was not looked at to the end.', { hint: 'Run the command again.' });
    const report = LintReport.parse(job.result);
    if (flags.json) writeJson(report);
    else printReport(report, flags);
    const { fail, warn } = report.counts;
    return fail > 0 || (flags.failOn === 'warn' && warn > 0) ? 1 : 0;
  } finally {
    await opened.dispose();
  }
}

function printReport(report: LintReport, flags: OutputOptions): void {
  const { counts } = report;
  if (!flags.quiet) {
    writeLine(
      `Silent failures of ${report.model.name}, on ${report.rows.toLocaleString('en-US')} of ${report.totalRows.toLocaleString('en-US')} rows of ${report.data.name}\n`,
    );
    report.checks.forEach(printCheck);
    writeLine();
  }
  writeLine(`${counts.fail} to mend, ${counts.warn} to decide, ${counts.info} to know.`);
}

function printCheck(check: LintCheck): void {
  if (check.state === 'skipped') writeLine(`skip  ${check.title}: ${check.reason ?? ''}`);
  else if (check.findings.length === 0) writeLine(`ok    ${check.title}: not found. ${check.summary}`);
  check.findings.forEach(printFinding);
}

function printFinding({ severity, message, meaning, action, evidence, rows }: LintFinding): void {
  writeLine(`${severity.toUpperCase().padEnd(5)} ${message}`);
  writeLine(`        ${meaning}`);
  writeLine(`        What to do: ${action}`);
  const figures = evidence.map(
    ({ name, value }) => `${name} ${typeof value === 'number' ? Number(value.toPrecision(4)) : (value ?? '–')}`,
  );
  if (figures.length > 0) writeLine(`        ${figures.join(' · ')}`);
  if (rows.length > 0) writeLine(`        For instance row${rows.length === 1 ? '' : 's'} ${rows.join(', ')}`);
}
