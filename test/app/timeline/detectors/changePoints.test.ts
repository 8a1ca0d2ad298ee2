import { expect, test } from 'vitest';
import { Random } from '../../../../app/base/random.ts';
import { changePoints } from '../../../../app/timeline/detectors/changePoints.ts';

function noisy(levels: readonly (readonly [number, number])[], sd: number, seed: number): number[] {
  const random = new Random(seed);
  return levels.flatMap(([count, level]) => Array.from({ length: count }, () => level + sd * random.normal()));
}

test('by itself it finds the changes that are there, and seldom one that is not', () => {
  const found = changePoints(noisy([[40, 0.1] as const, [30, 0.2] as const, [50, 0.12] as const], 0.01, 1), null);
  expect(found.changes).toEqual([40, 70]);
  [0.1, 0.2, 0.12].forEach((mean, i) => expect(found.segments[i]?.mean).toBeCloseTo(mean, 2));
  expect(Math.sqrt(found.variance)).toBeCloseTo(0.01, 2);
  expect(found.penalty).toBeCloseTo(2 * found.variance * Math.log(120), 12);
  const falsely = Array.from({ length: 200 }, (_, seed) => changePoints(noisy([[100, 0] as const], 1, 100 + seed), null));
  expect(falsely.filter(({ changes }) => changes.length > 0).length).toBeLessThan(45);
});

test('weights say how sure a value is: one of few rows is no change', () => {
  const values = [0.1, 0.11, 0.1, 0.9, 0.09, 0.1, 0.11, 0.1];
  const weights = [1000, 1000, 1000, 1, 1000, 1000, 1000, 1000];
  expect(changePoints(values, weights, { minLength: 1 }).changes).toEqual([]);
  expect(changePoints(values, null, { minLength: 1 }).changes).toEqual([3, 4]);
});

test('values without weight or number are passed over, places stay those of the series', () => {
  const values = [NaN, 0, 0, 0, NaN, 0, 5, 5, 7, 5, 5, NaN];
  const weights = [1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1];
  const { changes, segments } = changePoints(values, weights);
  expect(changes).toEqual([6]);
  expect(segments).toEqual([
    { start: 0, end: 6, mean: 0 },
    { start: 6, end: 12, mean: 5 },
  ]);
});

test('empty, single and constant series have no change', () => {
  expect(changePoints([], null)).toEqual({ changes: [], segments: [], cost: 0, penalty: 0, variance: 0 });
  expect(changePoints([3], null).segments).toEqual([{ start: 0, end: 1, mean: 3 }]);
  expect(changePoints(new Array<number>(50).fill(0.1), null)).toMatchObject({ changes: [], cost: 0 });
  expect(() => changePoints([1, 2], null, { minLength: 0 })).toThrow('cannot have at least 0 values');
});
