import { expect, test } from 'vitest';
import { Random } from '../../../app/base/random.ts';
import { sortFinite } from '../../../app/base/sortFinite.ts';

const random = new Random(7);
const kinds: Record<string, () => number> = {
  'whole numbers': () => random.integer(2_000) - 1_000,
  '32-bit floats': () => Math.fround(random.normal()),
  'numbers of any size': () => random.normal() * 10 ** (random.integer(600) - 300),
  'zeros of both signs among few values': () =>
    [0, -0, 1, -1, Number.MAX_VALUE, -Number.MAX_VALUE, 5e-324, -5e-324][random.integer(8)]!,
  'one value': () => -0.1,
};

test.each(Object.keys(kinds))('sorts %s as the engine does, to the sign of zero', (kind) => {
  for (const count of [0, 1, 999, 1_000, 1_001, 50_000]) {
    const numbers = Float64Array.from({ length: count }, kinds[kind]!);
    const expected = [...numbers.slice().sort()];
    const sorted = [...sortFinite(numbers)];
    expect(sorted.every((value, i) => Object.is(value, expected[i]))).toBe(true);
    expect([...numbers]).toEqual(expected);
  }
});

test('sorts a part of an array where it stands', () => {
  const all = Float64Array.from({ length: 3_000 }, (_, i) => -i);
  sortFinite(all.subarray(500, 2_500));
  expect([...all.subarray(498, 503)]).toEqual([-498, -499, -2_499, -2_498, -2_497]);
  expect([...all.subarray(2_497, 2_502)]).toEqual([-502, -501, -500, -2_500, -2_501]);
});
