// Words about metrics that terminal, report and window share.
import type { HardenMetric } from './schemas/harden.ts';
import type { MetricName } from './schemas/runs.ts';
import type { BreakingPoint, StressMetric } from './schemas/stress.ts';

/** What is shown before and after a repair: costs and gates only exist as a difference, so the accuracy stands for them. */
export function shownMetric(metric: HardenMetric): MetricName {
  return metric === 'cost' || metric === 'accuracyAnswered' ? 'accuracy' : metric;
}

export const answeredAccuracy = 'accuracy of the answers that are not marked, against all';

/** What a breaking point says, the metric called by its name for people. */
export function breakingText({ text }: BreakingPoint, metric: StressMetric, label: string): string {
  return text.startsWith(`${metric} `) ? label + text.slice(metric.length) : text;
}
