import type { ReadOptions } from '../api/schemas/datasets.ts';
import { epochPlan, type ColumnPlan } from './columnPlan.ts';
import { quoteName, quoteText } from './duckdb.ts';
import { isMissingToken, isOneOfSql } from './missingTokens.ts';
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
}

/** The raw value as trimmed text; NULL where empty or told to be missing. */
function textOf(name: string, options: ReadOptions): string {
  const trimmed = `nullif(trim(${quoteName(name)}, ${quoteText(' \t\r\n\u00a0')}), '')`;
  const missing = options.missing ?? [];
  return missing.length > 0
    ? `(CASE WHEN ${isOneOfSql(
        trimmed,
        missing.map((each) => each.trim()),
      )} THEN NULL ELSE ${trimmed} END)`
    : trimmed;
}

export function textPlan(name: string, options: ReadOptions): ColumnPlan {
  const raw = quoteName(name);
  const missing = options.missing ?? [];
  const told =
    missing.length > 0
      ? `CASE WHEN ${isOneOfSql(
          `trim(${raw})`,
          missing.map((each) => each.trim()),
        )} THEN NULL ELSE ${raw} END`
      : raw;
  return { name, kind: 'text', sql: `nullif(${told}, '')`, badSql: null, badReason: '', timeFormat: null, times: null };
}

/** What a column may be, judging by a sample of its texts. Empty when it can only be text. */
export function propose(name: string, all: readonly string[], decimal: Decimal, options: ReadOptions): Candidate {
  const value = textOf(name, options);
  // Trimming costs five times what reading a number does: only what cannot be read as it stands is trimmed.
  // CASE, because DuckDB's coalesce works out both.
  const simple = (options.missing ?? []).length === 0;
  const read = (convert: (text: string) => string): string =>
    simple
      ? `CASE WHEN ${convert(quoteName(name))} IS NOT NULL THEN ${convert(quoteName(name))} ELSE ${convert(value)} END`
      : convert(value);
  const candidate: Candidate = { name, text: value, present: simple ? `nullif(${quoteName(name)}, '')` : value, read, plans: [] };
  const texts = all.filter((each) => !isMissingToken(each));
  const base = { name, badSql: null, timeFormat: null, times: null };
  const order = toldTime(options, name);
  const share = (test: (text: string) => boolean): number => texts.filter(test).length / Math.max(1, texts.length);

  if (order !== undefined && order !== 'not-a-time') {
    if (order.startsWith('epoch')) {
      const plan = epochPlan(
        name,
        read((text) => numberSql(text, '.', false)),
        order as EpochUnit,
      );
      candidate.plans.push({ key: 'told', plan });
      return candidate;
    }
  } else if (texts.length === 0) return candidate;

  if (order === undefined || order === 'not-a-time') {
    for (const mark of [decimal, options.decimal === undefined ? (decimal === '.' ? ',' : '.') : decimal] as Decimal[]) {
      if (candidate.plans.length > 0 || share((each) => isNumber(each, mark)) < 0.8) continue;
      // Codes such as 00123, and whole numbers that no number type holds exactly, stay text.
      if (texts.some((each) => hasLeadingZero(each) || isTooLong(each))) continue;
      const grouped = texts.some((each) => isGrouped(each, mark));
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
      timeFormat: describeForms(settled),
      times: main === 'numeric' ? 'iso' : main,
    };
    times.push(plan);
    candidate.plans.push({ key: orders.length > 1 ? `time ${order}` : 'time', plan, forms });
  }
}
