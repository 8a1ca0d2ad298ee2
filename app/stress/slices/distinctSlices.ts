// Many rules say the same in other words: what is left when each is told once.
import type { SliceLoss } from '../../api/schemas/slices.ts';
import { tallyOf } from './candidates.ts';
import { testSlice } from './testSlice.ts';

export interface Judged {
  /** Its rows among the test rows, ascending. */
  members: Int32Array;
  pValue: number;
  conditions: number;
}

const level = 0.05;
const leastRows = 10;

/**
 * The surest first; each later one stays only where it tells something new: its rows outside of those told are worse than
 * what is outside of all, or, when it lies within them, it is worse than what was told around it. Of two as sure, the one of
 * fewer conditions comes first.
 */
export function distinctSlices<S extends Judged>(
  slices: readonly S[],
  about: { loss: Float64Array; kind: SliceLoss; testRows: Int32Array; most: number },
): S[] {
  const { loss, kind, testRows, most } = about;
  const told = new Uint8Array(loss.length);
  const kept: S[] = [];
  const isWorse = (inside: Int32Array, rest: Int32Array): boolean =>
    inside.length >= leastRows &&
    rest.length >= leastRows &&
    testSlice(tallyOf(loss, inside), tallyOf(loss, rest), kind).pValue <= level;
  for (const slice of [...slices].sort((a, b) => a.pValue - b.pValue || a.conditions - b.conditions)) {
    if (kept.length === most) break;
    if (kept.length > 0) {
      const own = new Set(slice.members);
      const outside = slice.members.filter((row) => told[row] === 0);
      const isNew =
        outside.length >= leastRows
          ? isWorse(
              outside,
              testRows.filter((row) => told[row] === 0 && !own.has(row)),
            )
          : isWorse(
              slice.members,
              testRows.filter((row) => told[row] === 1 && !own.has(row)),
            );
      if (!isNew) continue;
    }
    kept.push(slice);
    for (const row of slice.members) told[row] = 1;
  }
  return kept;
}
