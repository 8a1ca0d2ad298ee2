import { computeClassificationMetrics } from '../metrics/classificationMetrics.ts';
import { ClassificationTally, type ClassificationTallyOptions } from '../metrics/classificationTally.ts';
import { RankTally } from '../metrics/rankTally.ts';
import type { ClassificationRows } from '../metrics/rows.ts';
import type { TimelinePlan } from './timelinePlan.ts';
import { TimelineTally } from './timelineTally.ts';

/** `order(window)` gives one RankTally of the positive class (binary), or one per class against the rest. */
export type ClassificationTimeline = TimelineTally<ClassificationRows, ClassificationTally, RankTally[]>;

export function createClassificationTimeline(plan: TimelinePlan, options: ClassificationTallyOptions): ClassificationTimeline {
  const rankCount = options.positive === null ? options.classCount : 1;
  return new TimelineTally<ClassificationRows, ClassificationTally, RankTally[]>(plan, {
    create: () => new ClassificationTally(options),
    createOrder: () => Array.from({ length: rankCount }, () => new RankTally({ curves: false })),
    metrics: computeClassificationMetrics,
  });
}
