// Ticks of charts, and the widths of maps over windows.
import { expect, it } from 'vitest';
import { amountAxis, amountTicks } from '../../renderer/src/charts/chartStyle.ts';
import { nameWidthIn } from '../../renderer/src/pages/overTime/drift/stripSizes.ts';

const written = (amounts: number[]): string[] => {
  const { ticks, tickFormatter } = amountAxis(amounts);
  return ticks.map(tickFormatter);
};

it('amounts along an axis are round, all written in one way, and the largest is on it', () => {
  expect(written([16_925, 3_075])).toEqual(['0', '5,000', '10,000', '15,000', '20,000']);
  expect(written([170_000, 90_000])).toEqual(['0', '50K', '100K', '150K', '200K']);
  expect(written([0.0042])).toEqual(['0', '0.001', '0.002', '0.003', '0.004', '0.005']);
  expect([0, 4_500, 9_000, 13_500, 18_000].map(amountTicks(18_000))).toEqual(['0', '4,500', '9,000', '13,500', '18,000']);
});

it('whole amounts are at whole ticks', () => {
  expect(written([1, 0])).toEqual(['0', '1']);
  expect(written([13, 2])).toEqual(['0', '5', '10', '15']);
  expect(written([0, 0])).toEqual(['0', '1']);
  expect(written([])).toEqual(['0', '1']);
});

it('names give up width where every window then fits, and keep it where that is not enough', () => {
  expect(nameWidthIn(770, { figures: 148, windows: 18 })).toBe(190);
  expect(nameWidthIn(900, { figures: 148, windows: 18 })).toBe(192);
  expect(nameWidthIn(682, { figures: 148, windows: 18 })).toBe(192);
});
