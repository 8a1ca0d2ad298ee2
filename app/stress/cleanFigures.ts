// What the model does on the rows as they are, and what a dummy would do: the two ends that damage is measured between.
import type { Metrics } from '../api/schemas/runs.ts';
import type { StressMetric } from '../api/schemas/stress.ts';
import { evaluateClassificationRows, evaluateRegressionRows } from '../metrics/evaluateRows.ts';
import type { PredictionBatch } from '../prepare/predictions.ts';
import type { StressTable } from './stressTable.ts';

export interface CleanFigures {
  metrics: Metrics;
  dummyMetrics: Metrics;
  /** 'always "No damage", the most frequent class' */
  dummyWords: string;
  labelled: number;
}

export function cleanFigures(table: StressTable, clean: PredictionBatch): CleanFigures {
  const { rowCount, weight, actual } = table;
  if (!actual) return { metrics: {}, dummyMetrics: {}, dummyWords: '', labelled: 0 };
  const evaluation = clean.values
    ? evaluateRegressionRows({ rowCount, actual: actual as Float64Array, predicted: clean.values, weight })
    : evaluateClassificationRows(
        {
          rowCount,
          actual: actual as Int32Array,
          predicted: clean.classIndex as Int32Array,
          scores: clean.scores,
          weight,
        },
        { classes: table.classes, positive: table.positive, unknownLabels: table.unknownLabels },
      );
  return {
    metrics: evaluation.metrics,
    dummyMetrics: evaluation.baseline?.metrics ?? {},
    dummyWords: evaluation.baseline?.strategy ?? '',
    labelled: evaluation.labelled,
  };
}

/**
 * The dummy's value of the metric, and what it is. Its correlation of labels and predictions (mcc) is 0. Of `agreement`: how many
 * answers of the model a dummy gives that always gives the most frequent one; for values 0.
 */
export function dummyOf(
  figures: CleanFigures,
  { metric, table, clean }: { metric: StressMetric; table: StressTable; clean: PredictionBatch },
): { value: number | null; words: string } {
  if (metric === 'mcc') return { value: 0, words: figures.dummyWords };
  if (metric !== 'agreement') return { value: figures.dummyMetrics[metric]?.value ?? null, words: figures.dummyWords };
  if (!clean.classIndex) return { value: 0, words: 'no agreement at all' };
  const counts = new Float64Array(table.classes.length);
  for (const k of clean.classIndex) if (k >= 0) counts[k] = (counts[k] ?? 0) + 1;
  const answered = counts.reduce((sum, count) => sum + count, 0);
  const most = counts.indexOf(Math.max(...counts));
  return {
    value: answered > 0 ? (counts[most] ?? 0) / answered : null,
    words: `always "${table.classes[most] ?? ''}", its most frequent answer`,
  };
}
