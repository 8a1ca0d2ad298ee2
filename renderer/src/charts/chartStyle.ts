/** Shared by every chart, so that axes and grids look the same everywhere. */
export const axisProps = {
  tick: { fill: 'var(--chart-axis)', fontSize: 11 },
  tickLine: false,
  axisLine: { stroke: 'var(--chart-grid)' },
  stroke: 'var(--chart-axis)',
} as const;

export const gridProps = { stroke: 'var(--chart-grid)', vertical: false } as const;

export const axisLabel = { fill: 'var(--chart-axis)', fontSize: 11 } as const;

/** Series that must be told apart also differ in dash, never in colour alone. */
export const seriesColors = [
  'var(--chart-1)',
  'var(--chart-2)',
  'var(--chart-3)',
  'var(--chart-4)',
  'var(--chart-5)',
  'var(--chart-6)',
];
export const seriesDashes = ['', '6 3', '2 3', '8 3 2 3', '12 4', '4 2'];
