import type { DatasetCard, ReadOptions } from '../../../../../app/api/schemas/datasets';

/** These decide where values begin and end: another one makes what was found out with the one before it worthless. */
export const structural = ['delimiter', 'quote', 'encoding', 'header', 'sheet'] as const;

export type Part = 'text' | 'sheet' | 'header';

/** Which options mean anything for a file: as its format is known, else by its name. */
export function partsFor(format: DatasetCard['format'] | null, path: string): Part[] {
  const kind = format ?? (/\.(xlsx|xlsm)$/i.test(path) ? 'excel' : 'csv');
  return kind === 'csv' ? ['text', 'header'] : kind === 'excel' ? ['sheet', 'header'] : [];
}

/**
 * The options with one of them told anew. What was found by the delimiter or quote of before is found out again, unless a person
 * told it here.
 * @param told names of the options that were told here
 */
export function withChange(draft: ReadOptions, change: Partial<ReadOptions>, told: ReadonlySet<string>): ReadOptions {
  const next = { ...draft, ...change };
  if (!('delimiter' in change) && !('quote' in change) && !('sheet' in change)) return next;
  for (const name of ['quote', 'header', 'decimal'] as const) if (!(name in change) && !told.has(name)) delete next[name];
  return next;
}

/** Whether columns may come out under other names, so that what is told of single columns holds no more. */
export function columnsMayDiffer(before: ReadOptions, draft: ReadOptions): boolean {
  return structural.some((name) => before[name] !== draft[name]);
}

/** What is asked of the reader. */
export function optionsOf(before: ReadOptions, draft: ReadOptions): ReadOptions {
  const { times, ...rest } = draft;
  const options = columnsMayDiffer(before, draft) || times === undefined ? rest : { ...rest, times };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined && value !== null));
}

/** Columns whose times can be told: those read as times, asked about or told before. */
export function timeColumns(
  { columns, questions }: Pick<DatasetCard, 'columns' | 'questions'>,
  times: ReadOptions['times'],
): string[] {
  const asked = new Set(questions.flatMap(({ kind, column }) => (kind === 'date-order' && column !== undefined ? [column] : [])));
  return columns
    .filter(({ name, type }) => type === 'datetime' || asked.has(name) || Object.hasOwn(times ?? {}, name))
    .map(({ name }) => name);
}
