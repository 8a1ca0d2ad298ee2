import { Area, CartesianGrid, ComposedChart, Line, ReferenceArea, ReferenceLine, Tooltip, XAxis, YAxis } from 'recharts';
import type { MetricName } from '../../../app/api/schemas/runs';
import { axisLabel, axisProps, cursorLine, gridProps } from './chartStyle';
import { ChartSpace } from './ChartSpace';
import type { Continued, ContinuedPoint } from './continuedPoints';
import { lineStyle } from './lineStyle';
import { metricAxis } from './metricAxis';
import { pointing } from './pointing';
import { WindowTip } from './WindowTip';

interface ContinuedChartProps {
  continued: Continued;
  metric: MetricName;
  height: number;
  /** Place of the point that the time cursor is on, and that it moved. */
  pointed: number | null;
  onPoint: (index: number | null) => void;
}

const parts = ['validated', 'deployed'] as const;

/** What was validated, and what the deployed bundle answered after it, with the moment it began. */
export function ContinuedChart({ continued, metric, height, pointed, onPoint }: ContinuedChartProps) {
  const { points, ticks, deployedAt, gaps, cut } = continued;
  const at = pointed === null ? undefined : points[pointed]?.at;
  const labels = new Map(ticks.map(({ at, label }) => [at, label]));
  const values = points.flatMap(({ point: { value, band } }) => (value === null ? [] : [value, ...(band ?? [])]));
  return (
    <ChartSpace height={height}>
      <ComposedChart
        data={points}
        margin={{ top: 20, right: 36, bottom: 4, left: 4 }}
        accessibilityLayer={false}
        {...pointing(onPoint)}
      >
        <CartesianGrid {...gridProps} />
        {gaps.map(({ from, to }) => (
          <ReferenceArea key={from} x1={from} x2={to} fill="var(--chart-axis)" fillOpacity={0.1} stroke="none" />
        ))}
        <XAxis
          type="number"
          dataKey="at"
          domain={[0, 1]}
          allowDataOverflow
          {...axisProps}
          ticks={ticks.map(({ at }) => at)}
          tickFormatter={(at: number) => labels.get(at) ?? ''}
        />
        <YAxis {...metricAxis(metric, values.length > 0 ? values : [0, 1])} />
        {cut && (
          <ReferenceArea
            x1={cut.from}
            x2={cut.to}
            fill="var(--surface-sunken)"
            fillOpacity={1}
            stroke="var(--line-strong)"
            strokeDasharray="2 3"
            label={{ value: '//', position: 'insideBottom', ...axisLabel }}
          />
        )}
        {parts.map((part, index) => (
          <Area
            key={part}
            dataKey={`${part}Band`}
            stroke="none"
            fill={lineStyle(index).stroke}
            fillOpacity={0.16}
            isAnimationActive={false}
            connectNulls={false}
            activeDot={false}
          />
        ))}
        {parts.map((part, index) => {
          const { stroke, dash } = lineStyle(index);
          return (
            <Line
              key={part}
              dataKey={part}
              stroke={stroke}
              strokeWidth={2}
              strokeDasharray={dash}
              dot={points.length <= 120 ? { r: 2.5, fill: stroke, strokeWidth: 0 } : false}
              isAnimationActive={false}
              connectNulls={false}
            />
          );
        })}
        {at !== undefined && <ReferenceLine x={at} {...cursorLine} />}
        <ReferenceLine
          x={deployedAt}
          stroke="var(--text)"
          strokeWidth={1.5}
          label={{ value: 'deployed', position: 'top', fill: 'var(--text)', fontSize: 'var(--font-2xs)', fontWeight: 600 }}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: 'var(--line-strong)' }}
          content={({ active, payload }) => {
            const found = payload?.[0]?.payload as ContinuedPoint | undefined;
            return active && found ? (
              <WindowTip title={`${found.point.label}, ${found.part}`} point={found.point} metric={metric} />
            ) : null;
          }}
        />
      </ComposedChart>
    </ChartSpace>
  );
}
