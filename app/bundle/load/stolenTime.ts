// Moments in which a virtual machine stood still: its host gave the processors to others. Nothing that is measured then tells of the server.
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** Seconds of processor time, of all processors together, since the machine started; null where the system does not tell. */
export type ReadStolen = () => number | null;

/** Fixed by Linux for what it tells programs. */
const ticksPerSecond = 100;
const shareAllowed = 0.02;

/** Out of the text of /proc/stat: the eighth figure of the line of all processors (steal, proc_stat(5)). */
export function stolenOf(stat: string): number | null {
  const ticks = /^cpu +(?:\d+ ){7}(\d+)/.exec(stat)?.[1];
  return ticks === undefined ? null : Number(ticks) / ticksPerSecond;
}

/** Of this machine. Only Linux tells it. */
export function stolenSeconds(): number | null {
  if (process.platform !== 'linux') return null;
  try {
    return stolenOf(readFileSync('/proc/stat', 'utf8'));
  } catch {
    return null;
  }
}

/** A stretch of a step, in milliseconds of its clock. */
export interface Slice {
  from: number;
  to: number;
  /** Seconds of processor time that the host took meanwhile. */
  stolen: number;
}

/** More than the smallest step of the kernel's account, and than a fiftieth of the time of all processors. */
function isDisturbed({ from, to, stolen }: Slice, processors: number): boolean {
  const allowed = Math.max(1 / ticksPerSecond, (shareAllowed * processors * (to - from)) / 1000);
  return stolen > allowed * 1.001;
}

/** Those in which the host took nothing to speak of, and in the one before neither: what waited then is still being worked off. */
export function undisturbed(slices: readonly Slice[], processors = cpus().length): Slice[] {
  const free = slices.map((slice) => !isDisturbed(slice, processors));
  return slices.filter((_, at) => free[at] && (at === 0 || free[at - 1]));
}

/** Of the time of all processors. */
export function stolenShare(slices: readonly Slice[], processors = cpus().length): number {
  const [stolen, ms] = slices.reduce(([a, b], slice) => [a + slice.stolen, b + slice.to - slice.from], [0, 0]);
  return ms === 0 ? 0 : (stolen * 1000) / (ms * processors);
}
