/** Shared by every chart, so that axes and grids look the same everywhere. */
export const axisProps = {
  tick: { fill: 'var(--chart-axis)', fontSize: 11 },
  tickLine: false,
  axisLine: { stroke: 'var(--chart-grid)' },
  stroke: 'var(--chart-axis)',
} as const;

export const gridProps = { stroke: 'var(--chart-grid)', vertical: false } as const;

export const axisLabel = { fill: 'var(--chart-axis)', fontSize: 11 } as const;
