import type { Draws } from './draws.ts';

const factors = [10, 100, 1000] as const;

/** 10, 100 or 1,000 with equal chances, a factor of its own for each cell of a column. */
export function unitFactor(draws: Draws, name: string): (row: number) => number {
  const draw = draws.second(name, 'unit');
  return (row) => factors[Math.floor(3 * draw(row))] as number;
}
