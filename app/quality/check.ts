// What a check of the data is: one file in checks/ exports one, checks/registry.ts lists them.
import type { ColumnProfile, DatasetCard } from '../api/schemas/datasets.ts';
import type { CheckInfo, QualityFinding, QualitySettings } from '../api/schemas/quality.ts';
import type { SqlOptions, Connection } from '../data/duckdb.ts';
import type { ColumnRoles } from './columnRoles.ts';
import type { ReferenceTable } from './referenceTable.ts';
import type { ScoredRun } from './scoredRun.ts';

/** What was measured of one column, label or group, before thresholds say how bad it is. */
export type Measure = Omit<QualityFinding, 'severity' | 'check' | 'id'> & {
  /** Tells findings of one check apart; the same for the same trouble. */
  key: string;
};

export interface CheckResult {
  measures: Measure[];
  /** Conditions looked at: columns, labels, statistics. */
  tested: number;
}

/** A check that has nothing to look at says why. */
export interface CheckSkipped {
  skipped: string;
}

/** All that the profile alone gives. */
export interface CheckContext {
  card: DatasetCard;
  /** The columns to look at: without those a person told this check to leave out. */
  columns: readonly ColumnProfile[];
  roles: ColumnRoles;
  settings: QualitySettings;
  /** A threshold that decides what is measured; null = never. */
  parameter: (name: string) => number | null;
}

/** Rows of a finding to keep: their 0-based numbers by SQL, with a word about each where there is one. */
export interface RowsToKeep {
  key: string;
  /** A SELECT of `row` and, if it says something of each, `note`; in the order in which they are to be shown. */
  sql: string;
}

/** With the data at hand. */
export interface DataContext extends CheckContext {
  connection: Connection;
  options: SqlOptions;
  /** FROM item with all rows, and the name of the column that holds the 0-based number of each. */
  table: { from: string; row: string; rows: number };
  reference: ReferenceTable | null;
  run: ScoredRun | null;
  seed: number;
  /** Keeps the rows of a finding (at most `mostRowsKept`), and says how they are found. */
  keepRows: (rows: RowsToKeep) => Promise<QualityFinding['rows']>;
  /** Kept as `keepRows` does, from numbers that were found in memory. */
  keepNumbers: (key: string, rows: readonly { row: number; note?: string }[]) => Promise<QualityFinding['rows']>;
}

export type CheckNeed = 'target' | 'classes' | 'time' | 'reference' | 'run';

interface CheckFacts extends Pick<CheckInfo, 'id' | 'title' | 'help' | 'measure' | 'bad'> {
  thresholds: readonly Omit<CheckInfo['thresholds'][number], 'value'>[];
  needs?: readonly CheckNeed[];
}

/** Told by the profile alone: shown before anything is run. */
export interface QuickCheck extends CheckFacts {
  quick(context: CheckContext): CheckResult | CheckSkipped;
}

export interface DataCheck extends CheckFacts {
  run(context: DataContext): Promise<CheckResult | CheckSkipped>;
}

export type QualityCheck = QuickCheck | DataCheck;

/** The thresholds that grade: strictly beyond is bad. Null = never. */
export function grades(
  unit: CheckInfo['thresholds'][number]['unit'],
  limits: { info?: number | null; warn: number | null; fail: number | null },
): CheckFacts['thresholds'] {
  const titles = { info: 'Note beyond', warn: 'Warn beyond', fail: 'Fail beyond' };
  return (['info', 'warn', 'fail'] as const).map((name) => ({
    name,
    title: titles[name],
    unit,
    default: limits[name] ?? null,
    kind: 'grade' as const,
  }));
}

/** A measure of something that holds for no rows in particular, to be completed. */
export function measureOf(given: Pick<Measure, 'key' | 'columns' | 'value' | 'message' | 'advice'> & Partial<Measure>): Measure {
  return { count: 0, share: null, rows: { kind: 'none' }, sample: null, ...given };
}
