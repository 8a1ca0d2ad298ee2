import { predictedP99 } from '../../../../../app/api/loadCurve';
import { p99OfAll } from '../../../../../app/api/loadWords';
import type { LoadResult, LoadStep } from '../../../../../app/api/schemas/load';
import type { ChartTable } from '../../../charts/chartTable';

/** A measured rate with its 99th percentile; `spread` = how far the interval reaches below and above. */
export interface MeasuredPoint {
  rate: number;
  p99: number;
  spread: [number, number];
  step: LoadStep;
}

/** The curve that the plan reads. */
export interface CurveSample {
  rate: number;
  p99: number;
  band: [number, number];
  /** Nothing bounds the band from above. */
  open: boolean;
}

export function measuredPoints({ steps }: Pick<LoadResult, 'steps'>): MeasuredPoint[] {
  return steps.flatMap((step) => {
    const { value, low, high } = step.p99Ms;
    if (step.mode !== 'open' || value === null || step.offeredPerSecond === null) return [];
    return [
      {
        rate: step.offeredPerSecond,
        p99: value,
        spread: [value - (low ?? value), (high ?? value) - value] as [number, number],
        step,
      },
    ];
  });
}

const samples = 60;

export function curveSamples(result: Pick<LoadResult, 'steps' | 'saturation'>): CurveSample[] {
  const last = Math.max(0, ...measuredPoints(result).map(({ rate }) => rate));
  return Array.from({ length: samples + 1 }, (_, index) => (index * last) / samples).flatMap((rate) => {
    const predicted = predictedP99(result, rate);
    return predicted
      ? [{ rate, p99: predicted.value, band: [predicted.low, predicted.high] as [number, number], open: predicted.open }]
      : [];
  });
}

export function stepTable({ steps }: Pick<LoadResult, 'steps'>): ChartTable {
  return {
    columns: [
      'load',
      'offered/s',
      'answered/s',
      'p50 ms',
      'p90 ms',
      'p99 ms',
      'p99 ms, low',
      'p99 ms, high',
      'bounded above',
      'p99 ms with all moments',
      'seconds left out',
      'failed',
      'cores',
      'stable',
    ],
    rows: steps.map((step) => [
      step.mode === 'closed' ? `${String(step.concurrency)} at a time` : 'at a rate',
      step.offeredPerSecond,
      step.ratePerSecond.value,
      step.p50Ms.value,
      step.p90Ms.value,
      step.p99Ms.value,
      step.p99Ms.low,
      step.p99Ms.high,
      step.p99Open === true ? 'no' : 'yes',
      p99OfAll(step),
      step.stolen?.leftOutSeconds ?? 0,
      step.errors,
      step.cores,
      step.stable ? 'yes' : 'no',
    ]),
  };
}
