import type { Fault } from './fault.ts';

/** A way in which data go wrong that would make of the reference what there is now. */
export interface Cause {
  /** Of the registry of stress corruptions. */
  corruption: string;
  /** Goes on after "looks like ". */
  words: string;
  /** How far what it makes lies from what there is now. */
  left: number;
  /** The same, done to cells; null where the distributions do not tell which cell became what. */
  fault: Fault | null;
}

export interface Causes {
  /** How far the reference itself lies from it, and what of that is chance at these numbers of rows. */
  distance: number;
  chance: number;
  /** The plainest first. */
  found: Cause[];
}
