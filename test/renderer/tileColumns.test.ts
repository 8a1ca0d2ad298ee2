import { expect, it } from 'vitest';
import { tileColumns } from '../../renderer/src/components/tileColumns.ts';

it('no one or two tiles are left alone in the last row', () => {
  expect(tileColumns(11, 1100)).toBe(4);
  expect(tileColumns(11, 1260)).toBe(6);
  expect(tileColumns(7, 1100)).toBe(4);
  expect(tileColumns(4, 1100)).toBe(5);
  expect(tileColumns(11, 200)).toBe(1);
  expect(tileColumns(11, 0)).toBeNull();
});
