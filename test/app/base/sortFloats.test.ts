import { describe, expect, it } from 'vitest';
import { Random } from '../../../app/base/random.ts';
import { sortFloats } from '../../../app/base/sortFloats.ts';

describe('sorting doubles by their bits', () => {
  const random = new Random(1);
  const ends = [Infinity, -Infinity, 0, -0, Number.MIN_VALUE, -Number.MIN_VALUE, Number.MAX_VALUE, 1, -1, 2 ** -1030];
  const cases: Record<string, (i: number) => number> = {
    'of any size': () => random.normal() * 10 ** (random.integer(600) - 300),
    'that were float32': () => Math.fround(random.uniform()),
    'at the ends of what there is of float32': (i) => [Infinity, -Infinity, 0, -0, 2 ** -149, -(2 ** -149), 2 ** 127, 1][i % 8]!,
    'of which the last is no float32': (i) => (i === 4_999 ? -0.1 : i % 7),
    'that are whole': () => random.integer(2_000) - 1_000,
    'with many ties': () => random.integer(4) / 4,
    'that are all the same': () => -0.3,
    'at the ends of what there is': (i) => ends[i % ends.length]!,
  };
  for (const [name, number] of Object.entries(cases)) {
    it(`puts numbers ${name} in ascending order, few or many`, () => {
      for (const length of [0, 1, 999, 1_000, 5_000]) {
        const values = Float64Array.from({ length }, (_, i) => number(i));
        const expected = values.slice().sort();
        expect(sortFloats(values, new Float64Array(length + 3))).toBe(values);
        expect(values).toEqual(expected);
      }
    });
  }

  it('sorts a part of an array where it stands', () => {
    const all = Float64Array.from({ length: 3_000 }, (_, i) => -i);
    sortFloats(all.subarray(500, 2_500));
    expect([...all.subarray(498, 503)]).toEqual([-498, -499, -2_499, -2_498, -2_497]);
    expect([...all.subarray(2_497, 2_502)]).toEqual([-502, -501, -500, -2_500, -2_501]);
  });
});
