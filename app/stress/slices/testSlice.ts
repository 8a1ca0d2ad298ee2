// Is a part of the data worse than the rest? Asked on rows it was not found on.
import type { Interval } from '../../api/schemas/common.ts';
import type { SliceLoss } from '../../api/schemas/slices.ts';
import { fisherUpper } from '../../metrics/fisherExact.ts';
import { meanInterval } from '../../metrics/meanInterval.ts';
import type { MeanTally } from '../../metrics/meanTally.ts';
import { shareDifference } from '../../metrics/figureDifference.ts';
import { welch } from '../../metrics/welch.ts';
import { wilson } from '../../metrics/wilson.ts';

export interface SliceTest {
  loss: Interval;
  restLoss: Interval;
  difference: Interval;
  /** One-sided, of no difference. */
  pValue: number;
}

/** Right and wrong have an exact test; for sizes Welch's does, which for losses with a long upper tail errs to the careful side. */
export function testName(loss: SliceLoss): string {
  return loss === 'error' ? 'Fisher’s exact test, one-sided' : 'Welch’s t test, one-sided';
}

export function testSlice(inside: MeanTally, rest: MeanTally, loss: SliceLoss): SliceTest {
  if (loss !== 'error') {
    const { difference, upperPValue } = welch(inside, rest);
    return { loss: meanInterval(inside), restLoss: meanInterval(rest), difference, pValue: upperPValue };
  }
  const [ofSlice, ofRest] = [wilson(inside.mean, inside.rows), wilson(rest.mean, rest.rows)];
  const hits = Math.round(inside.mean * inside.rows);
  const marked = hits + Math.round(rest.mean * rest.rows);
  return {
    loss: ofSlice,
    restLoss: ofRest,
    difference: shareDifference(ofSlice, ofRest),
    pValue: inside.rows > 0 ? fisherUpper(hits, inside.rows, { marked, rows: inside.rows + rest.rows }) : 1,
  };
}
