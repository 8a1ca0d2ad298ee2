import type { HardenMetric, HardenStep } from '../../api/schemas/harden.ts';
import type { Mapping } from '../../api/schemas/mapping.ts';
import { descendingOrder } from '../../metrics/sortOrder.ts';
import { cleanScenario, type Bench, type Scenario } from './bench.ts';
import { decisionGroup, type Finalist, type ProofContext } from './finalist.ts';
import { gainOf, type Cost, type JudgedRows } from './judge.ts';
import { strength, worthProving } from './proof.ts';

/** What a threshold can be chosen by; score metrics do not depend on it, precision or recall alone would give an end of the scale. */
export const thresholdMetrics: readonly HardenMetric[] = ['accuracy', 'balancedAccuracy', 'f1', 'mcc'];

const titles: Partial<Record<HardenMetric, string>> = {
  accuracy: 'accuracy',
  balancedAccuracy: 'balanced accuracy',
  f1: 'F1',
  mcc: 'Matthews correlation',
  cost: 'cost',
};

interface Counts {
  truePositives: number;
  falsePositives: number;
  positives: number;
  negatives: number;
}

/** Higher is better. */
function valueOf(
  metric: HardenMetric,
  { truePositives: tp, falsePositives: fp, positives, negatives }: Counts,
  cost: Cost,
): number {
  const fn = positives - tp;
  const tn = negatives - fp;
  switch (metric) {
    case 'cost':
      return 0 - (fp * cost.falsePositive + fn * cost.falseNegative);
    case 'balancedAccuracy':
      return tp / positives + tn / negatives;
    case 'f1':
      return tp === 0 ? 0 : (2 * tp) / (2 * tp + fp + fn);
    case 'mcc': {
      const spread = (tp + fp) * (tp + fn) * (tn + fp) * (tn + fn);
      return spread > 0 ? (tp * tn - fp * fn) / Math.sqrt(spread) : 0;
    }
    default:
      return tp + tn;
  }
}

/** The threshold with the best value on these rows, between two scores that occur; null without rows of both kinds. */
export function bestThreshold(rows: JudgedRows, positiveScores: Float64Array, metric: HardenMetric, cost: Cost): number | null {
  const usable = Array.from(positiveScores.keys()).filter((row) => Number.isFinite(positiveScores[row]));
  const scores = Float64Array.from(usable, (row) => positiveScores[row] as number);
  const weightOf = (row: number): number => rows.weight?.[row] ?? 1;
  const isPositive = (row: number): boolean => rows.actual[row] === rows.positive;
  const counts: Counts = { truePositives: 0, falsePositives: 0, positives: 0, negatives: 0 };
  for (const row of usable) counts[isPositive(row) ? 'positives' : 'negatives'] += weightOf(row);
  if (!(counts.positives > 0) || !(counts.negatives > 0)) return null;
  const order = descendingOrder(scores);
  let best = { value: -Infinity, threshold: NaN };
  for (let i = 0; i < order.length; i++) {
    const row = usable[order[i] as number] as number;
    counts[isPositive(row) ? 'truePositives' : 'falsePositives'] += weightOf(row);
    const [score, next] = [
      scores[order[i] as number] as number,
      i + 1 < order.length ? (scores[order[i + 1] as number] as number) : 0,
    ];
    if (next === score) continue;
    const value = valueOf(metric, counts, cost);
    if (value > best.value) best = { value, threshold: between(next, score) };
  }
  return Number.isNaN(best.threshold) ? null : best.threshold;
}

/** A number above `low` and not above `high` with as few digits as may be, near the middle. */
export function between(low: number, high: number): number {
  const middle = (low + high) / 2;
  for (let digits = 1; digits <= 15; digits++) {
    const rounded = Number(middle.toFixed(digits));
    if (rounded > low && rounded <= high) return rounded;
  }
  return high;
}

/** One claim a metric: the best threshold on the half that repairs are chosen on, where it helps there. */
export async function searchThresholds(
  context: ProofContext & { bench: Bench; mapping: Mapping },
  about: { metrics: readonly HardenMetric[]; requires: { ids: string[]; steps: HardenStep[] }; others: Scenario[] },
): Promise<Finalist[]> {
  const { bench, mapping } = context;
  const rows = bench.judged('search');
  const cost = context.cost ?? { falsePositive: 1, falseNegative: 1 };
  const before = await bench.answers('search', cleanScenario, about.requires.steps);
  const { positive } = rows;
  if (!before.scores || positive === null) return [];
  const scores = Float64Array.from(rows.actual, (_, row) => before.scores?.[2 * row + positive] ?? NaN);
  const finalists: Finalist[] = [];
  for (const metric of about.metrics) {
    const threshold = bestThreshold(rows, scores, metric, cost);
    if (threshold === null || threshold < 0 || threshold > 1) continue;
    const costs = context.cost ?? {
      falsePositive: mapping.decision?.falsePositiveCost ?? 1,
      falseNegative: mapping.decision?.falseNegativeCost ?? 1,
    };
    const step: HardenStep = {
      kind: 'threshold',
      decision: { threshold, falsePositiveCost: costs.falsePositive, falseNegativeCost: costs.falseNegative },
    };
    const after = await bench.answers('search', cleanScenario, [...about.requires.steps, step]);
    const { gain } = await gainOf(rows, { before, after }, { metric, cost, seed: context.seed });
    if (!(strength(gain) > worthProving)) continue;
    finalists.push({
      id: `threshold:${metric}`,
      kind: 'threshold',
      column: null,
      title: `Decision threshold ${String(threshold)} (by ${titles[metric] ?? metric})`,
      steps: [step],
      requires: about.requires,
      group: decisionGroup,
      metric,
      primary: cleanScenario,
      others: about.others,
      candidates: rows.actual.length,
    });
  }
  return finalists;
}
