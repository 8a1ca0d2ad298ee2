import type { Interval } from '../../api/schemas/common.ts';
import { intervalOf, undefinedInterval } from '../interval.ts';
import { wilson } from '../wilson.ts';

/** Rows by what either of two said of them. */
export interface PairedCounts {
  both: number;
  onlyFirst: number;
  onlySecond: number;
  neither: number;
}

/**
 * Second minus first share, of the same rows: Wilson's intervals of both shares put together with their correlation
 * (method 10 of R. G. Newcombe, "Improved confidence intervals for the difference between binomial proportions based on
 * paired data", Statistics in Medicine 17, 1998).
 */
export function pairedProportions({ both, onlyFirst, onlySecond, neither }: PairedCounts): Interval {
  const n = both + onlyFirst + onlySecond + neither;
  if (!(n > 0)) return undefinedInterval;
  const first = wilson((both + onlyFirst) / n, n);
  const second = wilson((both + onlySecond) / n, n);
  const margins = (both + onlyFirst) * (onlySecond + neither) * (both + onlySecond) * (onlyFirst + neither);
  const product = both * neither - onlyFirst * onlySecond;
  const corrected = product > 0 ? Math.max(0, product - n / 2) : product;
  const phi = margins > 0 ? corrected / Math.sqrt(margins) : 0;
  const together = (x: number, y: number): number => Math.sqrt(Math.max(0, x * x - 2 * phi * x * y + y * y));
  const [p1, l1, u1] = [first.value ?? NaN, first.low ?? NaN, first.high ?? NaN];
  const [p2, l2, u2] = [second.value ?? NaN, second.low ?? NaN, second.high ?? NaN];
  const difference = (onlySecond - onlyFirst) / n;
  return intervalOf(difference, difference - together(p2 - l2, u1 - p1), difference + together(u2 - p2, p1 - l1), [-1, 1]);
}
