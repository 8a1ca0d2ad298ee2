// Whether an answer is the expected one, within a stated tolerance.
import { z } from 'zod';
import type { PreparationPlan } from '../../api/schemas/mapping.ts';
import { Abstain } from '../../api/schemas/repairs.ts';
import type { GoldenAnswer } from './expectedAnswers.ts';

export const Tolerance = z.object({
  version: z.literal(1),
  /** |got - expected| <= absolute + relative * |expected| */
  absolute: z.number().min(0),
  relative: z.number().min(0),
  note: z.string(),
  /** What tells the classes apart, where it is not the highest score. */
  decision: z.object({ positive: z.string(), threshold: z.number() }).optional(),
  /** The scores at which an answer is marked as unsure or not. */
  abstain: Abstain.optional(),
});
export type Tolerance = z.infer<typeof Tolerance>;

const numbersMayDiffer =
  'Numbers may differ by absolute + relative * |expected|: other processors and batch sizes add in another order.';

export function goldenTolerance(plan: Pick<PreparationPlan, 'positive' | 'threshold' | 'abstain'>): Tolerance {
  const { positive, threshold, abstain } = plan;
  const bounds = { version: 1, absolute: 1e-5, relative: 1e-4, ...(abstain && { abstain }) } as const;
  if (threshold === undefined || positive === null) {
    return {
      ...bounds,
      note: `${numbersMayDiffer} A class may differ only where the two highest expected scores are that close.`,
    };
  }
  return {
    ...bounds,
    note: `${numbersMayDiffer} A class may differ only where the expected score of ${positive} is that close to the threshold.`,
    decision: { positive, threshold },
  };
}

function close(got: number, expected: number, tolerance: Tolerance): boolean {
  return Math.abs(got - expected) <= tolerance.absolute + tolerance.relative * Math.abs(expected);
}

function isTie(expected: GoldenAnswer, got: unknown, tolerance: Tolerance): boolean {
  if (!expected.scores || typeof got !== 'string' || typeof expected.prediction !== 'string') return false;
  const { decision } = tolerance;
  if (decision) {
    const score = Object.hasOwn(expected.scores, decision.positive) ? expected.scores[decision.positive] : null;
    return typeof score === 'number' && close(decision.threshold, score, tolerance) && Object.hasOwn(expected.scores, got);
  }
  const other = Object.hasOwn(expected.scores, got) ? expected.scores[got] : null;
  const own = Object.hasOwn(expected.scores, expected.prediction) ? expected.scores[expected.prediction] : null;
  return (
    typeof other === 'number' && typeof own === 'number' && Math.abs(other - own) <= 2 * (tolerance.absolute + tolerance.relative)
  );
}

/** Whether any expected score is so close to the limit of the gate that the mark may differ. */
function isAtGate({ scores }: GoldenAnswer, tolerance: Tolerance): boolean {
  const { abstain } = tolerance;
  if (!abstain || !scores) return false;
  const limit = abstain.kind === 'confidence' ? abstain.least : 1 - abstain.quantile;
  return Object.values(scores).some((score) => score !== null && close(limit, score, tolerance));
}

/** What is wrong with the answer, in words, or null. */
export function answerDifference(got: unknown, expected: GoldenAnswer, tolerance: Tolerance): string | null {
  if (typeof got !== 'object' || got === null || !('prediction' in got))
    return `is not a prediction: ${JSON.stringify(got)?.slice(0, 80)}`;
  const { prediction } = got;
  const bothNumbers = typeof prediction === 'number' && typeof expected.prediction === 'number';
  const same = bothNumbers ? close(prediction, expected.prediction as number, tolerance) : prediction === expected.prediction;
  if (!same && !isTie(expected, prediction, tolerance)) {
    return `predicts ${JSON.stringify(prediction)} instead of ${JSON.stringify(expected.prediction)}`;
  }
  if (!expected.scores) return null;
  const scores = 'scores' in got ? (got.scores as Record<string, unknown> | null) : null;
  for (const [label, value] of Object.entries(expected.scores)) {
    const found = scores && Object.hasOwn(scores, label) ? scores[label] : undefined;
    const fits = typeof value === 'number' && typeof found === 'number' ? close(found, value, tolerance) : found === value;
    if (!fits) return `gives ${label} the score ${JSON.stringify(found)} instead of ${JSON.stringify(value)}`;
  }
  const mark = 'abstained' in got ? got.abstained : undefined;
  if (mark !== expected.abstained && !(typeof mark === 'boolean' && isAtGate(expected, tolerance))) {
    return `is marked as ${mark === true ? 'unsure' : 'sure'} instead of ${expected.abstained === true ? 'unsure' : 'sure'}`;
  }
  return null;
}
