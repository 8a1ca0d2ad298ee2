import type { ReadOptions } from '../api/schemas/datasets.ts';
import { epochPlan, type ColumnPlan } from './columnPlan.ts';
import { quoteName, quoteText } from './duckdb.ts';
import { isMarkerText } from './missingMarkers.ts';
import { isMissingToken } from './missingTokens.ts';
import { hasLeadingZero, isGrouped, isInteger, isNumber, isTooLong, numberSql, type Decimal } from './numberForms.ts';
import { describeForms, isTimeName, settleOrder, timeForm, timeSql, type EpochUnit, type TimeForm } from './timeForms.ts';
import { toldTime } from './toldTime.ts';

export interface Candidate {
  name: string;
  /** The raw value as trimmed text; NULL where empty or told to be missing. */
  text: string;
  /** NULL for most rows without a value; cheaper than `text`, which is NULL for all of them. */
  present: string;
  /** Applies a conversion to the value. */
  read: (convert: (text: string) => string) => string;
  plans: { key: string; plan: ColumnPlan; forms?: TimeForm[] }[];
  isMarker: ColumnPlan['isMarker'];
}

/** The raw value as trimmed text; NULL where empty. */
function trimmedSql(name: string): string {
  return `nullif(trim(${quoteName(name)}, ${quoteText(' \t\r\n\u00a0')}), '')`;
}

export function textPlan(name: string, options: ReadOptions): ColumnPlan {
  const raw = quoteName(name);
  const missing = options.missing ?? [];
  const isMarker = (markers: readonly string[]): string => isMarkerText(`trim(${raw})`, markers, null);
  const told = missing.length > 0 ? `CASE WHEN ${isMarker(missing)} THEN NULL ELSE ${raw} END` : raw;
  return { name, kind: 'text', sql: `nullif(${told}, '')`, badSql: null, badReason: '', isMarker, timeFormat: null, times: null };
}

/** What a column may be, judging by a sample of its texts. Empty when it can only be text. */
export function propose(name: string, all: readonly string[], decimal: Decimal, options: ReadOptions): Candidate {
  const texts = all.filter((each) => !isMissingToken(each));
  const share = (test: (text: string) => boolean): number => texts.filter(test).length / Math.max(1, texts.length);
  // That of the file first, told or found. A column that is not written so may be written the other way: reading a file again with the
  // mark that was found in it must give the same types.
  const marks: Decimal[] = [decimal, decimal === '.' ? ',' : '.'];
  const mark = marks.find((each) => share((text) => isNumber(text, each)) >= 0.8);
  const grouped = mark !== undefined && texts.some((each) => isGrouped(each, mark));
  const missing = options.missing ?? [];
  const trimmed = trimmedSql(name);
  const isMarker = (markers: readonly string[]): string =>
    isMarkerText(trimmed, markers, mark === undefined ? null : { mark, grouped });
  const value = missing.length > 0 ? `(CASE WHEN ${isMarker(missing)} THEN NULL ELSE ${trimmed} END)` : trimmed;
  // Trimming costs five times what reading a number does: only what cannot be read as it stands is trimmed.
  // CASE, because DuckDB's coalesce works out both.
  const simple = missing.length === 0;
  const read = (convert: (text: string) => string): string =>
    simple
      ? `CASE WHEN ${convert(quoteName(name))} IS NOT NULL THEN ${convert(quoteName(name))} ELSE ${convert(value)} END`
      : convert(value);
  const candidate: Candidate = {
    name,
    text: value,
    present: simple ? `nullif(${quoteName(name)}, '')` : value,
    read,
    plans: [],
    isMarker,
  };
  const base = { name, badSql: null, isMarker, timeFormat: null, times: null };
  const order = toldTime(options, name);

  if (order !== undefined && order !== 'not-a-time') {
    if (order.startsWith('epoch')) {
      const plan = epochPlan(
        name,
        read((text) => numberSql(text, '.', false)),
        order as EpochUnit,
        isMarker,
      );
      candidate.plans.push({ key: 'told', plan });
      return candidate;
    }
  } else if (texts.length === 0) return candidate;

  if (order === undefined || order === 'not-a-time') {
    // Codes such as 00123, and whole numbers that no number type holds exactly, stay text.
    if (mark !== undefined && !texts.some((each) => hasLeadingZero(each) || isTooLong(each))) {
      const whole = texts.every((each) => isInteger(each) || !isNumber(each, mark));
      const badReason = 'not a number';
      if (whole) {
        const integer = read((text) => `CASE WHEN regexp_full_match(${text}, '[+-]?\\d+') THEN TRY_CAST(${text} AS BIGINT) END`);
        candidate.plans.push({
          key: 'integer',
          plan: { ...base, kind: 'integer', sql: integer, badReason: 'not a whole number' },
        });
      }
      candidate.plans.push({
        key: 'number',
        plan: { ...base, kind: 'number', sql: read((text) => numberSql(text, mark, grouped)), badReason },
      });
    }
    if (share((each) => /^(true|false)$/i.test(each)) >= 0.8) {
      const truth = read((text) => `CASE lower(${text}) WHEN 'true' THEN true WHEN 'false' THEN false END`);
      candidate.plans.push({
        key: 'boolean',
        plan: { ...base, kind: 'boolean', sql: truth, badReason: 'neither true nor false' },
      });
    }
  }
  if (order !== 'not-a-time') {
    const dated = isTimeName(name) || order !== undefined;
    const forms = formsOf(texts, dated);
    if (forms.share >= 0.8 || order !== undefined) addTimes(candidate, forms.forms, order as TimeForm['order'] | undefined);
  }
  return candidate;
}

export function formsOf(texts: readonly string[], dated: boolean): { forms: TimeForm[]; share: number } {
  const forms = new Map<string, TimeForm>();
  let found = 0;
  for (const text of texts) {
    const form = timeForm(text, dated);
    if (!form) continue;
    found++;
    forms.set(`${form.format ?? 'cast'} ${form.label}`, form);
  }
  return { forms: [...forms.values()], share: found / Math.max(1, texts.length) };
}

/** One plan where the order is plain, two where day and month could change places. */
export function addTimes(candidate: Candidate, forms: TimeForm[], told: TimeForm['order'] | undefined): void {
  candidate.plans = candidate.plans.filter((each) => !each.key.startsWith('time'));
  if (forms.length === 0) return;
  const orders =
    told === 'day-month-year' || told === 'month-day-year'
      ? [told]
      : forms.some((form) => form.order === 'numeric')
        ? (['day-month-year', 'month-day-year'] as const)
        : (['iso'] as const);
  const times: ColumnPlan[] = [];
  for (const order of orders) {
    const settled = order === 'iso' ? forms : forms.map((form) => settleOrder(form, order));
    const main = settled.find((form) => form.order !== 'iso')?.order ?? 'iso';
    const plan: ColumnPlan = {
      name: candidate.name,
      kind: 'datetime',
      sql: candidate.read((text) => timeSql(text, settled)),
      badSql: null,
      badReason: 'not a date or time in the form of the others',
      isMarker: candidate.isMarker,
      timeFormat: describeForms(settled),
      times: main === 'numeric' ? 'iso' : main,
    };
    times.push(plan);
    candidate.plans.push({ key: orders.length > 1 ? `time ${order}` : 'time', plan, forms });
  }
}
