// Values that a person said mean "missing": where they stand in a column, as SQL.
import type { Warning } from '../api/schemas/common.ts';
import type { ColumnPlan } from './columnPlan.ts';
import { quoteText, type Connection, type SqlOptions } from './duckdb.ts';
import { isOneOfSql } from './missingTokens.ts';
import { hasLeadingZero, isNumber, numberSql, type Decimal } from './numberForms.ts';
import { rawUnion, type RawTable } from './rawTable.ts';

/** Conditions tried by one statement: DuckDB takes quadratic time to plan one over thousands of columns. */
const columnsPerPass = 64;

/** The number that a marker stands for; null for texts. 00 is a code, and 1,234 could be two numbers: both are only texts. */
function markerNumber(marker: string): number | null {
  const text = marker.trim();
  if (hasLeadingZero(text) || /^[+-]?\d{1,3},\d{3}$/.test(text)) return null;
  const value = Number(text.replace(',', '.'));
  return (/^[+-]?[\d.]+(e[+-]?\d+)?$/i.test(text) || isNumber(text, ',')) && Number.isFinite(value) ? value : null;
}

function markerNumbers(markers: readonly string[]): number[] {
  return markers.map(markerNumber).filter((value) => value !== null);
}

/**
 * SQL, never NULL: whether a text is one of the markers.
 * @param numbers In a column of numbers the same number written otherwise is one too: 999.0 or 999,0 for 999.
 */
export function isMarkerText(
  text: string,
  markers: readonly string[],
  numbers: { mark: Decimal; grouped: boolean } | null,
): string {
  const told = isOneOfSql(
    text,
    markers.map((each) => each.trim()),
  );
  const values = numbers ? markerNumbers(markers) : [];
  const equal =
    numbers && values.length > 0
      ? ` OR list_contains([${values.map((value) => `${String(value)}::DOUBLE`).join(', ')}], ${numberSql(text, numbers.mark, numbers.grouped)})`
      : '';
  return `coalesce(${told}${equal}, false)`;
}

/** The same for a column of numbers; null where none of the markers is a number that the column can hold. */
export function isMarkerNumber(raw: string, storage: string, markers: readonly string[]): string | null {
  const whole = /INT(EGER)?$/.test(storage);
  const conditions = markerNumbers(markers).flatMap((value) => {
    // As a whole number of the column's own width: large ones are no doubles, and a cast would round 999.5.
    if (whole) return Number.isSafeInteger(value) ? [`${raw} = TRY_CAST(${quoteText(String(value))} AS ${storage})`] : [];
    if (storage === 'FLOAT') return [`${raw} = TRY_CAST(${quoteText(String(value))} AS FLOAT)`];
    return [`CAST(${raw} AS DOUBLE) = ${String(value)}::DOUBLE`];
  });
  return conditions.length > 0 ? `coalesce(${conditions.join(' OR ')}, false)` : null;
}

/** A word about markers that stand in no cell: a slip of the pen would pass unnoticed. One pass, and only where markers were given. */
export async function unusedMarkers(
  connection: Connection,
  table: RawTable,
  plans: readonly ColumnPlan[],
  markers: readonly string[],
  sql: SqlOptions,
): Promise<Warning[]> {
  let unused = [...new Set(markers)];
  for (let first = 0; first < plans.length && unused.length > 0; first += columnsPerPass) {
    const pass = plans.slice(first, first + columnsPerPass);
    const selects = unused.map((marker, index) => {
      const conditions = pass.map((plan) => plan.isMarker([marker])).filter((each) => each !== null);
      return `${conditions.length > 0 ? `bool_or(${conditions.join(' OR ')})` : 'false'} AS m${String(index)}`;
    });
    const row = await connection.row<Record<string, boolean | null>>(
      `SELECT ${selects.join(', ')} FROM ${rawUnion(table, false)}`,
      sql,
    );
    unused = unused.filter((_, index) => row[`m${String(index)}`] !== true);
  }
  return unused.map((marker) => ({
    code: 'missing-unused',
    message: `No cell is "${marker}", which was said to mean "missing".`,
    hint: 'Texts are compared letter by letter, numbers by their value. Look at the values of the column in its profile.',
  }));
}
