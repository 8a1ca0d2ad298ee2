import { availableParallelism, loadavg } from 'node:os';

/** A journey tells waiting from being at work; how fast exactly is measured by the bench, on a machine of its own. */
const slack = 3;

/** Milliseconds that something promised within so many seconds may take here: longer on a machine that others use too. */
export function withinSeconds(seconds: number): number {
  const waiting = (loadavg()[0] ?? 0) / availableParallelism();
  return 1000 * seconds * slack * Math.max(1, waiting);
}
