import type { IsotonicLine } from './fitIsotonic.ts';

/** The height of the line at `at`, straight between its points and flat beyond its ends. */
export function alongLine({ x, y }: IsotonicLine, at: number): number {
  let low = 0;
  let high = x.length - 1;
  if (!(at > (x[0] as number))) return y[0] as number;
  if (at >= (x[high] as number)) return y[high] as number;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((x[middle] as number) <= at) low = middle;
    else high = middle;
  }
  const share = (at - (x[low] as number)) / ((x[high] as number) - (x[low] as number));
  return (y[low] as number) + ((y[high] as number) - (y[low] as number)) * share;
}
