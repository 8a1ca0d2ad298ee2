import type { Warning } from '../api/schemas/common.ts';
import type { DataQuestion, ReadOptions } from '../api/schemas/datasets.ts';
import { count, counted } from '../base/counts.ts';
import { epochPlan, type ColumnPlan } from './columnPlan.ts';
import { quoteName, quoteText, type Connection, type SqlOptions } from './duckdb.ts';
import { unusedMarkers } from './missingMarkers.ts';
import { isOneOfSql, missingTokens } from './missingTokens.ts';
import { decimalEvidence, type Decimal } from './numberForms.ts';
import { planTyped } from './planTyped.ts';
import { addTimes, formsOf, propose, textPlan, type Candidate } from './proposeTypes.ts';
import { roundedWarning } from './roundedNumbers.ts';
import { rawUnion, sampleTexts, type RawTable } from './rawTable.ts';
import { epochUnit, isTimeName, type TimeForm } from './timeForms.ts';
import { toldTime } from './toldTime.ts';
import { figureKey, tryPlans, type Figures } from './tryPlans.ts';

export interface TypeDecision {
  plans: ColumnPlan[];
  decimal: Decimal;
  questions: DataQuestion[];
  warnings: Warning[];
}

/** A column counts as numbers or times although some values are not, when these are at most 1 in 100 (and at least 100 are). */
const tolerated = 0.01;
const enough = 100;

/**
 * Decides the type of every column from all its values, never from a sample alone: a sample proposes, a pass over
 * everything confirms. Day and month are never guessed: a column whose dates read both ways stays text and is asked about.
 * @param typedFormat The format has types of its own: text that holds numbers is worth a word.
 */
export async function decideTypes(
  connection: Connection,
  table: RawTable,
  options: ReadOptions,
  hints: { delimiter: string | null; typedFormat: boolean },
  sql: SqlOptions,
): Promise<TypeDecision> {
  const textColumns = table.columns.filter((column) => column.storage === 'VARCHAR').map((column) => column.name);
  const samples = await sampleTexts(connection, table, textColumns, sql);
  const told = new Set(options.missing ?? []);
  for (const [name, texts] of samples)
    samples.set(
      name,
      texts.filter((text) => !told.has(text)),
    );
  const evidence = decimalEvidence([...samples.values()].flat());
  const decimal =
    options.decimal ??
    (evidence.comma > evidence.point || (evidence.comma === evidence.point && evidence.unclear > 0 && hints.delimiter === ';')
      ? ','
      : '.');
  const decision: TypeDecision = { plans: [], decimal, questions: [], warnings: [] };
  if (options.decimal === undefined && evidence.comma === 0 && evidence.point === 0 && evidence.unclear > 0) {
    decision.warnings.push({
      code: 'decimal-unclear',
      message: `Numbers like 1,234 could mean 1234 or 1.234; they were read as ${decimal === ',' ? '1.234' : '1234'}.`,
      hint: 'Set the decimal mark in the reading options if that is wrong.',
    });
  }
  const candidates = new Map<string, Candidate>();
  for (const column of table.columns) {
    if (column.storage !== 'VARCHAR') continue;
    const candidate = propose(column.name, samples.get(column.name) ?? [], decimal, options);
    if (candidate.plans.length > 0) candidates.set(column.name, candidate);
  }
  const figures = await tryPlans(connection, table, candidates, sql);
  // Values that the sample did not show may only be written in another way: look at those that failed, once.
  const again = new Map<string, Candidate>();
  for (const candidate of candidates.values()) {
    if (await widen(connection, table, candidate, figures, sql)) again.set(candidate.name, candidate);
  }
  for (const [key, value] of await tryPlans(connection, table, again, sql)) figures.set(key, value);

  for (const column of table.columns) {
    const candidate = candidates.get(column.name);
    if (column.storage !== 'VARCHAR')
      decision.plans.push(await planTyped(connection, table, column, options, decision.warnings, sql));
    else if (candidate)
      decision.plans.push(await choose(connection, table, candidate, figures, options, hints.typedFormat, decision, sql));
    else decision.plans.push(textPlan(column.name, options));
  }
  decision.warnings.push(...(await unusedMarkers(connection, table, decision.plans, options.missing ?? [], sql)));
  return decision;
}

/** Adds the notations of values that no time plan could read. True when that changed anything. */
async function widen(
  connection: Connection,
  table: RawTable,
  candidate: Candidate,
  figures: ReadonlyMap<string, Figures>,
  sql: SqlOptions,
): Promise<boolean> {
  const times = candidate.plans.filter((each) => each.key.startsWith('time'));
  const first = times[0];
  if (!first?.forms || times.some((each) => figures.get(figureKey(candidate.name, each.key))?.bad === 0)) return false;
  const none = times.map((each) => `${each.plan.sql} IS NULL`).join(' AND ');
  const failed = await connection.rows<{ text: string }>(
    `SELECT DISTINCT left(${candidate.text}, 200) AS text FROM ${rawUnion(table, false)} WHERE ${candidate.text} IS NOT NULL AND ${none} ` +
      `ORDER BY hash(text), text LIMIT 2000`,
    sql,
  );
  const known = new Set(first.forms.map((form) => form.format));
  const more = formsOf(
    failed.map((row) => row.text),
    isTimeName(candidate.name),
  ).forms.filter((form) => !known.has(form.format));
  if (more.length === 0) return false;
  const orders = times.length > 1 ? undefined : first.plan.times === 'iso' ? undefined : first.plan.times;
  addTimes(candidate, [...first.forms, ...more], orders as TimeForm['order'] | undefined);
  return true;
}

async function choose(
  connection: Connection,
  table: RawTable,
  candidate: Candidate,
  figures: ReadonlyMap<string, Figures>,
  options: ReadOptions,
  typedFormat: boolean,
  decision: TypeDecision,
  sql: SqlOptions,
): Promise<ColumnPlan> {
  const { name } = candidate;
  const tried = candidate.plans
    .map((each) => ({ ...each, figures: figures.get(figureKey(name, each.key)) as Figures }))
    .filter((each) => each.figures.present > 0);
  // Nothing but markers of missing values: the text is NULL in every row.
  if (tried.length === 0) return { ...textPlan(name, options), sql: candidate.text, isMarker: candidate.isMarker };
  const acceptable = (each: (typeof tried)[number]): boolean =>
    each.key === 'told' ||
    each.figures.bad === 0 ||
    (each.figures.bad <= tolerated * each.figures.present && each.figures.present - each.figures.bad >= enough);
  const byOrder = tried.filter((each) => each.key.startsWith('time '));
  const [one, other] = byOrder;
  if (one && other && acceptable(one) && acceptable(other) && one.figures.bad === other.figures.bad) {
    const differ = await connection.rows<{ text: string }>(
      `SELECT DISTINCT ${candidate.text} AS text FROM ${rawUnion(table, false)} WHERE ${one.plan.sql} <> ${other.plan.sql} ORDER BY text LIMIT 3`,
      sql,
    );
    if (differ.length > 0) {
      decision.questions.push(
        await dateQuestion(
          connection,
          candidate,
          one.plan,
          other.plan,
          differ.map((row) => row.text),
        ),
      );
      return textPlan(name, options);
    }
  }
  // A plan without failures wins over an earlier one with some; whole numbers only when all are.
  const fine = tried.filter(
    (each) => acceptable(each) && !(each.key === 'integer' && each.figures.bad > 0 && hasPlan(tried, 'number', each.figures.bad)),
  );
  const best = fine.find((each) => each.figures.bad === 0) ?? fine.sort((a, b) => a.figures.bad - b.figures.bad)[0];
  if (!best) {
    const nearest = tried.sort((a, b) => a.figures.bad - b.figures.bad)[0];
    if (nearest && nearest.figures.bad < nearest.figures.present / 2) {
      const examples = await badExamples(connection, table, candidate, nearest.plan, sql);
      decision.warnings.push({
        code: 'mixed-column',
        message:
          `Column "${name}" was read as text: ${count(nearest.figures.bad)} of its ${count(nearest.figures.present)} values are ` +
          `${nearest.plan.badReason}, e.g. ${examples.join(', ')}.`,
        hint: 'If these mean "missing", say so in the reading options; otherwise correct them.',
        count: nearest.figures.bad,
        where: { column: name },
      });
    }
    return textPlan(name, options);
  }
  const { plan, figures: found } = best;
  const result = { ...plan };
  if (plan.kind === 'integer' || plan.kind === 'number') {
    const wanted = toldTime(options, name);
    const unit =
      wanted === undefined && isTimeName(name) && found.min !== null && found.max !== null
        ? epochUnit(found.min, found.max)
        : null;
    if (unit) {
      const { sql: time, timeFormat, times, kind } = epochPlan(name, plan.sql, unit, plan.isMarker);
      Object.assign(result, { sql: time, timeFormat, times, kind });
    } else if (typedFormat) {
      decision.warnings.push({
        code: 'numbers-as-text',
        message: `Column "${name}" holds numbers stored as text; they were read as numbers.`,
        where: { column: name },
      });
    }
    if (!unit) decision.warnings.push(...roundedWarning({ column: name }, found.rounded));
  }
  if (found.tokens > 0) {
    decision.warnings.push({
      code: 'missing-tokens',
      message: `Column "${name}": ${counted(found.tokens, 'text')} such as NA, null or NaN among its ${plan.kind === 'datetime' ? 'times' : 'values'} ${found.tokens === 1 ? 'was' : 'were'} taken as missing.`,
      count: found.tokens,
      where: { column: name },
    });
  }
  if (found.bad > 0) result.badSql = failedSql(candidate, plan);
  return result;
}

function failedSql(candidate: Candidate, plan: ColumnPlan): string {
  return `(CASE WHEN ${candidate.text} IS NOT NULL AND ${plan.sql} IS NULL THEN NOT ${isOneOfSql(candidate.text, missingTokens)} ELSE false END)`;
}

function hasPlan(tried: readonly { key: string; figures: Figures }[], key: string, below: number): boolean {
  return tried.some((each) => each.key === key && each.figures.bad < below);
}

async function badExamples(
  connection: Connection,
  table: RawTable,
  candidate: Candidate,
  plan: ColumnPlan,
  sql: SqlOptions,
): Promise<string[]> {
  const rows = await connection.rows<{ text: string }>(
    `SELECT DISTINCT left(${candidate.text}, 40) AS text FROM ${rawUnion(table, false)} ` +
      `WHERE ${failedSql(candidate, plan)} ORDER BY text LIMIT 3`,
    sql,
  );
  return rows.map((row) => `"${row.text}"`);
}

async function dateQuestion(
  connection: Connection,
  candidate: Candidate,
  one: ColumnPlan,
  other: ColumnPlan,
  examples: readonly string[],
): Promise<DataQuestion> {
  const example = examples[0] ?? '';
  const choices = [];
  for (const plan of [one, other]) {
    const row = await connection.row<{ date: string }>(
      `SELECT strftime(${plan.sql}, '%-d %B %Y') AS date FROM (SELECT ${quoteText(example)} AS ${quoteName(candidate.name)})`,
    );
    const dayFirst = plan.times === 'day-month-year';
    choices.push({
      value: plan.times ?? 'iso',
      label: dayFirst ? 'Day before month' : 'Month before day',
      example: `${example} is ${row.date}`,
    });
  }
  return {
    kind: 'date-order',
    column: candidate.name,
    question: `In column "${candidate.name}", is the day or the month written first? Every date in it can be read both ways, e.g. ${examples.join(', ')}.`,
    choices: [...choices, { value: 'not-a-time', label: 'These are not dates', example: 'The column stays text.' }],
  };
}
