import { expect, it } from 'vitest';
import { Random } from '../../../app/base/random.ts';
import { countBelow, countUpTo, firstTrue } from '../../../app/base/sortedSearch.ts';

it('count as a look at every value does, ties, ends, infinities and NaN included', () => {
  const random = new Random(3);
  for (let round = 0; round < 200; round++) {
    const ascending = Float64Array.from({ length: round % 17 }, () => Math.floor(8 * random.uniform())).sort();
    for (const limit of [-1, 0, 3, 3.5, 7, 8, -Infinity, Infinity, NaN]) {
      expect(countBelow(ascending, limit)).toBe(ascending.filter((value) => value < limit).length);
      expect(countUpTo(ascending, limit)).toBe(ascending.filter((value) => value <= limit).length);
    }
  }
});

it('finds the first of which a condition holds, and n where it never does', () => {
  for (let n = 0; n < 20; n++) {
    for (let first = 0; first <= n; first++) expect(firstTrue(n, (k) => k >= first)).toBe(first);
  }
});
