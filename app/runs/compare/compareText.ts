// Comparisons for the terminal: which runs, every figure with its difference, and what that means in words.
import { count } from '../../base/counts.ts';
import type { MetricDifference, RunComparison } from '../../api/schemas/compare.ts';
import type { RunRecord } from '../../api/schemas/runs.ts';
import { alignColumns, figure } from '../textReport.ts';

/** Letters of the runs, in the order in which they are compared: the reference is A. */
export function runLetter(index: number): string {
  return String.fromCharCode(65 + index);
}

/** The whole text, without a newline at the end. Comparison i is about run A and run i + 1. */
export function compareText(runs: readonly RunRecord[], comparisons: readonly RunComparison[]): string {
  const list = runs.map((run, index) => [
    runLetter(index),
    run.name,
    run.id,
    `${run.model.name} (${run.model.sha256.slice(0, 8)})`,
    `${count(run.rows.done)} rows`,
    index === 0 ? 'reference' : '',
  ]);
  return [
    alignColumns([['', 'run', 'id', 'model', 'rows', ''], ...list], 6),
    ...comparisons.map((one, index) => comparisonText(one, runLetter(index + 1))),
  ].join('\n\n');
}

/** One comparison: letter is that of b. */
export function comparisonText(one: RunComparison, letter: string): string {
  const title = `${letter} against A`;
  if (one.comparable !== null) {
    const rows = one.differences.map(({ metric, a, b }) => [metric, figure(a), figure(b)]);
    return `${title}: figures side by side only. ${one.comparable}\n\n${alignColumns([['metric', 'A', letter], ...rows], 1)}`;
  }
  const about = `${title}: ${count(one.rows)} rows in both, ${count(one.labelled)} labelled and predicted by both`;
  if (one.labelled === 0) return `${about}\n\n${flipText(one, letter)}`;
  const head = ['metric', 'A', letter, `${letter} − A`, '95 % interval', 'p'];
  // The words stand at the left of their column.
  const lines = alignColumns([head, ...one.differences.map(line)], 1).split('\n');
  const table = lines.map((text, index) => `${text}  ${verdictText(one.differences[index - 1])}`.trimEnd()).join('\n');
  return [about, table, [...mcnemarText(one, letter), flipText(one, letter)].join('\n')].join('\n\n');
}

function verdictText(about: MetricDifference | undefined): string {
  if (!about || about.difference.value === null) return '';
  return { better: '▲ better', worse: '▼ worse', unclear: '≈ no clear difference' }[about.verdict];
}

function line({ metric, a, b, difference, pValue }: MetricDifference): string[] {
  const { value, low, high } = difference;
  const interval = low === null || high === null ? '–' : `${signed(low)} to ${signed(high)}`;
  return [metric, figure(a), figure(b), value === null ? '–' : signed(value), interval, pText(pValue)];
}

/** "+0.0120", "−0.0003", "0": a digit more than the figures themselves. */
export function signed(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  return `${value > 0 ? '+' : '−'}${size < 1 && size >= 0.00005 ? size.toFixed(4) : figure(size)}`;
}

function pText(p: number | null): string {
  if (p === null) return '–';
  return p < 0.0001 ? '< 0.0001' : p.toFixed(4);
}

function mcnemarText({ mcnemar }: RunComparison, letter: string): string[] {
  if (!mcnemar) return [];
  const { fixed, broken, pValue, method } = mcnemar;
  const verdict = pValue >= 0.05 ? 'may be chance' : fixed > broken ? `speaks for ${letter}` : `speaks against ${letter}`;
  const test = method === 'exact' ? 'exact' : 'chi-squared, continuity-corrected';
  return [
    `${letter} is right where A is wrong on ${count(fixed)} rows, wrong where A is right on ${count(broken)}: ${verdict} (McNemar ${test}, p ${pValue < 0.0001 ? '' : '= '}${pText(pValue)}).`,
  ];
}

function flipText({ flips, mcnemar, labelled }: RunComparison, letter: string): string {
  if (!flips) return '';
  const closer =
    mcnemar || labelled === 0
      ? ''
      : `${letter} is closer to the label on ${count(flips.fixed)} rows, farther from it on ${count(flips.broken)}. `;
  return `${closer}Predictions differ on ${count(flips.changed)} rows.`;
}
