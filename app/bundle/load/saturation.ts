import { failedShare, mostErrors } from '../../api/loadCurve.ts';
import type { LoadResult, LoadStep } from '../../api/schemas/load.ts';

/** Twice the requests under way must answer that much more, or the server is at its limit. */
const growth = 1.05;

const rateOf = (step: LoadStep | undefined): number => step?.ratePerSecond.value ?? 0;

/** Whether the sweep is at its end: throughput grew by less than 5 % twice in a row (once may be noise), or requests fail. */
export function isSaturated(steps: readonly LoadStep[]): boolean {
  const last = steps.at(-1);
  if (last && failedShare(last) > mostErrors) return true;
  const [before, middle, now] = steps.slice(-3);
  if (steps.length < 3) return false;
  const best = rateOf(before);
  return rateOf(middle) < best * growth && rateOf(now) < best * growth;
}

/** The highest throughput without failures, and the fewest requests under way that reach 95 % of it (the knee). */
export function saturationOf(steps: readonly LoadStep[]): LoadResult['saturation'] {
  const fine = steps.filter((step) => step.mode === 'closed' && failedShare(step) <= mostErrors && rateOf(step) > 0);
  const best = fine.reduce<LoadStep | undefined>((found, step) => (rateOf(step) > rateOf(found) ? step : found), undefined);
  if (!best) return null;
  const knee = fine.find((step) => rateOf(step) * growth >= rateOf(best)) ?? best;
  return { ratePerSecond: best.ratePerSecond, concurrency: knee.concurrency ?? 1 };
}
