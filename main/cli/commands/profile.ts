import type { ColumnProfile, DatasetCard } from '../../../app/api/schemas/datasets.ts';
import { AppError } from '../../../app/base/errors.ts';
import { answerFor, type ReadFlags } from '../options.ts';
import { writeJson, writeLine, type OutputOptions } from '../output.ts';
import { fillProject, openProject } from '../project.ts';
import type { Session } from '../session.ts';

/** Schema and profile of a dataset. */
export async function profileCommand(session: Session, paths: string[], flags: OutputOptions & ReadFlags): Promise<number> {
  const opened = await openProject(session, {}, 'profile');
  try {
    const { data } = await fillProject(session, opened, { ...flags, data: paths }, flags);
    if (!data) throw new AppError('DATA_INVALID', 'No data were read.', { hint: 'Check the paths.' });
    if (flags.json) writeJson(data);
    else printData(data);
    return 0;
  } finally {
    await opened.dispose();
  }
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
    column.name,
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
  for (const warning of data.warnings) writeLine(`Warning: ${warning.message}${warning.hint ? ` ${warning.hint}` : ''}`);
}
