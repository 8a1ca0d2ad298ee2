import { describe, expect, it } from 'vitest';
import { Random } from '../../../app/base/random.ts';
import { SegmentedValues } from '../../../app/runs/segmentedValues.ts';

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
