// What the curves show where nobody said so, and why.
import { metricCatalogue } from '../api/metricCatalogue.ts';
import type { Metrics } from '../api/schemas/runs.ts';
import type { StressMetric } from '../api/schemas/stress.ts';
import { AppError } from '../base/errors.ts';
import type { StressTable } from './stressTable.ts';

/** A class that has less of the labelled rows is rare: plain accuracy hardly sees it. */
const rareShare = 0.2;

/**
 * Without labels agreement; a regression rmse; two classes with scores rocAuc; else accuracy, or balancedAccuracy where a class is rare.
 * @param metrics of the rows as they are
 * @throws INVALID_INPUT for a metric asked for that the task, the model or the labels do not allow
 */
export function chooseMetric(
  table: Pick<StressTable, 'task' | 'classes' | 'actual'>,
  metrics: Metrics,
  asked: StressMetric | null,
): { metric: StressMetric; reason: string } {
  if (asked !== null) {
    if (asked !== 'agreement') requireDefined(asked, metrics);
    return { metric: asked, reason: 'as asked for' };
  }
  const defined = (metric: keyof Metrics): boolean => (metrics[metric]?.value ?? null) !== null;
  if (table.task === 'regression' && defined('rmse')) return { metric: 'rmse', reason: 'what a regression is usually judged by' };
  if (table.classes.length === 2 && defined('rocAuc')) {
    return { metric: 'rocAuc', reason: 'two classes with scores: it does not depend on the threshold' };
  }
  if (table.task !== 'regression' && defined('accuracy')) {
    const rare = rarest(table);
    return rare.share < rareShare && defined('balancedAccuracy')
      ? { metric: 'balancedAccuracy', reason: `only ${String(Math.round(100 * rare.share))} % of the labels are "${rare.label}"` }
      : { metric: 'accuracy', reason: 'no class is rare' };
  }
  const labelled = table.actual?.some((label) => label !== -1 && label === label) ?? false;
  const reason = labelled ? 'the labels define no metric' : 'the rows have no labels: the share of answers that stay as they are';
  return { metric: 'agreement', reason };
}

function requireDefined(metric: Exclude<StressMetric, 'agreement'>, metrics: Metrics): void {
  if ((metrics[metric]?.value ?? null) !== null) return;
  const known = Object.entries(metrics).flatMap(([name, { value }]) => (value === null ? [] : [name]));
  const title = metricCatalogue.find(({ name }) => name === metric)?.title ?? metric;
  throw new AppError('INVALID_INPUT', `${title} cannot be computed on these rows.`, {
    hint: `Choose one of: ${[...known, 'agreement'].join(', ')}.`,
  });
}

function rarest({ classes, actual }: Pick<StressTable, 'classes' | 'actual'>): { label: string; share: number } {
  const counts = new Float64Array(classes.length);
  let labelled = 0;
  for (const label of actual ?? []) {
    if (label < 0) continue;
    counts[label] = (counts[label] ?? 0) + 1;
    labelled++;
  }
  const present = classes.map((label, k) => ({ label, share: (counts[k] ?? 0) / labelled })).filter(({ share }) => share > 0);
  return present.reduce((least, one) => (one.share < least.share ? one : least), { label: '', share: 1 });
}
