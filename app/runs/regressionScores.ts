import { evaluateRegression } from '../metrics/evaluateRegression.ts';
import { medianFor } from '../metrics/medianFor.ts';
import { computeRegressionMetrics } from '../metrics/regressionMetrics.ts';
import { RegressionTally } from '../metrics/regressionTally.ts';
import { ResidualPass } from '../metrics/residualPass.ts';
import type { RegressionRows } from '../metrics/rows.ts';
import type { SortedMedian } from '../metrics/sortedMedian.ts';
import { createRegressionTimeline, type RegressionTimeline } from '../timeline/regressionTimeline.ts';
import type { TimelinePlan } from '../timeline/timelinePlan.ts';
import type { PredictionBlock } from './predictionBlock.ts';
import { sortLimit, type FinishOptions, type RunScores } from './runScores.ts';
import { SegmentedValues } from './segmentedValues.ts';

export interface RegressionScoresOptions {
  weighted: boolean;
  seed: number;
  /** Null = no timeline wanted. */
  plan: TimelinePlan | null;
}

export function createRegressionScores(options: RegressionScoresOptions): RunScores {
  const { weighted, plan } = options;
  const tally = new RegressionTally({ seed: options.seed });
  const timeline = plan && createRegressionTimeline(plan, { weighted });

  return {
    add(block) {
      const rows = regressionRows(block);
      tally.add(rows);
      timeline?.add(rows, block.time, block.rowNumbers ?? block.firstRow);
    },
    live: () => ({
      rows: tally.rows,
      labelled: tally.labelled,
      metrics: computeRegressionMetrics(tally, null),
      timeline: timeline?.windows({ live: true }) ?? [],
    }),
    async finish(finish) {
      const second = new ResidualPass(tally);
      const median = medianFor(tally, weighted);
      for await (const block of finish.source()) second.add(regressionRows(block));
      if (tally.judged > 0) {
        if (weighted || tally.judged > sortLimit) await medianOrdered(median, timeline, finish);
        else await medianInMemory(median, timeline, finish);
      }
      return {
        evaluation: evaluateRegression({ tally, median, second }),
        timeline: timeline?.timeline(finish.reference) ?? null,
      };
    },
  };
}

function regressionRows(block: PredictionBlock): RegressionRows {
  return {
    rowCount: block.rowCount,
    actual: block.actual instanceof Float64Array ? block.actual : new Float64Array(block.rowCount).fill(NaN),
    predicted: block.predicted as Float64Array,
    weight: block.weight,
    firstRow: block.firstRow,
    ...(block.rowNumbers ? { rowNumbers: block.rowNumbers } : {}),
  };
}

/** Absolute residuals in segments per window: each is sorted and fed, then all of them together. */
async function medianInMemory(median: SortedMedian, timeline: RegressionTimeline | null, finish: FinishOptions): Promise<void> {
  const segments = (timeline?.plan.windowCount ?? 0) + 1;
  const counts = new Float64Array(segments);
  const visit = async (take: (segment: number, error: number) => void): Promise<void> => {
    for await (const block of finish.source()) {
      if (!block.actual) continue;
      for (let row = 0; row < block.rowCount; row++) {
        const actual = block.actual[row] as number;
        const error = Math.abs((block.predicted[row] as number) - actual);
        // Infinite labels or predictions are judged by no metric.
        if (!Number.isFinite(error) || !Number.isFinite(actual)) continue;
        const window = timeline
          ? timeline.windowOf(block.time?.[row] ?? NaN, block.rowNumbers?.[row] ?? block.firstRow + row)
          : -1;
        take(window < 0 ? segments - 1 : window, error);
      }
    }
  };
  await visit((segment) => {
    counts[segment] = (counts[segment] as number) + 1;
  });
  const values = new SegmentedValues(counts);
  await visit((segment, error) => {
    values.put(segment, error);
  });
  for (let window = 0; window < segments - 1; window++) {
    if (counts[window] === 0) continue;
    const ofWindow = timeline?.order(window);
    for (const error of values.sorted(window)) ofWindow?.add(error);
  }
  for (const error of values.sorted(0, segments)) median.add(error);
}

async function medianOrdered(median: SortedMedian, timeline: RegressionTimeline | null, finish: FinishOptions): Promise<void> {
  for await (const block of finish.ordered.byError()) {
    for (let row = 0; row < block.rowCount; row++) {
      const weight = block.weight?.[row] ?? 1;
      const error = block.values[row] as number;
      if (!(weight > 0 && weight < Infinity) || !Number.isFinite(error)) continue;
      median.add(error, weight);
      const window = timeline ? timeline.windowOf(block.time?.[row] ?? NaN, block.rowNumbers[row] as number) : -1;
      if (window >= 0) timeline?.order(window).add(error, weight);
    }
  }
}
