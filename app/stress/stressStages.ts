// What a stress run does, the most telling first: a run that is cut short has told the most it could.
import type { Interval } from '../api/schemas/common.ts';
import { throwIfAborted } from '../base/abort.ts';
import { isAppError } from '../base/errors.ts';
import { flipRate } from './answers.ts';
import { breakingPoint } from './breakingPoint.ts';
import type { Corruption, StressColumn } from './corruption.ts';
import { evaluateDamage, type DamageBench, type DamageFigures } from './evaluateDamage.ts';
import type { Findings } from './findings.ts';
import { importanceRepeats, permutation, permutationImportance } from './importance.ts';
import type { Instability } from './instability.ts';
import { findWeakSlices } from './slices/findWeakSlices.ts';
import type { DropMeter } from './pairedDrop.ts';
import { corruptionFailed, nothingToDamage } from './stressWarnings.ts';
import type { WorkPlan } from './workPlan.ts';

/** The severity at which columns are compared. */
export const mapSeverity = 3;
/** Columns with a way to fail whose breaking point is searched, the most damaging first. */
const mostColumnPoints = 40;
/** Passes that the search for a breaking point takes, as a rule; for the time left. */
const usualSearch = 8;

export interface StressWork {
  bench: DamageBench;
  findings: Findings;
  plan: WorkPlan;
  dropOf: DropMeter;
  instability: Instability;
  /** Those that fit, with the columns they can be put on (none for those of the table). */
  fitting: { corruption: Corruption; columns: StressColumn[] }[];
  columns: StressColumn[];
  /** After each pass. `stage` in words. */
  tell: (stage: string) => void;
  /** Unexpected faults of a corruption. */
  log: (message: string, error: unknown) => void;
  signal: AbortSignal | undefined;
}

const stages = {
  first: `every corruption at severity ${String(mapSeverity)}`,
  importance: 'importance of each column',
  others: 'the other severities',
  points: 'breaking points',
  map: 'each column on its own',
  columnPoints: 'breaking points of columns',
} as const;

/** @throws CANCELLED when the signal fires; what was found until then stays in the findings */
export async function runStages(work: StressWork): Promise<void> {
  const { plan, fitting, columns } = work;
  const pairs = columnPairs(work).length;
  plan.expect(stages.first, fitting.length);
  plan.expect(stages.importance, columns.length * importanceRepeats);
  plan.expect(stages.others, fitting.length * 4);
  plan.expect(stages.points, fitting.filter(({ corruption }) => corruption.continuous).length * usualSearch);
  plan.expect(stages.map, pairs);
  plan.expect(stages.columnPoints, Math.min(mostColumnPoints, pairs) * usualSearch);

  await severities(work, 'first', [mapSeverity]);
  await importances(work);
  await severities(work, 'others', [5, 1, 2, 4]);
  await weakSlices(work);
  await points(work);
  await failureMap(work);
  await columnPoints(work);
}

/** One pass. Null where there is nothing to damage, or the corruption is at fault: then it is left out from here on. */
async function pass(
  work: StressWork,
  stage: keyof typeof stages,
  what: { corruption: Corruption; columns: StressColumn[]; amount: number },
): Promise<DamageFigures | null> {
  throwIfAborted(work.signal);
  let figures: DamageFigures | null = null;
  try {
    figures = await evaluateDamage(work.bench, what, work.signal);
  } catch (error) {
    if (isAppError(error)) throw error;
    work.log(`the corruption ${what.corruption.id} failed`, error);
    if (work.findings.warnings.every(({ message }) => message !== corruptionFailed(what.corruption).message)) {
      work.findings.warnings.push(corruptionFailed(what.corruption));
    }
  }
  work.plan.did(stages[stage]);
  work.tell(stages[stage]);
  return figures;
}

async function severities(work: StressWork, stage: 'first' | 'others', wanted: readonly number[]): Promise<void> {
  const silent: Corruption[] = [];
  for (const severity of wanted) {
    for (const { corruption, columns } of work.fitting) {
      const amount = corruption.amounts[severity - 1] as number;
      const figures = await pass(work, stage, { corruption, columns, amount });
      if (!figures) {
        silent.push(corruption);
        continue;
      }
      work.findings.addSeverity(corruption, columns, severity, figures);
      countFlips(work, corruption, severity, figures);
    }
  }
  if (stage === 'first' && silent.length > 0) {
    work.findings.warnings.push(nothingToDamage(silent));
    work.fitting = work.fitting.filter(({ corruption }) => !silent.includes(corruption));
  }
  if (stage === 'others') work.findings.unstable = work.instability.report() ?? undefined;
  work.plan.end(stages[stage]);
}

function countFlips(
  { bench, instability }: StressWork,
  corruption: Corruption,
  severity: number,
  { damage, answers }: DamageFigures,
): void {
  if (!answers) return;
  const start = performance.now();
  instability.add(corruption, severity, { damage, answers });
  bench.spent.scoreMs += performance.now() - start;
}

async function importances(work: StressWork): Promise<void> {
  const { bench, findings, plan, signal } = work;
  for (const column of work.columns) {
    const permutations = Array.from({ length: importanceRepeats }, (_, repeat) =>
      permutation(bench.model.table.rowCount, bench.draws.seedOf(`importance ${String(repeat)} ${column.name}`)),
    );
    const onShuffled = (): void => {
      plan.did(stages.importance);
      work.tell(stages.importance);
    };
    const importance = await refusedAsNull(
      permutationImportance({ model: bench.model, column, dropOf: scored(work), permutations, onShuffled, signal }),
    );
    if (importance) findings.addImportance(column.name, importance);
  }
  plan.end(stages.importance);
}

/** Of clean rows: where the model errs more than elsewhere. Takes labels. */
async function weakSlices({ bench, findings, signal, tell }: StressWork): Promise<void> {
  if (findings.about.labelled === 0) return;
  tell('weak slices');
  const start = performance.now();
  const { table, clean } = bench.model;
  const found = await findWeakSlices(table, clean, { seed: findings.about.seed, ...(signal && { signal }) });
  bench.spent.scoreMs += performance.now() - start;
  findings.slices = found.slices;
  findings.warnings.push(...found.warnings);
}

/** A model that does not take a shuffled column says nothing of its importance. */
async function refusedAsNull<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (isAppError(error) && error.code !== 'CANCELLED' && error.code !== 'STORAGE_FULL') return null;
    throw error;
  }
}

/** The drop, its time counted as scoring. */
function scored({ dropOf, bench }: StressWork): DropMeter {
  return async (answers) => {
    const start = performance.now();
    const drop = await dropOf(answers);
    bench.spent.scoreMs += performance.now() - start;
    return drop;
  };
}

async function points(work: StressWork): Promise<void> {
  const { findings } = work;
  const { floor, higherIsBetter, metric } = findings.about;
  if (isReached(work)) {
    const worstFirst = work.fitting
      .filter(({ corruption }) => corruption.continuous)
      .sort((a, b) => findings.jointDrop(b.corruption, 5) - findings.jointDrop(a.corruption, 5));
    for (const { corruption, columns } of worstFirst) {
      const point = await breakingPoint({
        amounts: corruption.amounts,
        floor: floor as number,
        higherIsBetter,
        scoreAt: async (amount) => {
          const severity = corruption.amounts.indexOf(amount) + 1;
          const known = severity > 0 ? findings.severity(corruption, severity) : undefined;
          return known?.score ?? (await pass(work, 'points', { corruption, columns, amount }))?.score ?? null;
        },
        words: { metric, says: (amount) => corruption.says(amount, placeOf(corruption, columns)) },
      });
      if (point) findings.addBreakingPoint(corruption, point);
    }
  }
  work.plan.end(stages.points);
}

/** Where the damage is, as `says` takes it: ` in "Speed"`. */
export function placeOf({ reach }: Corruption, columns: readonly StressColumn[]): string {
  if (reach.of === 'table') return '';
  return columns.length === 1
    ? ` in "${columns[0]?.name ?? ''}"`
    : ` in ${columns.length === 2 ? 'both' : `all ${String(columns.length)}`} fitting columns`;
}

/** There is a floor, and clean data are on its good side. */
function isReached({ findings }: StressWork): boolean {
  const { floor, clean, higherIsBetter } = findings.about;
  if (floor === null || clean.value === null) return false;
  return higherIsBetter ? clean.value > floor : clean.value < floor;
}

function columnPairs({ fitting, columns }: StressWork): { corruption: Corruption; column: StressColumn }[] {
  return fitting.flatMap(({ corruption, columns: fits }) =>
    corruption.reach.of === 'table'
      ? []
      : columns.filter((column) => fits.includes(column)).map((column) => ({ corruption, column })),
  );
}

/** Each column in each way: what matters most, damaged in the way that hurts most, comes first. */
async function failureMap(work: StressWork): Promise<void> {
  const { findings, bench } = work;
  const weight = ({ corruption, column }: { corruption: Corruption; column: StressColumn }): number =>
    Math.max(0, findings.importance(column.name)) * Math.max(0, findings.jointDrop(corruption, mapSeverity));
  const pairs = columnPairs(work)
    .map((pair, at) => ({ ...pair, at, weight: weight(pair) }))
    .sort((a, b) => b.weight - a.weight || a.at - b.at);
  const dropOf = scored(work);
  work.plan.expect(stages.map, pairs.length);
  for (const { corruption, column } of pairs) {
    const amount = corruption.amounts[mapSeverity - 1] as number;
    const figures = await pass(work, 'map', { corruption, columns: [column], amount });
    if (!figures) continue;
    findings.addFailure(column.name, {
      mode: corruption.id,
      severity: mapSeverity,
      drop: figures.answers ? await dropOf(figures.answers) : { value: null, low: null, high: null },
      flipRate: figures.answers ? flipRate(bench.model.clean, figures.answers) : figures.flipRate,
      ...(figures.refused !== undefined && { refused: figures.refused }),
    });
  }
  work.plan.end(stages.map);
}

/** Of the columns and ways whose damage is beyond chance at that severity, the worst first. */
async function columnPoints(work: StressWork): Promise<void> {
  const { findings, plan } = work;
  const { floor, higherIsBetter, metric } = findings.about;
  const sure = findings
    .failures()
    .filter(({ failure }) => (failure.drop.low ?? 0) > 0)
    .sort((a, b) => (b.failure.drop.value ?? 0) - (a.failure.drop.value ?? 0))
    .flatMap(({ column, failure }) => {
      const corruption = work.fitting.find((one) => one.corruption.id === failure.mode)?.corruption;
      const found = work.columns.find(({ name }) => name === column);
      return corruption?.continuous && found ? [{ corruption, column: found, failure }] : [];
    })
    .slice(0, mostColumnPoints);
  plan.expect(stages.columnPoints, isReached(work) ? sure.length * usualSearch : 0);
  for (const { corruption, column, failure } of isReached(work) ? sure : []) {
    const scoreAt = async (amount: number): Promise<Interval | null> =>
      (await pass(work, 'columnPoints', { corruption, columns: [column], amount }))?.score ?? null;
    const words = { metric, says: (amount: number) => corruption.says(amount, placeOf(corruption, [column])) };
    const point = await breakingPoint({ amounts: corruption.amounts, floor: floor as number, higherIsBetter, scoreAt, words });
    if (point) findings.addFailure(column.name, { ...failure, breakingPoint: point });
  }
  plan.end(stages.columnPoints);
}
