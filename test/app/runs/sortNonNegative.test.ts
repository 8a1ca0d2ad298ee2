import { describe, expect, it } from 'vitest';
import { Random } from '../../../app/base/random.ts';
import { SegmentedValues } from '../../../app/runs/segmentedValues.ts';
import { sortNonNegative } from '../../../app/runs/sortNonNegative.ts';

describe('sorting doubles by their bits', () => {
  const random = new Random(1);
  const cases: Record<string, Float64Array> = {
    'of any size': Float64Array.from({ length: 5000 }, () => random.uniform() * 10 ** (random.integer(600) - 300)),
    'that were float32': Float64Array.from({ length: 5000 }, () => Math.fround(random.uniform())),
    'with many ties': Float64Array.from({ length: 5000 }, () => random.integer(4) / 4),
    'that are all the same': new Float64Array(100).fill(0.3),
    'at the ends of what there is': Float64Array.of(Infinity, 0, Number.MIN_VALUE, Number.MAX_VALUE, 1, 2 ** -1030),
    'of which there is none': new Float64Array(0),
  };
  for (const [name, values] of Object.entries(cases)) {
    it(`puts numbers ${name} in ascending order`, () => {
      const expected = values.slice().sort();
      expect(sortNonNegative(values, new Float64Array(values.length + 3))).toBe(true);
      expect(values).toEqual(expected);
    });
  }

  it('leaves numbers with a minus sign to others', () => {
    for (const values of [Float64Array.of(1, -1, 0), Float64Array.of(0, -0)]) {
      const before = values.slice();
      expect(sortNonNegative(values, new Float64Array(3))).toBe(false);
      expect(values).toEqual(before);
    }
  });
});

describe('values in segments', () => {
  it('are sorted segment by segment, then together, negative ones too', () => {
    const random = new Random(2);
    const parts = [9000, 10, 0, 5000].map((count, part) => Float64Array.from({ length: count }, () => random.normal() + part));
    const values = new SegmentedValues(parts.map((part) => part.length));
    parts.forEach((part, segment) => part.forEach((value) => values.put(segment, value)));
    parts.forEach((part, segment) => expect(values.sorted(segment)).toEqual(part.slice().sort()));
    const all = Float64Array.from(parts.flatMap((part) => [...part])).sort();
    expect(values.sorted(0, 4)).toEqual(all);
  });
});
