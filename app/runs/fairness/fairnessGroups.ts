// The groups of a column: its categories, or numbers and times cut into quarters of the rows. Missing is a group too.
import type { RowFilter } from '../../api/schemas/common.ts';
import { quoteName, type Connection } from '../../data/duckdb.ts';
import { filterSql } from '../../data/rowFilter.ts';
import type { TableColumn } from '../runTable.ts';

export interface Group {
  name: string;
  filters: RowFilter[];
}

export interface Groups {
  groups: Group[];
  /** Categories beyond those shown. */
  leftOut: number;
  /** How numbers or times were cut; null for categories. */
  cut: string | null;
}

const mostGroups = 20;
/** Numbers with at most so many values are categories. */
const fewValues = 10;

/** @param from, where the rows that are looked at */
export async function fairnessGroups(
  connection: Connection,
  column: TableColumn,
  { from, where, signal }: { from: string; where: string; signal: AbortSignal | undefined },
): Promise<Groups> {
  const name = quoteName(column.name);
  const isMissing = filterSql([{ column: column.name, op: 'missing' }], [column]);
  const counts = await connection.row<{ missing: number; values: number }>(
    `SELECT count(*) FILTER (${isMissing})::DOUBLE AS missing, count(DISTINCT ${name}) FILTER (NOT ${isMissing})::DOUBLE AS values ` +
      `FROM ${from} WHERE ${where}`,
    { signal },
  );
  const missing: Group[] = counts.missing > 0 ? [{ name: 'missing', filters: [{ column: column.name, op: 'missing' }] }] : [];
  const isTime = /^(TIMESTAMP|DATE)/.test(column.storage);
  const isNumber = column.type === 'number' || column.type === 'integer';
  if ((isTime || isNumber) && counts.values > fewValues) {
    const value = isTime ? `epoch_ms(CAST(${name} AS TIMESTAMP))` : name;
    const { cuts } = await connection.row<{ cuts: number[] }>(
      `SELECT list_distinct(quantile_disc(${value}::DOUBLE, [0.25, 0.5, 0.75])) AS cuts FROM ${from} WHERE ${where} AND NOT ${isMissing}`,
      { signal },
    );
    const ascending = [...cuts].map(Number).sort((a, b) => a - b);
    const groups = isTime ? periods(column.name, ascending) : ranges(column.name, ascending);
    return { groups: [...groups, ...missing], leftOut: 0, cut: 'into quarters of the rows' };
  }
  const found = await connection.rows<{ value: unknown }>(
    `SELECT ${name} AS value FROM ${from} WHERE ${where} AND NOT ${isMissing} GROUP BY ${name} ORDER BY count(*) DESC, ${name} LIMIT ${String(mostGroups)}`,
    { signal },
  );
  const groups = found.map(({ value }): Group => {
    const cell = typeof value === 'boolean' || typeof value === 'number' ? value : String(value);
    return { name: String(cell), filters: [{ column: column.name, op: 'eq', value: cell }] };
  });
  return { groups: [...groups, ...missing], leftOut: counts.values - groups.length, cut: null };
}

function ranges(column: string, cuts: readonly number[]): Group[] {
  return [...cuts, Infinity].map((high, at): Group => {
    const low = cuts[at - 1];
    return {
      name:
        low === undefined ? `≤ ${String(high)}` : high === Infinity ? `> ${String(low)}` : `> ${String(low)}, ≤ ${String(high)}`,
      filters: [
        ...(low === undefined ? [] : [{ column, op: 'gt' as const, value: low }]),
        ...(high === Infinity ? [] : [{ column, op: 'le' as const, value: high }]),
      ],
    };
  });
}

function periods(column: string, cuts: readonly number[]): Group[] {
  const text = (time: number): string => new Date(time).toISOString();
  const shown = (time: number): string => (time % 86_400_000 === 0 ? text(time).slice(0, 10) : text(time).slice(0, 16));
  return [...cuts, Infinity].map((end, at): Group => {
    const start = cuts[at - 1];
    return {
      name:
        start === undefined
          ? `before ${shown(end)}`
          : end === Infinity
            ? `from ${shown(start)} on`
            : `${shown(start)} to before ${shown(end)}`,
      filters: [
        ...(start === undefined ? [] : [{ column, op: 'ge' as const, value: text(start) }]),
        ...(end === Infinity ? [] : [{ column, op: 'lt' as const, value: text(end) }]),
      ],
    };
  });
}
