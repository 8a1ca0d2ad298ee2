import type { ReadOptions } from '../api/schemas/datasets.ts';
import { epochSql, type EpochUnit } from './timeForms.ts';

/** How one raw column becomes one of the columnar copy. */
export interface ColumnPlan {
  name: string;
  /** Of the columnar copy. `keep` = as it is in the file. */
  kind: 'keep' | 'number' | 'integer' | 'boolean' | 'datetime' | 'text';
  /** SQL over the raw columns. */
  sql: string;
  /** SQL, true for a row whose value is there and cannot be read. Null when there is none. */
  badSql: string | null;
  badReason: string;
  /** SQL, true for a row whose value is one of these markers of a missing value; null where none can be. */
  isMarker: (markers: readonly string[]) => string | null;
  timeFormat: string | null;
  /** For `ReadOptions.times`. */
  times: NonNullable<ReadOptions['times']>[string] | null;
}

/** A column of numbers that count time since 1970. */
export function epochPlan(name: string, number: string, unit: EpochUnit, isMarker: ColumnPlan['isMarker']): ColumnPlan {
  const words = { 'epoch-s': 'seconds', 'epoch-ms': 'milliseconds', 'epoch-us': 'microseconds' }[unit];
  return {
    name,
    kind: 'datetime',
    sql: epochSql(number, unit),
    badSql: null,
    badReason: 'not a number of seconds since 1970',
    isMarker,
    timeFormat: `${words} since 1970`,
    times: unit,
  };
}
