import type { NumberSample } from '../samples.ts';

/**
 * Goes through the distinct values of both samples together, ascending, in one pass without memory of its own.
 * @param visit gets a value and how often it is in the reference and in the current sample
 */
export function walkPooled(
  reference: NumberSample,
  current: NumberSample,
  visit: (value: number, inReference: number, inCurrent: number) => void,
): void {
  const [first, second] = [reference.values, current.values];
  let i = 0;
  let j = 0;
  while (i < first.length || j < second.length) {
    // Past the end of one sample the comparison with Infinity keeps taking the other: samples are finite.
    const x = i < first.length ? (first[i] as number) : Infinity;
    const y = j < second.length ? (second[j] as number) : Infinity;
    if (x < y) visit(x, reference.counts[i++] as number, 0);
    else if (y < x) visit(y, 0, current.counts[j++] as number);
    else visit(x, reference.counts[i++] as number, current.counts[j++] as number);
  }
}
