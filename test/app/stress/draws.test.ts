import { expect, it } from 'vitest';
import { Draws } from '../../../app/stress/draws.ts';

const rows = Float64Array.from({ length: 20_000 }, (_, row) => row);

function moments(values: ArrayLike<number>): { mean: number; variance: number; kurtosis: number } {
  const all = Array.from(values);
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
  const central = (power: number): number => all.reduce((sum, value) => sum + (value - mean) ** power, 0) / all.length;
  return { mean, variance: central(2), kurtosis: central(4) / central(2) ** 2 };
}

function correlation(one: ArrayLike<number>, other: ArrayLike<number>): number {
  const [a, b] = [moments(one), moments(other)];
  const both = Array.from(one, (value, i) => (value - a.mean) * ((other[i] as number) - b.mean));
  return moments(both).mean / Math.sqrt(a.variance * b.variance);
}

it('gives a row the same number whatever rows are with it', () => {
  const whole = new Draws(3, rows);
  const part = new Draws(3, Float64Array.of(17, 4, 2 ** 40));
  expect(part.uniform('Speed')[0]).toBe(whole.uniform('Speed')[17]);
  expect(part.normal('Speed')[1]).toBe(whole.normal('Speed')[4]);
  expect(part.second('Speed', 'side')(0)).toBe(whole.second('Speed', 'side')(17));
  expect(part.uniform('Speed')[2]).not.toBe(new Draws(3, Float64Array.of(2 ** 41)).uniform('Speed')[0]);
});

it('has uniform and normal moments, within four standard errors', () => {
  const uniform = moments(new Draws(1, rows).uniform('x'));
  expect(Math.abs(uniform.mean - 1 / 2)).toBeLessThan(4 * Math.sqrt(1 / 12 / 20_000));
  expect(Math.abs(uniform.variance - 1 / 12)).toBeLessThan(4 * Math.sqrt(1 / 180 / 20_000));
  const normal = moments(new Draws(1, rows).normal('x'));
  expect(Math.abs(normal.mean)).toBeLessThan(4 / Math.sqrt(20_000));
  expect(Math.abs(normal.variance - 1)).toBeLessThan(4 * Math.sqrt(2 / 20_000));
  expect(Math.abs(normal.kurtosis - 3)).toBeLessThan(4 * Math.sqrt(24 / 20_000));
});

it('keeps names, seeds, purposes and neighbouring rows apart', () => {
  const draws = new Draws(1, rows);
  const bound = 4 / Math.sqrt(20_000);
  const one = draws.uniform('x');
  const second = draws.second('x', 'side');
  const other = draws.second('x', 'unit');
  for (const independent of [
    draws.uniform('y'),
    new Draws(2, rows).uniform('x'),
    draws.normal('x'),
    rows.map((_, row) => second(row)),
    one.slice(1),
  ]) {
    const length = independent.length;
    expect(Math.abs(correlation(one.slice(0, length), independent))).toBeLessThan(bound);
  }
  expect(
    Math.abs(
      correlation(
        rows.map((_, row) => second(row)),
        rows.map((_, row) => other(row)),
      ),
    ),
  ).toBeLessThan(bound);
});

it('draws for the parts of a text by seed, name, text, variant and place', () => {
  const draws = new Draws(1, rows);
  const places = rows.subarray(0, 5000);
  const draw = draws.ofText('note')('some text', 0);
  const values = places.map(draw);
  expect(Math.abs(moments(values).mean - 1 / 2)).toBeLessThan(4 * Math.sqrt(1 / 12 / 5000));
  expect(new Draws(1, rows).ofText('note')('some text', 0)(7)).toBe(draw(7));
  for (const other of [
    draws.ofText('note')('some text', 1),
    draws.ofText('note')('some texu', 0),
    draws.ofText('mote')('some text', 0),
    new Draws(2, rows).ofText('note')('some text', 0),
  ]) {
    expect(Math.abs(correlation(values, places.map(other)))).toBeLessThan(4 / Math.sqrt(5000));
  }
});

it('makes again what it could not keep', () => {
  const small = new Draws(1, rows.subarray(0, 10), 160);
  const first = small.uniform('a');
  expect(small.uniform('a')).toBe(first);
  small.uniform('b');
  small.uniform('c');
  const again = small.uniform('a');
  expect(again).not.toBe(first);
  expect(again).toEqual(first);
});
