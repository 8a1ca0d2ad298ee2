// What a validation is about, worked out once from its request: columns, classes, windows.
import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { Mapping, PreparationPlan } from '../api/schemas/mapping.ts';
import type { RunSettings } from '../api/schemas/runs.ts';
import { defaultPositive } from '../mapping/alignLabels.ts';
import { planTimeline, type TimelinePlan } from '../timeline/timelinePlan.ts';
import { roleColumns } from './batchReader.ts';
import { createClassificationScores } from './classificationScores.ts';
import type { PredictionShape } from './predictionBlock.ts';
import { createRegressionScores } from './regressionScores.ts';
import type { RunScores } from './runScores.ts';

export interface RunSetup {
  shape: PredictionShape;
  classes: readonly string[];
  /** Label of the positive class of a binary model. */
  positive: string | null;
  timelinePlan: TimelinePlan;
  /** @param plan the windows, where more is known of them by now */
  createScores(plan?: TimelinePlan): RunScores;
}

/** @throws INVALID_INPUT when the windows asked for make no sense on these data */
export function runSetup(about: { data: DatasetCard; mapping: Mapping; plan: PreparationPlan; settings: RunSettings }): RunSetup {
  const { data, mapping, plan, settings } = about;
  const roles = roleColumns(mapping);
  const { reading } = plan;
  const isRegression = reading.task === 'regression';
  const shape: PredictionShape = {
    task: isRegression ? 'regression' : 'classification',
    classCount: isRegression ? 0 : reading.classes.length,
    hasScores: !isRegression && reading.scores !== undefined,
    hasTime: roles.time !== null,
    hasActual: roles.target !== null,
    hasWeight: roles.weight !== null,
  };
  const timelinePlan = planTimeline({ unit: settings.window, span: timeSpan(data, roles.time), rows: data.rows });
  const positive = positiveLabel(plan);
  return {
    shape,
    classes: isRegression ? [] : reading.classes,
    positive,
    timelinePlan,
    createScores: (windows = timelinePlan) =>
      createScores({ shape, classes: reading.classes, positive, plan: windows, seed: settings.seed }),
  };
}

export function createScores(about: {
  shape: PredictionShape;
  classes: readonly string[];
  positive: string | null;
  plan: TimelinePlan | null;
  seed: number;
}): RunScores {
  const { shape, classes, plan } = about;
  if (shape.task === 'regression') return createRegressionScores({ weighted: shape.hasWeight, seed: about.seed, plan });
  const positive = about.positive === null ? -1 : classes.indexOf(about.positive);
  return createClassificationScores({ classes, positive: positive < 0 ? null : positive, hasScores: shape.hasScores, plan });
}

/** Null for anything but two classes. */
export function positiveLabel(plan: Pick<PreparationPlan, 'reading' | 'positive'>): string | null {
  const { classes, task } = plan.reading;
  if (task === 'regression' || classes.length !== 2) return null;
  return plan.positive !== null && classes.includes(plan.positive) ? plan.positive : defaultPositive(classes);
}

/** First and last time of the dataset in milliseconds; null when no row has one. */
function timeSpan(data: DatasetCard, column: string | null): { start: number; end: number } | null {
  const profile = data.columns.find(({ name }) => name === column);
  if (!profile) return null;
  const start = Date.parse(String(profile.min));
  const end = Date.parse(String(profile.max));
  return Number.isNaN(start) || Number.isNaN(end) ? null : { start, end };
}
