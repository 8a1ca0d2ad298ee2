import { remembered } from '../../../base/remembered.ts';
import type { NumberSample } from '../samples.ts';

export interface Moments {
  mean: number;
  /** Σ (x - mean)²; exactly 0 for a constant column. */
  squares: number;
}

/**
 * Mean and sum of squared deviations in two passes, counted from the least value and with what the rounded mean is off taken out
 * again (Chan, Golub and LeVeque, The American Statistician 37, 1983, "corrected two-pass"): keeps its digits where the values
 * are large and their spread is small.
 */
export const moments = remembered(({ values, counts, n }: NumberSample): Moments => {
  const origin = values[0] ?? NaN;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (counts[i] as number) * ((values[i] as number) - origin);
  const shift = sum / n;
  let squares = 0;
  let rest = 0;
  for (let i = 0; i < values.length; i++) {
    const deviation = (values[i] as number) - origin - shift;
    squares += (counts[i] as number) * deviation * deviation;
    rest += (counts[i] as number) * deviation;
  }
  return { mean: origin + shift, squares: Math.max(0, squares - (rest * rest) / n) };
});
