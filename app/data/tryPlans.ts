// Plans for reading columns of text, tried on every row: how many values each can read, and what those are that it cannot.
import type { ColumnPlan } from './columnPlan.ts';
import type { Connection, SqlOptions } from './duckdb.ts';
import { isOneOfSql, missingTokens } from './missingTokens.ts';
import type { Candidate } from './proposeTypes.ts';
import { isLongSql } from './roundedNumbers.ts';
import { rawUnion, type RawTable } from './rawTable.ts';
import { isTimeName } from './timeForms.ts';

/** How a plan fares over all rows. */
export interface Figures {
  present: number;
  bad: number;
  tokens: number;
  min: number | null;
  max: number | null;
  /** Numbers of more digits than a double holds. */
  rounded: number;
}

export const figureKey = (name: string, key: string): string => `${key}\0${name}`;

/** Plans tried by one statement: DuckDB takes quadratic time to plan one over thousands of columns. */
const plansPerPass = 64;

/** Tries every proposed plan on every row: of a usual table all in one pass. */
export async function tryPlans(
  connection: Connection,
  table: RawTable,
  candidates: ReadonlyMap<string, Candidate>,
  sql: SqlOptions,
): Promise<Map<string, Figures>> {
  const figures = new Map<string, Figures>();
  const wanted = [...candidates.values()].flatMap((candidate) =>
    candidate.plans.map(({ key, plan }) => ({ candidate, key, plan })),
  );
  for (let first = 0; first < wanted.length; first += plansPerPass) {
    const pass = wanted.slice(first, first + plansPerPass);
    for (const [key, value] of await tryAll(connection, table, pass, sql)) figures.set(key, value);
  }
  return figures;
}

async function tryAll(
  connection: Connection,
  whole: RawTable,
  wanted: readonly Tried[],
  sql: SqlOptions,
): Promise<Map<string, Figures>> {
  const figures = new Map<string, Figures>();
  const names = new Set(wanted.map(({ candidate }) => candidate.name));
  const table = { ...whole, columns: whole.columns.filter(({ name }) => names.has(name)) };
  // Counting is cheap, looking at failures is not: only plans with a failure are looked at more closely.
  const counts = await connection.row(
    `SELECT ${wanted
      .flatMap(({ candidate, plan }, index) => {
        const number = plan.kind === 'number' || plan.kind === 'integer';
        const real = `CAST(__c${String(index)} AS DOUBLE)`;
        const finite =
          number && isTimeName(candidate.name) ? (what: string) => `${what}(${real}) FILTER (isfinite(${real}))` : () => 'NULL';
        return [
          `count(__v${String(index)}) AS present${String(index)}`,
          `count(__c${String(index)}) AS read${String(index)}`,
          `${finite('min')} AS min${String(index)}`,
          `${finite('max')} AS max${String(index)}`,
          plan.kind === 'number'
            ? `count(*) FILTER (__c${String(index)} IS NOT NULL AND ${isLongSql(`__v${String(index)}`)}) AS rounded${String(index)}`
            : `0 AS rounded${String(index)}`,
        ];
      })
      .join(', ')} FROM ${triedTable(table, wanted)}`,
    sql,
  );
  const countOf = (figure: string, index: number): number => Number(counts[`${figure}${String(index)}`] ?? 0);
  const failing = wanted.filter((_, index) => countOf('read', index) < countOf('present', index));
  const failures = await countFailures(connection, table, failing, sql);
  for (const [index, tried] of wanted.entries()) {
    const range = (figure: string): number | null =>
      counts[`${figure}${String(index)}`] === null ? null : countOf(figure, index);
    const { bad, tokens, blank } = failures.get(tried) ?? { bad: 0, tokens: 0, blank: 0 };
    figures.set(figureKey(tried.candidate.name, tried.key), {
      present: countOf('present', index) - tokens - blank,
      bad,
      tokens,
      min: range('min'),
      max: range('max'),
      rounded: countOf('rounded', index),
    });
  }
  return figures;
}

interface Tried {
  candidate: Candidate;
  key: string;
  plan: ColumnPlan;
}

/** The raw table with, for each plan, the value as `__v` and what the plan makes of it as `__c`. */
function triedTable(table: RawTable, tried: readonly Tried[]): string {
  const columns = tried.map(
    ({ candidate, plan }, index) => `${candidate.present} AS __v${String(index)}, ${plan.sql} AS __c${String(index)}`,
  );
  return `(SELECT *, ${columns.join(', ')} FROM ${rawUnion(table, false)})`;
}

/** What the values are that a plan could not read: texts that mean missing, blanks, and those that are bad. */
async function countFailures(
  connection: Connection,
  table: RawTable,
  tried: readonly Tried[],
  sql: SqlOptions,
): Promise<Map<Tried, { bad: number; tokens: number; blank: number }>> {
  if (tried.length === 0) return new Map();
  // 1 = a text that means missing, 2 = a value that cannot be read, 3 = blanks. CASE, so that only failures are looked up.
  const failures = tried.map(({ candidate }, index) => {
    const [v, c] = [`__v${String(index)}`, `__c${String(index)}`];
    return (
      `CASE WHEN ${v} IS NOT NULL AND ${c} IS NULL THEN CASE WHEN ${candidate.text} IS NULL THEN 3 ` +
      `WHEN ${isOneOfSql(candidate.text, missingTokens)} THEN 1 ELSE 2 END ELSE 0 END AS __f${String(index)}`
    );
  });
  const selects = tried.map((_, index) => {
    const i = String(index);
    return (
      `count(*) FILTER (__f${i} = 2) AS bad${i}, count(*) FILTER (__f${i} = 1) AS tokens${i}, ` +
      `count(*) FILTER (__f${i} = 3) AS blank${i}`
    );
  });
  const row = await connection.row(
    `SELECT ${selects.join(', ')} FROM (SELECT *, ${failures.join(', ')} FROM ${triedTable(table, tried)})`,
    sql,
  );
  return new Map(
    tried.map((each, index) => {
      const get = (figure: string): number => Number(row[`${figure}${String(index)}`]);
      return [each, { bad: get('bad'), tokens: get('tokens'), blank: get('blank') }];
    }),
  );
}
