// One damage at one amount: what the model makes of it, in figures.
import type { Interval } from '../api/schemas/common.ts';
import type { Metrics } from '../api/schemas/runs.ts';
import type { StressMetric } from '../api/schemas/stress.ts';
import type { AppError } from '../base/errors.ts';
import { isAppError, isCancelled } from '../base/errors.ts';
import { undefinedInterval } from '../metrics/interval.ts';
import type { PredictionBatch } from '../prepare/predictions.ts';
import { countAnswers, flipRate, metricsOf } from './answers.ts';
import type { Corruption, Damage, StressColumn } from './corruption.ts';
import type { Draws } from './draws.ts';
import type { ModelUnderTest } from './modelUnderTest.ts';

export interface DamageFigures {
  metrics: Metrics;
  /** Of the metric that the curves show. */
  score: Interval;
  flipRate: Interval;
  answered: number;
  unanswered: number;
  /** What the model said when it did not take such rows. */
  refused?: string;
  damage: Damage;
  /** Over the whole table; null where the rows are refused. */
  answers: PredictionBatch | null;
}

export interface DamageBench {
  model: ModelUnderTest;
  draws: Draws;
  metric: StressMetric;
  /** Milliseconds; the model counts its own. */
  spent: { corruptMs: number; scoreMs: number };
}

/**
 * Null where the corruption finds nothing to damage in these rows (a model without scores is never sure).
 * @throws CANCELLED, STORAGE_FULL
 */
export async function evaluateDamage(
  { model, draws, metric, spent }: DamageBench,
  what: { corruption: Corruption; columns: StressColumn[]; amount: number },
  signal?: AbortSignal,
): Promise<DamageFigures | null> {
  const { table, clean } = model;
  const start = performance.now();
  const damage = what.corruption.damage({ table, columns: what.columns, amount: what.amount, draws, clean });
  spent.corruptMs += performance.now() - start;
  if (!damage.columns && !damage.rows && !damage.actual) return null;
  let answers: PredictionBatch;
  try {
    answers = await model.predict(damage.columns ?? new Map(), signal);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return refusal(error, damage, damage.rows?.length ?? table.rowCount);
  }
  const scoring = performance.now();
  const figures = figuresOf(model, answers, { damage, metric });
  spent.scoreMs += performance.now() - scoring;
  return figures;
}

/** The model, or its preparation, does not take such rows. */
export function isRefusal(error: unknown): error is AppError {
  return isAppError(error) && !isCancelled(error) && error.code !== 'STORAGE_FULL';
}

/** The figures of answers over the whole table, after the damage to rows and labels. Resampled rows need no new answers. */
export function figuresOf(
  { table, clean }: Pick<ModelUnderTest, 'table' | 'clean'>,
  answers: PredictionBatch,
  { damage, metric }: { damage: Damage; metric: StressMetric },
): DamageFigures {
  const rows = damage.rows ?? null;
  const flips = flipRate(clean, answers, rows);
  const metrics = metricsOf(table, answers, damage);
  const answered = countAnswers(answers, rows);
  return {
    metrics,
    score: metric === 'agreement' ? rest(flips) : (metrics[metric] ?? undefinedInterval),
    flipRate: flips,
    answered,
    unanswered: (rows?.length ?? table.rowCount) - answered,
    damage,
    answers,
  };
}

function refusal(error: AppError, damage: Damage, rows: number): DamageFigures {
  return {
    metrics: {},
    score: undefinedInterval,
    flipRate: undefinedInterval,
    answered: 0,
    unanswered: rows,
    refused: error.message,
    damage,
    answers: null,
  };
}

/** Of a share: what is left to 1. */
export function rest({ value, low, high }: Interval): Interval {
  return {
    value: value === null ? null : 1 - value,
    low: high === null ? null : 1 - high,
    high: low === null ? null : 1 - low,
  };
}
