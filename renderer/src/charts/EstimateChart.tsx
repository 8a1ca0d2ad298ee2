import { Area, CartesianGrid, ComposedChart, Line, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { DriftEstimate } from '../../../app/api/schemas/drift';
import { intervalText, metricText } from '../format/metrics';
import { axisProps, gridProps } from './chartStyle';
import type { ChartTable } from './chartTable';
import { ChartTip } from './ChartTip';
import { metricAxis } from './metricAxis';

interface EstimateChartProps {
  estimate: DriftEstimate;
  labels: string[];
  height: number;
}

interface Point {
  label: string;
  index: number;
  estimate: number | null;
  range: [number, number] | null;
  truth: number | null;
}

/** A figure by window as estimated without labels, with its range, and the true one where labels are there. */
export function EstimateChart({ estimate, labels, height }: EstimateChartProps) {
  const points = pointsOf(estimate, labels);
  const { metric, reference } = estimate;
  const values = [
    reference.value,
    ...points.flatMap(({ estimate: value, range, truth }) => [value, truth, ...(range ?? [])]),
  ].filter((value) => value !== null);
  return (
    <ResponsiveContainer width="100%" height={height}>
      <ComposedChart data={points} margin={{ top: 8, right: 18, bottom: 4, left: 4 }} accessibilityLayer={false}>
        <CartesianGrid {...gridProps} />
        <XAxis dataKey="label" {...axisProps} interval="preserveStartEnd" minTickGap={24} />
        <YAxis {...metricAxis(metric, values)} />
        {reference.value !== null && <ReferenceLine y={reference.value} stroke="var(--text-soft)" strokeDasharray="2 4" />}
        <Area dataKey="range" stroke="none" fill="var(--chart-2)" fillOpacity={0.16} isAnimationActive={false} />
        <Line
          dataKey="estimate"
          stroke="var(--chart-2)"
          strokeWidth={2}
          strokeDasharray="6 4"
          dot={false}
          isAnimationActive={false}
        />
        <Line dataKey="truth" stroke="var(--chart-1)" strokeWidth={2} dot={{ r: 3 }} isAnimationActive={false} />
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: 'var(--line-strong)' }}
          content={({ active, payload }) => {
            const point = payload?.[0]?.payload as Point | undefined;
            if (!active || !point) return null;
            const interval = estimate.windows[point.index];
            return (
              <ChartTip
                title={point.label}
                lines={[
                  ['estimated', metricText(metric, point.estimate)],
                  ['range', interval ? intervalText(metric, interval) : '–'],
                  ['true', metricText(metric, point.truth)],
                ]}
              />
            );
          }}
        />
      </ComposedChart>
    </ResponsiveContainer>
  );
}

/** The same numbers, with nothing rounded. */
export function estimateTable({ windows, realized }: DriftEstimate, labels: string[]): ChartTable {
  return {
    columns: ['Window', 'Estimated', 'Low', 'High', 'True', 'True, low', 'True, high'],
    rows: labels.map((label, index) => {
      const [told, truth] = [windows[index], realized[index]];
      return [
        label,
        told?.value ?? null,
        told?.low ?? null,
        told?.high ?? null,
        truth?.value ?? null,
        truth?.low ?? null,
        truth?.high ?? null,
      ];
    }),
  };
}

function pointsOf({ windows, realized }: DriftEstimate, labels: string[]): Point[] {
  return labels.map((label, index) => {
    const { value = null, low = null, high = null } = windows[index] ?? {};
    return {
      label,
      index,
      estimate: value,
      range: low === null || high === null ? null : [low, high],
      truth: realized[index]?.value ?? null,
    };
  });
}
