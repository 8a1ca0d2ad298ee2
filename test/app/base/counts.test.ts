import { expect, it } from 'vitest';
import { count, counted } from '../../../app/base/counts.ts';

it('writes counts with thousands apart, and one of a thing without its s', () => {
  expect([count(0), count(999), count(2277), count(1_234_567)]).toEqual(['0', '999', '2,277', '1,234,567']);
  expect([counted(0, 'row'), counted(1, 'row'), counted(2277, 'row')]).toEqual(['0 rows', '1 row', '2,277 rows']);
});
