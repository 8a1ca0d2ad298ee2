import { countUpTo } from '../../base/sortedSearch.ts';
import type { IsotonicLine } from './fitIsotonic.ts';

/** The height of the line at `at`, straight between its points and flat beyond its ends. */
export function alongLine({ x, y }: IsotonicLine, at: number): number {
  const last = x.length - 1;
  if (!(at > (x[0] as number))) return y[0] as number;
  if (at >= (x[last] as number)) return y[last] as number;
  const next = countUpTo(x, at);
  const [x0, x1] = [x[next - 1] as number, x[next] as number];
  const [y0, y1] = [y[next - 1] as number, y[next] as number];
  return y0 + (y1 - y0) * ((at - x0) / (x1 - x0));
}
