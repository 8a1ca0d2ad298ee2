import type { Task } from './schemas/models.ts';
import type { MetricName } from './schemas/runs.ts';

/** What people are told about a metric: the window, the reports and the docs are read off this. */
export interface MetricCard {
  name: MetricName;
  /** As a heading or in a menu. */
  title: string;
  tasks: readonly Task[];
  /** Lowest and highest possible value; null = no bound. */
  range: readonly [number | null, number | null];
  higherIsBetter: boolean;
  /** share = 0..1, may be shown as a percentage; target = in the unit of the target column; nats = natural logarithm. */
  unit: 'share' | 'correlation' | 'nats' | 'squared share' | 'target' | 'relative';
  /** Present only where the model gives probabilities. */
  needsScores: boolean;
  /** Needs the rows in order of score or error: known after the run, not while it goes on. */
  needsOrder: boolean;
  /** One sentence a newcomer understands. */
  meaning: string;
  /** How it is averaged or defined where that can differ between tools. */
  definition: string;
  /** How the 95 % interval is made. */
  interval: string;
  /** How the interval of the difference of two runs on the same rows is made, and its p-value. */
  difference: string;
}

const classification = ['binary', 'multiclass'] as const;
const regression = ['regression'] as const;
const unit = [0, 1] as const;

/** In the order in which they are shown. */
export const metricCatalogue: readonly MetricCard[] = [
  {
    name: 'accuracy',
    title: 'Accuracy',
    tasks: classification,
    range: unit,
    higherIsBetter: true,
    unit: 'share',
    needsScores: false,
    needsOrder: false,
    meaning: 'Share of rows whose predicted class is the right one.',
    definition: 'A label that the model does not know counts as wrong.',
    interval: 'Wilson score interval.',
    difference: "Newcombe's interval for paired proportions; McNemar's test. With weights: influence of every row, Student t.",
  },
  {
    name: 'balancedAccuracy',
    title: 'Balanced accuracy',
    tasks: classification,
    range: unit,
    higherIsBetter: true,
    unit: 'share',
    needsScores: false,
    needsOrder: false,
    meaning: 'Accuracy within each class, averaged, so that a rare class counts as much as a frequent one.',
    definition: "Mean recall of the model's classes that occur among the labels; undefined when all labels are the same.",
    interval: 'Wilson intervals of the recalls, combined by the MOVER method.',
    difference: 'Influence of every row on both figures (delta method), Student t.',
  },
  {
    name: 'precision',
    title: 'Precision',
    tasks: classification,
    range: unit,
    higherIsBetter: true,
    unit: 'share',
    needsScores: false,
    needsOrder: false,
    meaning: 'Of the rows predicted positive, the share that are.',
    definition:
      'Binary: of the positive class; undefined when nothing is predicted positive. Multiclass: mean over the classes that occur, 0 for a class never predicted.',
    interval: 'Wilson score interval; over classes combined by the MOVER method.',
    difference: 'Influence of every row on both figures (delta method), Student t.',
  },
  {
    name: 'recall',
    title: 'Recall',
    tasks: classification,
    range: unit,
    higherIsBetter: true,
    unit: 'share',
    needsScores: false,
    needsOrder: false,
    meaning: 'Of the rows that are positive, the share predicted so.',
    definition:
      'Binary: of the positive class; undefined without positive rows. Multiclass: mean over the classes that occur, 0 for a class without rows.',
    interval: 'Wilson score interval; over classes combined by the MOVER method.',
    difference:
      "Binary: Newcombe's interval for paired proportions and McNemar's test, over the positive rows. Multiclass or with weights: influence of every row, Student t.",
  },
  {
    name: 'f1',
    title: 'F1 score',
    tasks: classification,
    range: unit,
    higherIsBetter: true,
    unit: 'share',
    needsScores: false,
    needsOrder: false,
    meaning: 'Harmonic mean of precision and recall: high only when both are.',
    definition: 'Binary: of the positive class. Multiclass: mean over the classes that occur.',
    interval:
      'Binary: Wilson interval of hits among rows that are or were predicted positive, carried over. Multiclass: delta method.',
    difference: 'Influence of every row on both figures (delta method), Student t.',
  },
  {
    name: 'rocAuc',
    title: 'ROC AUC',
    tasks: classification,
    range: unit,
    higherIsBetter: true,
    unit: 'share',
    needsScores: true,
    needsOrder: true,
    meaning: 'Chance that a positive row gets a higher score than a negative one; 0.5 is guessing.',
    definition: 'Multiclass: each class against the rest, mean over the classes that occur.',
    interval:
      "DeLong's variance on the logit scale (Student t); Newcombe's score interval for a perfect order. Multiclass: the classes' standard errors put together with the correlation of their errors, which is estimated from the influence of each row on each class in a seeded sample of at most 5,000 rows (fewer above 400 classes); windows over time take the correlation of the whole run, and a class with fewer than two rows in the sample the mean of the others. Simulated coverage 93.8 to 97.3 %.",
    difference: "DeLong's covariance of two correlated curves, Student t. Multiclass: the same over the mean of the classes.",
  },
  {
    name: 'averagePrecision',
    title: 'Average precision',
    tasks: classification,
    range: unit,
    higherIsBetter: true,
    unit: 'share',
    needsScores: true,
    needsOrder: true,
    meaning: 'Precision averaged over all thresholds; guessing gives the share of positive rows.',
    definition: 'Sum of precision times rise of recall, without interpolation. Multiclass: mean over the classes that occur.',
    interval:
      'Binary, and each class: logit interval over the number of positive rows (Boyd, Eng and Page). Multiclass: standard errors from the influence of every row, put together with their correlation as for ROC AUC, around the value less its expected bias (with few rows of a class average precision comes out too high), so that the value may lie near the upper end. Simulated coverage 91 to 98 %, the least with ten rows of each class.',
    difference: 'Influence of every row on both figures (delta method), Student t.',
  },
  {
    name: 'logLoss',
    title: 'Log loss',
    tasks: classification,
    range: [0, null],
    higherIsBetter: false,
    unit: 'nats',
    needsScores: true,
    needsOrder: false,
    meaning: 'How surprised the probabilities are by the true classes; confident mistakes cost most.',
    definition: 'Natural logarithm, probabilities clipped to the precision of float64; rows with a label the model knows.',
    interval: 'Standard error of the mean on the logarithmic scale (Student t).',
    difference: 'Paired t over the rows.',
  },
  {
    name: 'brier',
    title: 'Brier score',
    tasks: classification,
    range: [0, 2],
    higherIsBetter: false,
    unit: 'squared share',
    needsScores: true,
    needsOrder: false,
    meaning: 'Mean squared distance between probabilities and what happened.',
    definition: 'Binary: of the positive class, 0 to 1. Multiclass: summed over the classes, 0 to 2.',
    interval: 'Standard error of the mean on the logarithmic scale (Student t).',
    difference: 'Paired t over the rows.',
  },
  {
    name: 'ece',
    title: 'Calibration error',
    tasks: classification,
    range: unit,
    higherIsBetter: false,
    unit: 'share',
    needsScores: true,
    needsOrder: false,
    meaning: 'How far probabilities are, on average, from how often the predicted thing happens.',
    definition:
      'Expected calibration error over ten equal-width bins of the probability of the positive class (multiclass: of the predicted class).',
    interval: 'The calibration errors under which the one seen would not be a surprise; chance alone makes it positive.',
    difference: 'Influence of every row on both errors, Student t; approximate where there is hardly any error.',
  },
  {
    name: 'mcc',
    title: 'Matthews correlation',
    tasks: classification,
    range: [-1, 1],
    higherIsBetter: true,
    unit: 'correlation',
    needsScores: false,
    needsOrder: false,
    meaning: 'Correlation between predicted and true classes; 0 is guessing, whatever the class shares.',
    definition: 'All labels the model does not know form one class; undefined when all labels are the same.',
    interval: "Delta method on Fisher's scale.",
    difference: 'Influence of every row on both figures (delta method), Student t.',
  },
  {
    name: 'mae',
    title: 'Mean absolute error',
    tasks: regression,
    range: [0, null],
    higherIsBetter: false,
    unit: 'target',
    needsScores: false,
    needsOrder: false,
    meaning: 'How far predictions are off on average.',
    definition: 'Mean of |predicted - actual|.',
    interval: 'Standard error of the mean on the logarithmic scale (Student t).',
    difference: 'Paired t over the rows.',
  },
  {
    name: 'rmse',
    title: 'Root mean squared error',
    tasks: regression,
    range: [0, null],
    higherIsBetter: false,
    unit: 'target',
    needsScores: false,
    needsOrder: false,
    meaning: 'Typical size of the error, large errors weighing more.',
    definition: 'Square root of the mean of (predicted - actual)².',
    interval: 'Interval of the mean squared error, its root taken.',
    difference: 'Influence of every row on both figures (delta method), Student t.',
  },
  {
    name: 'r2',
    title: 'R²',
    tasks: regression,
    range: [null, 1],
    higherIsBetter: true,
    unit: 'share',
    needsScores: false,
    needsOrder: false,
    meaning: 'Share of the variation of the target that the predictions explain; 0 is as good as always saying the mean.',
    definition: 'Undefined with fewer than two rows or when all labels are the same.',
    interval: 'Delta method on the scale of log(1 - R²).',
    difference: 'Influence of every row on both figures (delta method), Student t.',
  },
  {
    name: 'mape',
    title: 'Mean absolute percentage error',
    tasks: regression,
    range: [0, null],
    higherIsBetter: false,
    unit: 'relative',
    needsScores: false,
    needsOrder: false,
    meaning: 'Average error in proportion to the true value; 0.1 is ten percent. Labels near zero make it huge.',
    definition: 'Mean of |predicted - actual| / |actual|, the divisor being at least the precision of float64.',
    interval: 'Standard error of the mean on the logarithmic scale (Student t).',
    difference: 'Paired t over the rows.',
  },
  {
    name: 'medianAe',
    title: 'Median absolute error',
    tasks: regression,
    range: [0, null],
    higherIsBetter: false,
    unit: 'target',
    needsScores: false,
    needsOrder: true,
    meaning: 'Half of the predictions are off by less than this.',
    definition: 'Median of |predicted - actual|; weighted rows: the smallest value with half of the weight at or below it.',
    interval: 'Order statistics (binomial), no assumption about the errors.',
    difference: 'The intervals of both medians with the correlation of lying below them, normal.',
  },
];

const byName = new Map(metricCatalogue.map((card) => [card.name, card]));

/** @throws RangeError for a name that is not in the catalogue */
export function metricCard(name: MetricName): MetricCard {
  const card = byName.get(name);
  if (!card) throw new RangeError(`No metric is called "${name}".`);
  return card;
}

export function metricsOfTask(task: Task): MetricCard[] {
  return metricCatalogue.filter((card) => card.tasks.includes(task));
}
