import type { SyntheticEvent } from 'react';
import { Bar, BarChart, CartesianGrid, ReferenceLine, Tooltip, XAxis, YAxis } from 'recharts';
import { count, number } from '../format/numbers';
import { amountAxis, axisLabel, axisProps, gridProps, roundTicks } from './chartStyle';
import { ChartSpace } from './ChartSpace';
import { ChartTip } from './ChartTip';
import { clickedPoint } from './clickedPoint';
import { chartHeight } from '../theme/tokens';

interface HistogramChartProps {
  edges: number[];
  counts: number[];
  xLabel: string;
  /** Marks zero, for errors on either side of it. */
  zero?: boolean;
  /** The last bar holds its upper edge too. */
  onBar?: ((bar: { from: number; to: number; isLast: boolean }) => void) | undefined;
}

export function HistogramChart({ edges, counts, xLabel, zero = false, onBar }: HistogramChartProps) {
  const bars = counts.map((rows, index) => {
    const from = edges[index] ?? 0;
    const to = edges[index + 1] ?? from;
    return { from, to, middle: (from + to) / 2, rows };
  });
  return (
    <ChartSpace height={chartHeight.normal}>
      <BarChart
        data={bars}
        margin={{ top: 8, right: 18, bottom: 22, left: 4 }}
        barCategoryGap={1}
        accessibilityLayer={false}
        {...(onBar
          ? {
              style: { cursor: 'pointer' },
              onClick: (state: { activeLabel?: string | number | undefined }, event: SyntheticEvent) => {
                const bar = clickedPoint(bars, ({ middle }) => middle, {
                  state,
                  event,
                  domain: [edges[0] ?? 0, edges.at(-1) ?? 1],
                });
                if (bar && bar.rows > 0) onBar({ from: bar.from, to: bar.to, isLast: bar === bars.at(-1) });
              },
            }
          : {})}
      >
        <CartesianGrid {...gridProps} />
        <XAxis
          type="number"
          dataKey="middle"
          domain={[edges[0] ?? 0, edges.at(-1) ?? 1]}
          ticks={roundTicks(edges[0] ?? 0, edges.at(-1) ?? 1)}
          {...axisProps}
          tickFormatter={(value: number) => number(value, 3)}
          label={{ value: xLabel, position: 'insideBottom', offset: -12, ...axisLabel }}
        />
        <YAxis
          width={64}
          {...axisProps}
          {...amountAxis(bars.map(({ rows }) => rows))}
          label={{ value: 'rows', angle: -90, position: 'insideLeft', offset: 4, style: { textAnchor: 'middle' }, ...axisLabel }}
        />
        <Tooltip
          cursor={{ fill: 'var(--surface-hover)' }}
          isAnimationActive={false}
          content={({ active, payload }) => {
            const bar = payload?.[0]?.payload as (typeof bars)[number] | undefined;
            return active && bar ? (
              <ChartTip
                title={`${number(bar.from)} to ${number(bar.to)}`}
                lines={[['rows', count(bar.rows)]]}
                {...(onBar && bar.rows > 0 ? { note: 'click for the rows' } : {})}
              />
            ) : null;
          }}
        />
        {zero && <ReferenceLine x={0} stroke="var(--chart-baseline)" strokeDasharray="5 4" strokeWidth={1.5} />}
        <Bar dataKey="rows" fill="var(--chart-bar-strong)" isAnimationActive={false} />
      </BarChart>
    </ChartSpace>
  );
}
