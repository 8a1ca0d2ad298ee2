// The settings of a retraining while they are being written: texts may be half typed.
import type { RetrainSettings } from '../../../../../app/api/schemas/retrain';

export type RetrainDraft = Omit<RetrainSettings, 'cwd' | 'fresh'> & {
  /** Empty = the folder of the project. */
  cwd: string;
  isPeriod: boolean;
  start: string;
  end: string;
};

export function draftOf(settings: RetrainSettings | null): RetrainDraft {
  const { command = '', cwd = null, fresh = null, holdOut = 0.2, format = 'parquet', seed = 0 } = settings ?? {};
  return {
    command,
    cwd: cwd ?? '',
    isPeriod: fresh !== null,
    start: fresh ? timeText(fresh.start) : '',
    end: fresh ? timeText(fresh.end) : '',
    holdOut,
    format,
    seed,
  };
}

/** "1995-01-31" where it is midnight, else with the time of day (UTC). */
export function timeText(iso: string): string {
  return iso.replace(/T00:00(:00(\.0+)?)?Z$/, '').replace(/\.0+Z$/, 'Z');
}

/** A time as it is written here, all of them UTC; null = it is none. */
function timeOf(text: string): string | null {
  const [, date, clock = 'T00:00'] = /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)?Z?$/.exec(text.trim()) ?? [];
  const time = Date.parse(`${date ?? ''}${clock}Z`);
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

interface PeriodProblems {
  start: string | null;
  end: string | null;
}

/** What is wrong with the two times of the period. */
export function periodProblems({ isPeriod, start, end }: RetrainDraft): PeriodProblems {
  if (!isPeriod) return { start: null, end: null };
  const [from, to] = [timeOf(start), timeOf(end)];
  const noTime = (text: string): string =>
    `${text.trim() === '' ? 'Nothing' : `“${text}”`} is no date. Write it as 1995-01-31 or 1995-01-31T12:00.`;
  return {
    start: from === null ? noTime(start) : null,
    end: to === null ? noTime(end) : from !== null && to <= from ? 'The period ends before it begins.' : null,
  };
}

/** Null where something is missing or wrong. */
export function settingsOf(draft: RetrainDraft): RetrainSettings | null {
  const { command, cwd, isPeriod, start, end, holdOut, format, seed } = draft;
  const { start: noStart, end: noEnd } = periodProblems(draft);
  if (command.trim() === '' || noStart !== null || noEnd !== null) return null;
  const [from, to] = [timeOf(start), timeOf(end)];
  return {
    command,
    cwd: cwd.trim() === '' ? null : cwd.trim(),
    fresh: isPeriod && from !== null && to !== null ? { start: from, end: to } : null,
    holdOut,
    format,
    seed,
  };
}
