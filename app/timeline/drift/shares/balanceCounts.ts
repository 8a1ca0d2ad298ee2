import type { CountPair } from './countPair.ts';
import { roundHalfEven } from '../../../base/roundHalfEven.ts';

/** The larger sample scaled down to the size of the smaller; counts are then no longer whole. */
export function balanceSizes(reference: Float64Array, current: Float64Array): CountPair {
  const [first, second] = [total(reference), total(current)];
  return {
    reference: first > second ? reference.map((count) => count * (second / first)) : reference,
    current: second > first ? current.map((count) => count * (first / second)) : current,
  };
}

/**
 * The samples as if every category were as frequent in the reference: each has the same count there, and in current that count
 * times how much more frequent it has become, (current + 1) / (reference + 1) at equal sizes; current then scaled to the size of
 * the reference. One more of each keeps categories without rows from infinity. Deepchecks' definition, whole counts.
 */
export function balanceClasses(reference: Float64Array, current: Float64Array): CountPair {
  const sized = balanceSizes(reference, current);
  const each = Math.floor((total(sized.current) + current.length) / current.length);
  const changed = sized.current.map((count, i) => roundHalfEven(each * ((count + 1) / ((sized.reference[i] as number) + 1))));
  const scale = (each * current.length) / total(changed);
  return {
    reference: new Float64Array(current.length).fill(each),
    current: changed.map((count) => roundHalfEven(count * scale)),
  };
}

function total(counts: Float64Array): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
