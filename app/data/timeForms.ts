import { quoteText } from './duckdb.ts';

/** In which order day, month and year are written; `iso` = year first. */
export type DateOrder = 'iso' | 'day-month-year' | 'month-day-year';

/** How one text is written, as far as needed to read others like it. */
export interface TimeForm {
  order: DateOrder | 'numeric';
  /** A strptime format; null where DuckDB's cast reads it. For `numeric`, %1 and %2 stand for the first two numbers. */
  format: string | null;
  /** For people, e.g. `dd/MM/yyyy HH:mm`. */
  label: string;
  zoned: boolean;
}

const monthNames =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?';
const dayNames = 'mon(?:day)?|tues?(?:day)?|wed(?:nesday)?|thu(?:rs?(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?';
const clock = '(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?( ?[ap]\\.?m\\.?)?( ?(?:z|utc|gmt|[+-]\\d{2}(?::?\\d{2})?))?';
const after = `(?:(t| |, | at |:)${clock})?`;

const yearFirst = new RegExp(`^(\\d{4})([-/.])(\\d{1,2})\\2(\\d{1,2})${after}$`, 'i');
const numeric = new RegExp(`^(\\d{1,2})([-/. ])(\\d{1,2})\\2(\\d{4}|\\d{2})${after}$`, 'i');
const dayName = new RegExp(
  `^(?:(${dayNames})\\.?(,? ))?(\\d{1,2})(?:st|nd|rd|th)?([-/. ]| of |\\. )(${monthNames})\\.?(,? |[-/. ])(\\d{4}|\\d{2})${after}$`,
  'i',
);
const nameDay = new RegExp(
  `^(?:(${dayNames})\\.?(,? ))?(${monthNames})\\.?([- ])(\\d{1,2})(?:st|nd|rd|th)?(, ?| |-)(\\d{4})${after}$`,
  'i',
);
const yearName = new RegExp(`^(\\d{4})([-/. ])(${monthNames})\\2(\\d{1,2})${after}$`, 'i');
const unixDate = new RegExp(
  `^(${dayNames}) (${monthNames}) (\\d{1,2}) (\\d{1,2}):(\\d{2}):(\\d{2})(?: (?:utc|gmt))? (\\d{4})$`,
  'i',
);
const compact = /^(\d{4})(\d{2})(\d{2})(?:(t| )?(\d{2})(\d{2})(\d{2})?(z|[+-]\d{2}:?\d{2})?)?$/i;
const yearMonth = /^(\d{4})([-/])(\d{2})$/;
const nameYear = new RegExp(`^(${monthNames})\\.?([- ])(\\d{4})$`, 'i');

/** Before strptime: what it does not know is written the way it does. RE2 syntax; see `tidySql`. */
const tidyings: [pattern: string, replacement: string, flags: string][] = [
  ['\\s+', ' ', 'g'],
  ['(\\d)(st|nd|rd|th)\\b', '\\1', 'gi'],
  ['\\b(sept)\\b', 'Sep', 'gi'],
  ['\\b(tues)\\b', 'Tue', 'gi'],
  ['\\b(thurs?)\\b', 'Thu', 'gi'],
  ['([a-z]{3,})\\.', '\\1', 'gi'],
  ['([ap])\\.m\\.?', '\\1m', 'gi'],
  [' ?(z|utc|gmt)$', '+00:00', 'i'],
  ['(:\\d{2}),(\\d)', '\\1.\\2', ''],
  ['(\\.\\d{6})\\d+', '\\1', ''],
  ['(:\\d{2}(?:\\.\\d+)? ?[+-]\\d{2})$', '\\1:00', ''],
];

const inRange = (month: number, day: number): boolean => month >= 1 && month <= 12 && day >= 1 && day <= 31;

function clockFormat(
  groups: readonly (string | undefined)[],
  from: number,
): { format: string; label: string; zoned: boolean } | null {
  const [glue, hour, minute, second, fraction, half, zone] = groups.slice(from, from + 7);
  if (hour === undefined) return { format: '', label: '', zoned: false };
  if (Number(minute) > 59 || Number(second ?? 0) > 60 || Number(hour) > (half ? 12 : 23)) return null;
  const before = glue === undefined ? '' : /^t$/i.test(glue) ? glue : glue;
  let format = `${before}${half ? '%I' : '%H'}:%M`;
  let label = `${/^t$/i.test(before) ? "'T'" : before}${half ? 'h:mm' : 'HH:mm'}`;
  if (second !== undefined) {
    format += ':%S';
    label += ':ss';
  }
  if (fraction !== undefined) {
    format += '.%f';
    label += '.SSS';
  }
  if (half) {
    format += half.startsWith(' ') ? ' %p' : '%p';
    label += ' a';
  }
  if (zone !== undefined) {
    // "Z", "UTC" and "GMT" have become +00:00 by then.
    format += /^ ?[a-z]/i.test(zone) ? '%z' : zone.startsWith(' ') ? ' %z' : '%z';
    label += ' XXX';
  }
  return { format, label, zoned: zone !== undefined };
}

const monthFormat = (name: string): string => (name.length === 3 || /^sept$/i.test(name) ? '%b' : '%B');
const weekdayFormat = (name: string): string => (name.length <= 5 ? '%a' : '%A');
const yearFormat = (year: string): string => (year.length === 2 ? '%y' : '%Y');

/**
 * Recognises a date or a date with time; null for anything else.
 * @param dated Whether the column is named like a time: only then eight digits are a date.
 */
export function timeForm(raw: string, dated: boolean): TimeForm | null {
  const text = raw.replaceAll(/\s+/g, ' ').trim();
  let match = yearFirst.exec(text);
  if (match) {
    const time = clockFormat(match, 5);
    if (!time || !inRange(Number(match[3]), Number(match[4]))) return null;
    const sep = match[2] as string;
    const direct =
      sep !== '.' && !match[10] && /^[t ]?$/i.test(match[5] ?? '') && !/[+-]\d{2}$|,|gmt| [z+-]/i.test(match[0].slice(10));
    const format = `%Y${sep}%m${sep}%d${time.format}`;
    return { order: 'iso', format: direct ? null : format, label: `yyyy${sep}MM${sep}dd${time.label}`, zoned: time.zoned };
  }
  match = numeric.exec(text);
  if (match) {
    const time = clockFormat(match, 5);
    const [first, second] = [Number(match[1]), Number(match[3])];
    if (!time || !(inRange(first, second) || inRange(second, first))) return null;
    const sep = match[2] as string;
    const year = match[4] as string;
    return {
      order: 'numeric',
      format: `%1${sep}%2${sep}${yearFormat(year)}${time.format}`,
      label: `%1${sep}%2${sep}${year.length === 2 ? 'yy' : 'yyyy'}${time.label}`,
      zoned: time.zoned,
    };
  }
  match = dayName.exec(text);
  if (match) {
    const time = clockFormat(match, 8);
    if (!time || Number(match[3]) > 31) return null;
    const weekday = match[1] ? `${weekdayFormat(match[1])}${match[2] as string}` : '';
    const month = match[5] as string;
    const year = match[7] as string;
    return {
      order: 'day-month-year',
      format: `${weekday}%d${match[4] as string}${monthFormat(month)}${match[6] as string}${yearFormat(year)}${time.format}`,
      label: `${match[1] ? 'EEE, ' : ''}d${match[4] as string}${month.length === 3 ? 'MMM' : 'MMMM'}${match[6] as string}${year.length === 2 ? 'yy' : 'yyyy'}${time.label}`,
      zoned: time.zoned,
    };
  }
  match = nameDay.exec(text);
  if (match) {
    const time = clockFormat(match, 8);
    if (!time || Number(match[5]) > 31) return null;
    const weekday = match[1] ? `${weekdayFormat(match[1])}${match[2] as string}` : '';
    const month = match[3] as string;
    return {
      order: 'month-day-year',
      format: `${weekday}${monthFormat(month)}${match[4] as string}%d${match[6] as string}%Y${time.format}`,
      label: `${match[1] ? 'EEE, ' : ''}${month.length === 3 ? 'MMM' : 'MMMM'} d, yyyy${time.label}`,
      zoned: time.zoned,
    };
  }
  match = yearName.exec(text);
  if (match) {
    const time = clockFormat(match, 5);
    if (!time || Number(match[4]) > 31) return null;
    const sep = match[2] as string;
    const month = match[3] as string;
    return {
      order: 'iso',
      format: `%Y${sep}${monthFormat(month)}${sep}%d${time.format}`,
      label: `yyyy${sep}MMM${sep}dd${time.label}`,
      zoned: time.zoned,
    };
  }
  match = unixDate.exec(text);
  if (match && Number(match[3]) <= 31 && Number(match[4]) <= 23) {
    const zone = / (utc|gmt) /i.exec(text)?.[1];
    return {
      order: 'month-day-year',
      format: `%a ${monthFormat(match[2] as string)} %d %H:%M:%S ${zone ? `${zone} ` : ''}%Y`,
      label: 'EEE MMM d HH:mm:ss yyyy',
      zoned: zone !== undefined,
    };
  }
  match = dated || /[tT]\d{6}/.test(text) ? compact.exec(text) : null;
  if (match && inRange(Number(match[2]), Number(match[3])) && Number(match[1]) >= 1900 && Number(match[1]) <= 2100) {
    const hasTime = match[5] !== undefined;
    if (hasTime && (Number(match[5]) > 23 || Number(match[6]) > 59)) return null;
    const time = hasTime ? `${match[4] ?? ''}%H%M${match[7] ? '%S' : ''}${match[8] ? '%z' : ''}` : '';
    return {
      order: 'iso',
      format: `%Y%m%d${time}`,
      label: `yyyyMMdd${hasTime ? `${match[4] ? "'T'" : ''}HHmm${match[7] ? 'ss' : ''}${match[8] ? 'XXX' : ''}` : ''}`,
      zoned: match[8] !== undefined,
    };
  }
  match = yearMonth.exec(text);
  if (match && inRange(Number(match[3]), 1)) {
    return { order: 'iso', format: `%Y${match[2] as string}%m`, label: `yyyy${match[2] as string}MM`, zoned: false };
  }
  match = nameYear.exec(text);
  if (match) {
    const month = match[1] as string;
    return {
      order: 'month-day-year',
      format: `${monthFormat(month)}${match[2] as string}%Y`,
      label: `${month.length === 3 ? 'MMM' : 'MMMM'}${match[2] as string}yyyy`,
      zoned: false,
    };
  }
  return null;
}

/** The form with day and month settled. */
export function settleOrder(form: TimeForm, order: 'day-month-year' | 'month-day-year'): TimeForm {
  if (form.order !== 'numeric') return form;
  const [first, second] = order === 'day-month-year' ? ['%d', '%m'] : ['%m', '%d'];
  const [firstLabel, secondLabel] = order === 'day-month-year' ? ['dd', 'MM'] : ['MM', 'dd'];
  return {
    ...form,
    order,
    format: (form.format ?? '').replace('%1', first).replace('%2', second),
    label: form.label.replace('%1', firstLabel).replace('%2', secondLabel),
  };
}

function tidySql(text: string): string {
  return tidyings.reduce(
    (inner, [pattern, replacement, flags]) =>
      `regexp_replace(${inner}, ${quoteText(pattern)}, ${quoteText(replacement)}${flags ? `, ${quoteText(flags)}` : ''})`,
    text,
  );
}

/** SQL that turns a trimmed text into a TIMESTAMP (UTC), NULL where it has none of these forms. */
export function timeSql(text: string, forms: readonly TimeForm[]): string {
  // A two-digit year first: %Y would take 20 for the year 20.
  const formats = [...new Set(forms.map((form) => form.format).filter((format) => format !== null))].sort(
    (a, b) => Number(b.includes('%y')) - Number(a.includes('%y')),
  );
  const parts: string[] = [];
  if (forms.some((form) => form.format === null)) {
    // Only where a year comes first: the cast would take 10/11/12 for the year 10.
    parts.push(`CASE WHEN regexp_matches(${text}, '^\\d{4}[-/]') THEN CAST(TRY_CAST(${text} AS TIMESTAMPTZ) AS TIMESTAMP) END`);
  }
  if (formats.length > 0) {
    const simple = formats.every((format) => /^[%dmYyHMS:/. -]+$/.test(format));
    const list = formats.map(quoteText).join(', ');
    parts.push(`TRY_CAST(try_strptime(${simple ? text : tidySql(text)}, [${list}]) AS TIMESTAMP)`);
  }
  return parts.length === 1 ? (parts[0] as string) : `coalesce(${parts.join(', ')})`;
}

/** All notations of a column, for a person. */
export function describeForms(forms: readonly TimeForm[]): string {
  const labels = [...new Set(forms.map((form) => form.label))];
  const shown = labels.slice(0, 3).join(' or ') + (labels.length > 3 ? ' and others' : '');
  return forms.every((form) => form.zoned) ? shown : `${shown}, without zone: read as UTC`;
}

/** Whether a column's name says that it holds times. */
export function isTimeName(name: string): boolean {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return words.some(
    (word) =>
      /^(time|date|datetime|timestamp|ts|epoch|unix|at|created|updated|datum|zeit|fecha|dt|day|utc)$/.test(word) ||
      /(date|timestamp|datetime)$/.test(word),
  );
}

export type EpochUnit = 'epoch-s' | 'epoch-ms' | 'epoch-us';

/** Seconds, milliseconds, microseconds by size: numbers that fall between 1979 and 2103. */
export function epochUnit(min: number, max: number): EpochUnit | null {
  const low = 3e8;
  const high = 4.2e9;
  const units: [EpochUnit, number][] = [
    ['epoch-s', 1],
    ['epoch-ms', 1e3],
    ['epoch-us', 1e6],
  ];
  return units.find(([, scale]) => min >= low * scale && max <= high * scale)?.[0] ?? null;
}

/** SQL from a number to a TIMESTAMP. */
export function epochSql(number: string, unit: EpochUnit): string {
  const scale = { 'epoch-s': '1000000', 'epoch-ms': '1000', 'epoch-us': '1' }[unit];
  return `make_timestamp(TRY_CAST(round(CAST(${number} AS DOUBLE) * ${scale}) AS BIGINT))`;
}
