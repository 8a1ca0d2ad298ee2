import type { EditRule } from './editRule.ts';
import { isNumberColumn } from './numberStep.ts';

const factors = [
  { factor: 10, size: 1.5 },
  { factor: 100, size: 1.75 },
  { factor: 1000, size: 2 },
];

/** Another unit, or a slipped decimal point: the only edit of a number that may leave the observed range. */
export const unitError: EditRule = {
  kind: 'unit',
  title: 'Another unit: ten, a hundred or a thousand times as much, or as little',
  sizes: '1.5, 1.75 and 2',
  propose: ({ profile, isText, value }) => {
    if (!isNumberColumn(profile, isText) || typeof value !== 'number' || value === 0) return [];
    const isWhole = profile.type !== 'number';
    return factors.flatMap(({ factor, size }) => {
      const times = { to: Number((value * factor).toPrecision(15)), size, how: `times ${factor}` };
      const divided = { to: Number((value / factor).toPrecision(15)), size, how: `divided by ${factor}` };
      // A whole number that is divided is cut, as integer arithmetic does.
      if (isWhole) divided.to = Math.trunc(divided.to);
      return divided.to === value ? [times] : [times, divided];
    });
  },
};
