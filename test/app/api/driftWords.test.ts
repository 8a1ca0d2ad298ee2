import { expect, it } from 'vitest';
import { damageWords } from '../../../app/api/driftWords.ts';

it.each([
  ['accuracy', { value: 0.0213, low: null, high: null }, 'Accuracy lower by 0.0213'],
  ['accuracy', { value: -0.0013, low: null, high: null }, 'Accuracy higher by 0.0013'],
  ['accuracy', { value: -0.0013, low: -0.004, high: 0.001 }, 'Accuracy higher by 0.0013 (-0.001 to 0.004)'],
  ['mae', { value: 2, low: 1, high: 3 }, 'Mean absolute error higher by 2 (1 to 3) in the unit of the label'],
  ['mae', { value: -2, low: -3, high: -1 }, 'Mean absolute error lower by 2 (1 to 3) in the unit of the label'],
] as const)('tells what the drift of a column costs, or gains: %s %j', (metric, damage, words) => {
  expect(damageWords(metric, damage, String)).toBe(words);
});
