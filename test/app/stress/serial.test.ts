import { expect, it } from 'vitest';
import type { Column } from '../../../app/base/columns.ts';
import { Random } from '../../../app/base/random.ts';
import { isSeries } from '../../../app/stress/serial.ts';
import { feature, numbers, tableOf, texts } from './damageTable.ts';

const random = new Random(4);
const rows = 400;
const drawn = Array.from({ length: rows }, () => random.uniform());
const walk = drawn.map(
  (
    (sum) => (step) =>
      (sum += step - 0.5)
  )(0),
);
const middle = [...walk].sort((a, b) => a - b)[rows / 2] as number;
const phase = walk.map((value) => (value > middle ? 'up' : 'down'));
const names = drawn.map((value) => ['a', 'b', 'c'][Math.floor(3 * value)]);

function series(column: Column, time: Float64Array | null = Float64Array.from({ length: rows }, (_, i) => i)): boolean {
  const made = feature('x', column, column.kind === 'text' ? 'category' : 'number');
  return isSeries(made, { ...tableOf({ features: [made] }), time });
}

it('a walk is a series, draws are none; numbers and texts alike', () => {
  expect(series(numbers(walk))).toBe(true);
  expect(series(texts(phase))).toBe(true);
  expect(series(numbers(drawn))).toBe(false);
  expect(series(texts(names))).toBe(false);
});

it('it is time that orders, not the place in the table; without time there is no series', () => {
  const order = Float64Array.from(drawn);
  const byTime = [...drawn.keys()].sort((a, b) => (order[a] as number) - (order[b] as number));
  const shuffled: number[] = [];
  byTime.forEach((row, at) => (shuffled[row] = walk[at] as number));
  expect(series(numbers(shuffled))).toBe(false);
  expect(series(numbers(shuffled), order)).toBe(true);
  expect(series(numbers(walk), null)).toBe(false);
});

it('missing cells, a column of one value and too few rows tell nothing', () => {
  expect(series(numbers(walk.map((value, at) => (at % 3 === 0 ? undefined : value))))).toBe(true);
  expect(series(numbers(walk.map(() => 7)))).toBe(false);
  expect(series(texts(walk.map(() => 'same')))).toBe(false);
  expect(series(numbers(walk.map((value, at) => (at < 370 ? undefined : value))))).toBe(false);
});
