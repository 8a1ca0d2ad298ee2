import type { LintCheck, LintFinding, LintSettings } from '../../api/schemas/lint.ts';
import type { PreparationPlan } from '../../api/schemas/mapping.ts';
import type { ProviderName } from '../../api/schemas/runs.ts';
import type { ColumnBatch } from '../../base/columns.ts';
import { AppError } from '../../base/errors.ts';
import type { Session } from '../../inference/runtime.ts';
import { readOutputs, type PredictionBatch } from '../../prepare/predictions.ts';
import { createPreparer, type PreparedBatch } from '../../prepare/preparer.ts';
import { runPrepared } from '../../inference/runPrepared.ts';
import { takeRows } from '../columnRows.ts';
import { rowModel } from '../probe/rowModel.ts';
import type { StressTable } from '../stressTable.ts';

/** Sampled rows that the model answers, and the session they were answered by. */
export interface LintContext {
  session: Session;
  plan: PreparationPlan;
  /** The rows, with everything that corruptions need. */
  table: StressTable;
  rows: ColumnBatch;
  /** 1-based, of the dataset. */
  rowNumbers: readonly number[];
  prepared: PreparedBatch;
  clean: PredictionBatch;
  settings: LintSettings;
  signal: AbortSignal;
  /** `noCpuFallback`: refuse where an operator would have to run on the CPU. */
  openSession(provider: Exclude<ProviderName, 'auto'>, options?: { noCpuFallback: boolean }): Promise<Session>;
}

/** What a check saw: nothing (`findings` empty, `summary` says what was looked at), or why it cannot look. */
export type Look = Pick<LintCheck, 'summary' | 'findings'> | { skipped: string };

export interface LintRule {
  id: string;
  title: string;
  /** Why it matters, for somebody who has never heard of it. */
  help: string;
  look(context: LintContext): Promise<Look>;
}

/** The rows of the table that get an answer as they are. @throws DATA_INVALID where none does */
export async function lintContext(
  given: Pick<LintContext, 'session' | 'plan' | 'table' | 'settings' | 'signal' | 'openSession'>,
): Promise<LintContext> {
  const { session, plan, table } = given;
  const preparer = createPreparer(plan);
  const all: ColumnBatch = {
    firstRow: 0,
    rowCount: table.rowCount,
    columns: Object.fromEntries(
      preparer.columns.map((name) => [name, table.columns.get(name) as ColumnBatch['columns'][string]]),
    ),
  };
  const answers = await rowModel(session, plan).run(all);
  const answered = Int32Array.from(
    Array.from({ length: table.rowCount }, (_, row) => row).filter((row) => isAnswered(answers, row)),
  );
  if (answered.length === 0) {
    throw new AppError('DATA_INVALID', 'The model answers none of the sampled rows, so that there is nothing to look at.', {
      hint: 'Look at the mapping: missing values that are refused, or values that do not fit their inputs.',
    });
  }
  const rows = takeRows(all, answered);
  const prepared = preparer.prepare(rows);
  return {
    ...given,
    rows,
    rowNumbers: [...answered].map((row) => (table.rowNumbers[row] as number) + 1),
    prepared,
    clean: readOutputs(plan, await runPrepared(session, plan, prepared), prepared.rowCount, prepared.rejected),
  };
}

export function isAnswered({ classIndex, values }: PredictionBatch, row: number): boolean {
  return classIndex ? (classIndex[row] ?? -1) >= 0 : Number.isFinite(values?.[row] ?? NaN);
}

/** A finding with no place and no rows, unless given. */
export function finding(
  given: Omit<LintFinding, 'rows' | 'evidence'> & Partial<Pick<LintFinding, 'rows' | 'evidence'>>,
): LintFinding {
  return { rows: [], evidence: [], ...given };
}

/** "a, b, c and 5 more". */
export function listed(names: readonly string[], most = 6): string {
  if (names.length <= most) return names.join(', ');
  return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}
