/** Lines of up to eight runs: told apart by their dashes and letters as well as by colour. */
const styles = [
  { stroke: 'var(--chart-1)', dash: '' },
  { stroke: 'var(--chart-2)', dash: '7 3' },
  { stroke: 'var(--chart-3)', dash: '2 3' },
  { stroke: 'var(--chart-4)', dash: '8 3 2 3' },
  { stroke: 'var(--chart-5)', dash: '13 4' },
  { stroke: 'var(--chart-6)', dash: '4 2' },
  { stroke: 'var(--chart-axis)', dash: '8 2 2 2 2 2' },
  { stroke: 'var(--text)', dash: '1 4' },
] as const;

export function lineStyle(index: number): (typeof styles)[number] {
  return styles[index % styles.length] ?? styles[0];
}
