// What a threshold would have given, from the counts the engine made: nothing is asked while the slider moves.
import type { RunReport, ThresholdTable } from '../../../../../app/api/schemas/runs';

/** What a wrong row costs, in any unit. */
export interface Costs {
  falsePositive: number;
  falseNegative: number;
}

export interface Counts {
  truePositives: number;
  falsePositives: number;
  falseNegatives: number;
  trueNegatives: number;
}

export interface ThresholdFigures extends Counts {
  /** Null where nothing is predicted positive, as in the figures of a run. */
  precision: number | null;
  recall: number | null;
  f1: number | null;
  accuracy: number | null;
  /** Of the rows that are not positive, the share predicted positive. */
  falseAlarms: number | null;
  /** Of all labelled rows, the share predicted positive. */
  share: number | null;
  cost: number;
}

/** Where a threshold lies in the table: at the first one that is not below it, which decides alike if no score lies between. */
export function stepOf(table: ThresholdTable, threshold: number): { index: number; isExact: boolean } {
  const { thresholds } = table;
  let low = 0;
  let high = thresholds.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((thresholds[middle] ?? 1) < threshold) low = middle + 1;
    else high = middle;
  }
  return { index: low, isExact: table.complete || thresholds[low] === threshold };
}

export function countsAt(table: ThresholdTable, index: number): Counts {
  const truePositives = table.truePositives[index] ?? 0;
  return {
    truePositives,
    falsePositives: table.falsePositives[index] ?? 0,
    falseNegatives: Math.max(0, table.positives - truePositives),
    trueNegatives: table.trueNegatives[index] ?? 0,
  };
}

/** `negatives`: all labelled rows that are not positive, those with a label the model does not know included. */
export function figuresOf(counts: Counts, costs: Costs, negatives: number): ThresholdFigures {
  const { truePositives, falsePositives, falseNegatives, trueNegatives } = counts;
  const positives = truePositives + falseNegatives;
  const all = positives + negatives;
  const part = (some: number, of: number): number | null => (of > 0 ? some / of : null);
  return {
    ...counts,
    precision: part(truePositives, truePositives + falsePositives),
    recall: part(truePositives, positives),
    f1: part(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives),
    accuracy: part(truePositives + trueNegatives, all),
    falseAlarms: part(falsePositives, negatives),
    share: part(truePositives + falsePositives, all),
    cost: falsePositives * costs.falsePositive + falseNegatives * costs.falseNegative,
  };
}

/** What a round threshold may cost more than the best one and still be preferred: less is within what chance gives. */
const roundingCost = 1.01;

/**
 * Of the lowest cost; of those the one that gets most rows right; of those the one nearest to 0.5. A multiple of 0.001 is taken
 * instead of a score unless it costs over 1 % more: a threshold can be said, and few rows lie between.
 */
export function recommendedStep(table: ThresholdTable, costs: Costs): number {
  const all = table.thresholds.map((_, index) => index);
  const best = bestOf(all, table, costs);
  const round = bestOf(
    all.filter((index) => isRound(table.thresholds[index] ?? 0)),
    table,
    costs,
  );
  return round !== null && best !== null && costAt(table, round, costs) > roundingCost * costAt(table, best, costs)
    ? best
    : (round ?? best ?? 0);
}

function isRound(threshold: number): boolean {
  return Math.round(threshold * 1000) / 1000 === threshold;
}

function costAt(table: ThresholdTable, index: number, costs: Costs): number {
  return figuresOf(countsAt(table, index), costs, table.negatives).cost;
}

function bestOf(steps: readonly number[], table: ThresholdTable, costs: Costs): number | null {
  let best: number | null = null;
  let rank: number[] = [];
  for (const index of steps) {
    const { truePositives, trueNegatives } = countsAt(table, index);
    const fromHalf = Math.abs((table.thresholds[index] ?? 0) - 0.5);
    const next = [costAt(table, index, costs), -(truePositives + trueNegatives), fromHalf];
    if (best === null || isBefore(next, rank)) {
      best = index;
      rank = next;
    }
  }
  return best;
}

function isBefore(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at >= 0 && (a[at] ?? 0) < (b[at] ?? 0);
}

/** The run as it is, in the same counts: whatever decided its classes. */
export function countsOfRun(report: RunReport, positive: string): Counts | null {
  const { confusion } = report;
  const at = confusion?.labels.indexOf(positive) ?? -1;
  if (!confusion || at < 0) return null;
  const cell = (row: number, column: number): number => confusion.counts[row]?.[column] ?? 0;
  const labels = confusion.labels.map((_, index) => index);
  const others = labels.filter((index) => index !== at);
  const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
  return {
    truePositives: cell(at, at),
    falsePositives: sum(others.map((row) => cell(row, at))),
    falseNegatives: sum(others.map((column) => cell(at, column))),
    // A label the model does not know is never right.
    trueNegatives: sum(others.map((index) => cell(index, index))),
  };
}

const drawnPoints = 250;

/** Indices of the steps to draw: evenly through the table, which is dense where the scores are. */
export function drawnSteps(table: ThresholdTable): number[] {
  const last = table.thresholds.length - 1;
  const every = Math.max(1, Math.ceil(last / drawnPoints));
  return table.thresholds.map((_, index) => index).filter((index) => index % every === 0 || index === last);
}
