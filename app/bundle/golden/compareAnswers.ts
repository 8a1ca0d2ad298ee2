// Whether an answer is the expected one, within a stated tolerance.
import { z } from 'zod';
import type { GoldenAnswer } from './expectedAnswers.ts';

export const Tolerance = z.object({
  version: z.literal(1),
  /** |got - expected| <= absolute + relative * |expected| */
  absolute: z.number().min(0),
  relative: z.number().min(0),
  note: z.string(),
});
export type Tolerance = z.infer<typeof Tolerance>;

export const goldenTolerance: Tolerance = {
  version: 1,
  absolute: 1e-5,
  relative: 1e-4,
  note:
    'Numbers may differ by absolute + relative * |expected|: other processors and batch sizes add in another order. ' +
    'A class may differ only where the two highest expected scores are that close.',
};

function close(got: number, expected: number, tolerance: Tolerance): boolean {
  return Math.abs(got - expected) <= tolerance.absolute + tolerance.relative * Math.abs(expected);
}

function isTie(expected: GoldenAnswer, got: unknown, tolerance: Tolerance): boolean {
  if (!expected.scores || typeof got !== 'string' || typeof expected.prediction !== 'string') return false;
  const other = Object.hasOwn(expected.scores, got) ? expected.scores[got] : null;
  const own = Object.hasOwn(expected.scores, expected.prediction) ? expected.scores[expected.prediction] : null;
  return (
    typeof other === 'number' && typeof own === 'number' && Math.abs(other - own) <= 2 * (tolerance.absolute + tolerance.relative)
  );
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
  return null;
}
