// What a comparison of the new model (B) with that of the project (A) says about promoting it.
import { metricCatalogue } from '../api/metricCatalogue.ts';
import type { MetricDifference, RunComparison } from '../api/schemas/compare.ts';
import type { Task } from '../api/schemas/models.ts';
import type { RetrainVerdict } from '../api/schemas/retrain.ts';
import type { MetricName } from '../api/schemas/runs.ts';
import { signed } from '../runs/compare/compareText.ts';

/**
 * By the paired difference of one metric: better or worse where its whole 95 % interval lies on that side of none. Other figures
 * that are clearly better or worse are named with it: a model that ranks better may well say worse probabilities.
 * @param asked left out: rmse of a regression, rocAuc of two classes with scores, else accuracy
 */
export function retrainVerdict(comparison: RunComparison, task: Task, asked?: MetricName): RetrainVerdict {
  const of = (name: MetricName): MetricDifference | undefined => comparison.differences.find(({ metric }) => metric === name);
  const usual =
    task === 'regression' ? 'rmse' : task === 'binary' && of('rocAuc')?.difference.value != null ? 'rocAuc' : 'accuracy';
  const metric = asked ?? usual;
  const found = of(metric);
  const { value = null, low = null, high = null } = found?.difference ?? {};
  if (comparison.comparable !== null || !found || value === null) {
    const why = comparison.comparable ?? 'these rows do not have it for both models.';
    return {
      metric,
      verdict: 'unclear',
      difference: null,
      others: [],
      othersText: null,
      text: `${metric} cannot be judged: ${why} Keep the champion.`,
    };
  }
  const title = titleOf(metric);
  const others = comparison.differences
    .filter((one) => one.metric !== metric && one.verdict !== 'unclear' && one.difference.value !== null)
    .map(({ metric: name, verdict, difference }) => ({ metric: name, verdict, difference }));
  const range = low === null || high === null ? 'no row tells them apart' : `95 % ${signed(low)} to ${signed(high)}`;
  const text = {
    better: `${title} better by ${signed(value)}, ${range}: promote`,
    unclear: `${title} unclear, ${signed(value)}, ${range}: keep the champion`,
    worse: `${title} worse by ${signed(value)}, ${range}: keep the champion`,
  }[found.verdict];
  return {
    metric,
    verdict: found.verdict,
    difference: found.difference,
    others,
    othersText: otherFigures(found.verdict, others),
    text,
  };
}

function titleOf(metric: MetricName): string {
  return metricCatalogue.find(({ name }) => name === metric)?.title ?? metric;
}

/** Those that say otherwise than the verdict by name, the worse first: they are what following it would cost. */
function otherFigures(verdict: RetrainVerdict['verdict'], others: RetrainVerdict['others']): string | null {
  const parts = (['worse', 'better'] as const).flatMap((wanted) => {
    const some = others.filter((one) => one.verdict === wanted);
    if (some.length === 0) return [];
    if (wanted === verdict) return [`clearly ${wanted} as well: ${String(some.length)}`];
    return [
      `clearly ${wanted}: ${some.map(({ metric, difference }) => `${titleOf(metric)} ${signed(difference.value ?? 0)}`).join(', ')}`,
    ];
  });
  return parts.length === 0 ? null : `Other figures, ${parts.join('; ')}.`;
}
