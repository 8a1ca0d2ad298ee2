import type { Baseline } from '../../api/schemas/monitoring.ts';
import type { BundleSources } from '../bundleSources.ts';
import { baselineRows, type BaselineRows } from './baselineRows.ts';
import { estimateBaseline } from './estimateBaseline.ts';
import { cellsOf, featureBaseline, measuredCells, windowStarts, type Values } from './featureBaseline.ts';

/** Ten windows, but none so small that chance alone moves it, nor so large that a change takes long to be seen. */
function windowRowsOf(rows: number): number {
  return Math.max(200, Math.min(5000, Math.floor(rows / 10)));
}

function confidenceCounts({ predicted, scores }: BaselineRows): number[] | null {
  if (!scores) return null;
  const counts = Array.from({ length: 10 }, () => 0);
  predicted.forEach((index, row) => {
    const score = scores[index]?.[row] ?? NaN;
    if (Number.isNaN(score)) return;
    const bin = Math.min(9, Math.max(0, Math.ceil(score * 10) - 1));
    counts[bin] = (counts[bin] as number) + 1;
  });
  return counts;
}

/** Rounded where digits say nothing: what a machine adds up in another order must give the same file. */
function rounded(value: number): number {
  return Number(value.toPrecision(9));
}

/** monitoring/baseline.json: the validated rows as the server needs them to know what it is used to. */
export async function baselineOf(sources: BundleSources, signal?: AbortSignal): Promise<Baseline> {
  const { plan, settings } = sources.record;
  const rows = await baselineRows(sources, signal);
  const windowRows = windowRowsOf(rows.count);
  const { classes, task } = plan.reading;
  const predicted: Values =
    task === 'regression' ? rows.predicted : Array.from(rows.predicted, (index) => classes[index] ?? null);
  const cells = task === 'regression' ? cellsOf(predicted).plan : { categories: classes };
  const { counts, limits } = measuredCells({ plan: cells }, predicted, windowRows);
  const positive = plan.positive === null ? 1 : Math.max(0, classes.indexOf(plan.positive));
  const estimate = estimateBaseline(rows, { positive, windowRows, seed: settings.seed });
  return {
    version: 1,
    rows: rows.count,
    window: { rows: windowRows, count: windowStarts(rows.count, windowRows).length, byTime: rows.byTime },
    features: [...rows.columns].map(([column, values]) => {
      const feature = { ...featureBaseline(column, values, windowRows), single: rows.singles.has(column) };
      const { psi, missing } = feature.limits;
      return { ...feature, limits: { psi: rounded(psi), missing: rounded(missing) } };
    }),
    predictions: {
      ...(cells.edges && { edges: [...cells.edges] }),
      ...(cells.categories && { categories: [...cells.categories] }),
      counts,
      limits: { psi: rounded(limits.psi) },
    },
    confidence: confidenceCounts(rows),
    estimate: estimate && { ...estimate, rowError: rounded(estimate.rowError), least: rounded(estimate.least) },
    metrics: sources.report.metrics,
  };
}
