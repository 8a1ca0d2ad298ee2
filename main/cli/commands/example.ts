import { join, resolve } from 'node:path';
import { AppError } from '../../../app/base/errors.ts';
import { textReport } from '../../../app/runs/textReport.ts';
import { writeJson, writeLine, type OutputOptions } from '../output.ts';
import { waitForJob, type Session } from '../session.ts';
import { exportRun } from './bundle.ts';
import { runOnce } from './validate.ts';

/** The whole main job without a screen: open the example, validate, report, bundle. */
export async function exampleCommand(session: Session, name: string, flags: OutputOptions): Promise<number> {
  const { examples } = await session.client['app.info']({});
  if (!examples.some((example) => example.name === name)) {
    throw new AppError('NOT_FOUND', `There is no example "${name}".`, {
      hint: `The examples are: ${examples.map((example) => example.name).join(', ')}.`,
    });
  }
  const { jobId, project } = await session.client['projects.openExample']({ name });
  const opened = await waitForJob(session, jobId, flags);
  if (opened.state === 'cancelled')
    throw new AppError('CANCELLED', 'Cancelled while reading the example.', { hint: 'Run the command again.' });
  const run = await runOnce(session, project, flags);
  if (run.cancelled)
    throw new AppError('CANCELLED', 'Cancelled while validating the example.', {
      hint: 'The finished rows are kept in the project.',
    });
  const report = await session.client['runs.report']({ project, runId: run.runId });
  const bundle = await exportRun(session, { ...flags, project, run: run.runId });
  if (flags.json) {
    writeJson({ project: resolve(project), runId: run.runId, reportPath: report.path, bundle, report: run.report });
    return 0;
  }
  if (!flags.quiet) writeLine(textReport(run.report, { unicode: process.env['TERM'] !== 'dumb' }));
  writeLine(`\nProject  ${project}\nReport   ${report.path}\nBundle   ${bundle.path}`);
  writeLine(
    `\nOpen it:    npx --no-install drydock ${project}\nProve it:   npx --no-install drydock verify ${join(bundle.path)}`,
  );
  return 0;
}
