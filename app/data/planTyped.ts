import type { Warning } from '../api/schemas/common.ts';
import type { ReadOptions } from '../api/schemas/datasets.ts';
import { epochPlan, type ColumnPlan } from './columnPlan.ts';
import { quoteName, type Connection, type SqlOptions } from './duckdb.ts';
import { isMarkerNumber, isMarkerText } from './missingMarkers.ts';
import { rawUnion, type RawTable } from './rawTable.ts';
import { epochUnit, isTimeName, type EpochUnit } from './timeForms.ts';
import { toldTime } from './toldTime.ts';

/** Columns that have a type already: kept, but for nested ones and for times written as numbers. */
export async function planTyped(
  connection: Connection,
  table: RawTable,
  column: { name: string; storage: string },
  options: ReadOptions,
  warnings: Warning[],
  sql: SqlOptions,
): Promise<ColumnPlan> {
  const { name, storage } = column;
  const raw = quoteName(name);
  const missing = options.missing ?? [];
  const keep: ColumnPlan = {
    name,
    kind: 'keep',
    sql: raw,
    badSql: null,
    badReason: '',
    isMarker: () => null,
    timeFormat: null,
    times: null,
  };
  /** The plan with the markers of missing values taken out. */
  const without = (plan: ColumnPlan, isMarker: ColumnPlan['isMarker']): ColumnPlan => {
    const told = missing.length > 0 ? isMarker(missing) : null;
    return { ...plan, isMarker, sql: told === null ? plan.sql : `(CASE WHEN ${told} THEN NULL ELSE ${plan.sql} END)` };
  };
  const isSameText = (markers: readonly string[]): string => isMarkerText(`trim(CAST(${raw} AS VARCHAR))`, markers, null);
  const isSameNumber = (markers: readonly string[]): string | null => isMarkerNumber(raw, storage, markers);
  const order = toldTime(options, name);
  if (storage.startsWith('STRUCT') || storage.startsWith('MAP') || storage.startsWith('UNION') || storage.endsWith(']')) {
    warnings.push({
      code: 'nested-column',
      message: `Column "${name}" holds nested values (${storage.length > 60 ? `${storage.slice(0, 57)}…` : storage}); they are shown as JSON text.`,
      hint: 'Models take flat columns: unnest it before if it is a feature.',
      where: { column: name },
    });
    return { ...keep, kind: 'text', sql: `CAST(to_json(${raw}) AS VARCHAR)` };
  }
  if (/^(U?(BIG|HUGE)INT|U?INTEGER|DOUBLE|DECIMAL)/.test(storage)) {
    const numbers = without(keep, isSameNumber);
    if (order?.startsWith('epoch')) return epochPlan(name, numbers.sql, order as EpochUnit, isSameNumber);
    if (order === undefined && isTimeName(name)) {
      const range = await connection.row<{ min: number | null; max: number | null }>(
        `SELECT CAST(min(${numbers.sql}) AS DOUBLE) AS min, CAST(max(${numbers.sql}) AS DOUBLE) AS max FROM ${rawUnion(table, false)}`,
        sql,
      );
      const unit = range.min !== null && range.max !== null ? epochUnit(range.min, range.max) : null;
      if (unit) return epochPlan(name, numbers.sql, unit, isSameNumber);
    }
    return numbers;
  }
  if (storage === 'JSON') return without({ ...keep, kind: 'text', sql: `CAST(${raw} AS VARCHAR)` }, isSameText);
  if (/^(TIMESTAMP|DATE)/.test(storage))
    return { ...keep, timeFormat: `${storage.startsWith('DATE') ? 'date' : 'time'} as stored in the file`, times: 'iso' };
  if (/^(FLOAT|U?TINYINT|U?SMALLINT)/.test(storage)) return without(keep, isSameNumber);
  if (/^(BOOLEAN|ENUM|UUID)/.test(storage)) return without(keep, isSameText);
  if (storage === '"NULL"') return { ...keep, kind: 'text', sql: `CAST(${raw} AS VARCHAR)` };
  return without({ ...keep, kind: 'text', sql: `CAST(${raw} AS VARCHAR)` }, isSameText);
}
