import type { ColumnProfile, DatasetCard } from '../../../app/api/schemas/datasets.ts';
import type { ProjectView } from '../../../app/api/schemas/projects.ts';
import { warningLines } from '../../../app/api/warnings.ts';
import { AppError } from '../../../app/base/errors.ts';
import { evaluateQualityGate, QualityGateFile } from '../../../app/quality/qualityGate.ts';
import { answerFor, readJsonFile, type ReadFlags } from '../options.ts';
import { checkQuality, printQuality, qualityExitCode, wantsChecks, type QualityFlags } from '../quality.ts';
import { writeJson, writeLine, type OutputOptions } from '../output.ts';
import { fillProject, openProject, type ProjectFlags } from '../project.ts';
import type { Session } from '../session.ts';

export type ProfileFlags = OutputOptions & ReadFlags & QualityFlags & Pick<ProjectFlags, 'project'>;

/** Schema and profile of files, or of the data of a project; with --checks also what is wrong with them. Exit code 1 when a check, or the gate, fails. */
export async function profileCommand(session: Session, paths: string[], flags: ProfileFlags): Promise<number> {
  const isChecked = wantsChecks(flags);
  const gate = flags.gate === undefined ? undefined : await readJsonFile(QualityGateFile, 'gate file', flags.gate);
  const { project } = flags;
  const opened = await openProject(session, { ...(project !== undefined && { project }) }, 'profile');
  try {
    // Roles are for the checks: without a model there is no mapping to put them into.
    const { target: _target, time: _time, ...reading } = flags;
    const view = await fillProject(session, opened, { ...reading, ...(paths.length > 0 && { data: paths }) }, flags);
    const { data } = view;
    if (!data) throw noData(view, flags);
    const checks = isChecked ? await checkQuality(session, opened.view.project, flags) : null;
    const verdict = checks && gate ? evaluateQualityGate(gate, checks) : undefined;
    if (flags.json) writeJson({ ...data, ...(checks && { checks }), ...(verdict && { gate: verdict }) });
    else if (checks) printQuality(checks, flags, verdict);
    else printData(data);
    return checks ? qualityExitCode(checks, verdict) : 0;
  } finally {
    await opened.dispose();
  }
}

function noData({ missing }: ProjectView, { checks }: ProfileFlags): AppError {
  const gone = missing.find(({ role }) => role === 'data');
  return gone
    ? new AppError('NOT_FOUND', `The data of the project are missing: ${gone.path}`, {
        hint: 'Put the file back, or name the data before the options.',
        where: { path: gone.path },
      })
    : new AppError('INVALID_INPUT', 'There are no data to look at.', {
        hint:
          typeof checks === 'string'
            ? `${checks} was taken for the file of --checks: put --checks after the data.`
            : 'Name files, folders or globs, or a --project that has data.',
      });
}

function columnLine(column: ColumnProfile, rows: number): string[] {
  const range =
    column.min === null
      ? ''
      : column.type === 'category' || column.type === 'text'
        ? column.top[0]
          ? `most often "${column.top[0].value}"`
          : ''
        : `${String(column.min)} … ${String(column.max)}`;
  return [
    // A header may have several lines; each column has one here.
    column.name.replace(/\s*[\r\n]+\s*/g, ' ↵ '),
    column.type,
    rows > 0 ? `${((100 * column.missing) / rows).toFixed(1)} %` : '–',
    column.distinct.toLocaleString('en-US'),
    range,
  ];
}

function printData(data: DatasetCard): void {
  writeLine(
    `${data.name}  ${data.format}  ${data.rows.toLocaleString('en-US')} rows × ${data.columns.length} columns · ${data.rejected} rejected · ${data.duplicates} duplicates`,
  );
  if (data.timeSpan) writeLine(`Time: ${data.timeSpan.column} from ${data.timeSpan.start} to ${data.timeSpan.end}`);
  const table = [
    ['column', 'type', 'missing', 'distinct', 'range'],
    ...data.columns.map((column) => columnLine(column, data.rows)),
  ];
  const widths = [0, 1, 2, 3].map((j) => Math.max(...table.map((row) => (row[j] ?? '').length)));
  writeLine();
  for (const row of table) writeLine(row.map((cell, j) => (j < 4 ? cell.padEnd((widths[j] ?? 0) + 2) : cell)).join(''));
  for (const question of data.questions) writeLine(`\nQuestion: ${question.question} ${answerFor(question)}`);
  for (const line of warningLines(data.warnings, { hints: true })) writeLine(line);
}
