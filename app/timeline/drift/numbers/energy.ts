import type { DriftTest, NumberSample } from '../samples.ts';
import { walkPooled } from './walkPooled.ts';

/**
 * Energy distance √(2 ∫ (F - G)²), in the square root of the column's unit (Székely and Rizzo; as scipy's `energy_distance`).
 * 0 for equal samples, √(2 |a - b|) for two constant columns. It has no p-value.
 */
export const energy: DriftTest<NumberSample> = {
  name: 'energy',
  title: 'Energy distance',
  explains: 'How far the two distribution functions lie apart, squared gaps summed over the range of values.',
  compare(reference, current) {
    let area = 0;
    let gap = 0;
    let before = NaN;
    let [below, belowCurrent] = [0, 0];
    walkPooled(reference, current, (value, inReference, inCurrent) => {
      if (gap !== 0) area += gap * gap * (value - before);
      below += inReference;
      belowCurrent += inCurrent;
      gap = below / reference.n - belowCurrent / current.n;
      before = value;
    });
    return { score: Math.sqrt(2 * area), pValue: null };
  },
};
