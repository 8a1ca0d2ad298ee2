import type { MetricName } from '../../../app/api/schemas/runs';
import { metricFacts } from '../format/metrics';
import { axisLabel, axisProps, roundTicks } from './chartStyle';

/** The vertical axis of a chart whose lines are one metric: around all values, with a little room. */
export function metricAxis(metric: MetricName, values: readonly number[]) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = (high - low) * 0.08 || 0.01;
  const domain: [number, number] = [low - room, high + room];
  return {
    type: 'number' as const,
    domain,
    ticks: roundTicks(...domain),
    width: 68,
    ...axisProps,
    label: {
      value: `${metricFacts[metric].label}${domain[0] > 0 || domain[1] < 0 ? ' (axis not from 0)' : ''}`,
      angle: -90,
      position: 'insideLeft' as const,
      style: { ...axisLabel, textAnchor: 'middle' as const },
    },
    tickFormatter: (value: number) => Number(value.toFixed(4)).toString().replace('-', '−'),
  };
}
