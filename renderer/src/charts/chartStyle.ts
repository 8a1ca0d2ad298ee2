import { compact, number } from '../format/numbers';

/** Shared by every chart, so that axes and grids look the same everywhere. */
export const axisProps = {
  tick: { fill: 'var(--chart-axis)', fontSize: 'var(--font-2xs)' },
  tickLine: false,
  axisLine: { stroke: 'var(--chart-grid)' },
  stroke: 'var(--chart-axis)',
} as const;

export const gridProps = { stroke: 'var(--chart-grid)', vertical: false } as const;

export const axisLabel = { fill: 'var(--chart-axis)', fontSize: 'var(--font-2xs)' } as const;

/** Round numbers across a range, at most about six. */
export function roundTicks(low: number, high: number): number[] {
  const power = 10 ** Math.floor(Math.log10(Math.max(high - low, Number.MIN_VALUE) / 5));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => (high - low) / (factor * power) <= 6) ?? 10) * power;
  const ticks: number[] = [];
  for (let n = Math.ceil(low / step); n * step <= high; n++) ticks.push(Number((n * step).toPrecision(10)));
  return ticks;
}

/** Amounts along one axis, all written in one way, whatever the largest of them asks for: 13,500 and 18,000, or 150K and 200K. */
export function amountTicks(largest: number): (value: number) => string {
  return largest < 100_000 ? (value) => number(value) : compact;
}

/** An axis of amounts from zero on, at round ones; at whole ones where all of them are. */
export function amountAxis(amounts: readonly number[]): {
  domain: [number, number];
  ticks: number[];
  tickFormatter: (value: number) => string;
} {
  const top = Math.max(0, ...amounts) || 1;
  const [, step = top] = roundTicks(0, top);
  const end = Number((Math.ceil(Number((top / step).toPrecision(10))) * step).toPrecision(10));
  const ticks = roundTicks(0, end);
  return {
    domain: [0, end],
    ticks: amounts.every(Number.isInteger) ? ticks.filter(Number.isInteger) : ticks,
    tickFormatter: amountTicks(end),
  };
}

/** The window that the time cursor is on, whichever chart it was moved in. */
export const cursorLine = { stroke: 'var(--accent)', strokeWidth: 1.5, strokeDasharray: '2 3', ifOverflow: 'hidden' } as const;
