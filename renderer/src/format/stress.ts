import type { CorruptionFamily, StressMetric, StressRows } from '../../../app/api/schemas/stress';
import type { Task } from '../../../app/api/schemas/models';
import type { MetricName } from '../../../app/api/schemas/runs';
import { metricFacts, metricText, type MetricFacts } from './metrics';
import { number } from './numbers';

const agreement: MetricFacts = {
  label: 'Agreement',
  help: 'Share of rows that get the same answer as on the data as they are.',
  better: 'higher',
  range: [0, 1],
};

export function stressMetricFacts(metric: StressMetric): MetricFacts {
  return metric === 'agreement' ? agreement : metricFacts[metric];
}

export function stressMetricText(metric: StressMetric, value: number | null | undefined): string {
  return metric === 'agreement' ? (value?.toFixed(3) ?? '–') : metricText(metric, value);
}

/** "Some damage (0.731)", "12.4", "no answer". */
export function answerText({ answer, score }: StressRows['rows'][number]['answer']['before']): string {
  if (answer === null) return 'no answer';
  return `${typeof answer === 'number' ? number(answer) : String(answer)}${score === null ? '' : ` (${score.toFixed(3)})`}`;
}

export const familyLabels: Record<CorruptionFamily, string> = {
  missing: 'Missing',
  values: 'Values',
  categories: 'Categories',
  text: 'Text',
  columns: 'Columns',
  rows: 'Rows',
  labels: 'Labels',
  order: 'Order in time',
  shift: 'Shift',
};

const ofTask = {
  binary: ['rocAuc', 'accuracy', 'balancedAccuracy', 'f1', 'averagePrecision', 'mcc', 'logLoss', 'brier'],
  multiclass: ['accuracy', 'balancedAccuracy', 'f1', 'rocAuc', 'mcc', 'logLoss'],
  regression: ['rmse', 'mae', 'r2', 'medianAe', 'mape'],
} satisfies Record<Task, MetricName[]>;

/** What a curve may show for such a model; `agreement` needs no labels. */
export function stressMetricChoices(task: Task): StressMetric[] {
  return [...ofTask[task], 'agreement'];
}
