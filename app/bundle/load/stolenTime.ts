// Moments in which a virtual machine stood still: its host gave the processors to others. Nothing that is measured then tells of the server.
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { ticksPerSecond } from './processUsage.ts';

/** Seconds of processor time, of all processors together, since the machine started; null where the system does not tell. */
export type ReadStolen = () => number | null;

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
  /** Requests under way at its end. */
  underWay: number;
}

/** Milliseconds of all of them. */
export function lengthOf(slices: readonly Slice[]): number {
  return slices.reduce((sum, { from, to }) => sum + to - from, 0);
}

/** More than the smallest step of the kernel's account, and than a fiftieth of the time of all processors. */
function isDisturbed({ from, to, stolen }: Slice, processors: number): boolean {
  const allowed = Math.max(1 / ticksPerSecond, (shareAllowed * processors * (to - from)) / 1000);
  return stolen > allowed * 1.001;
}

/** So many times as much as usual, and some more where that is next to nothing, is no backlog. */
const backlogTimes = 2;
const backlogMore = 4;
/** What is usual is known from so many slices on. */
const leastKnown = 3;

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

/**
 * Those in which the host took nothing to speak of, and nothing was left to do of what came while it did: after a slice in which it
 * took something, from the one on at whose beginning no more requests are under way than usual. Later slices change no earlier one.
 */
export function undisturbed(slices: readonly Slice[], processors = cpus().length): Slice[] {
  const counted: Slice[] = [];
  let isCaughtUp = true;
  for (const slice of slices) {
    if (isDisturbed(slice, processors)) isCaughtUp = false;
    else if (isCaughtUp) counted.push(slice);
    else {
      const usual = counted.length < leastKnown ? Infinity : median(counted.map(({ underWay }) => underWay));
      isCaughtUp = slice.underWay <= backlogTimes * usual + backlogMore;
    }
  }
  return counted;
}

/** Of the time of all processors. */
export function stolenShare(slices: readonly Slice[], processors = cpus().length): number {
  const stolen = slices.reduce((sum, slice) => sum + slice.stolen, 0);
  const ms = lengthOf(slices);
  return ms === 0 ? 0 : (stolen * 1000) / (ms * processors);
}
