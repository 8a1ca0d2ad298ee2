import type { SyntheticEvent } from 'react';
import { CartesianGrid, Line, LineChart, ReferenceDot, ReferenceLine, Tooltip, XAxis, YAxis } from 'recharts';
import { axisLabel, axisProps, gridProps } from './chartStyle';
import { ChartSpace } from './ChartSpace';
import { ChartTip } from './ChartTip';
import { clickedPoint } from './clickedPoint';
import { chartHeight } from '../theme/tokens';

export interface CurveChartPoint {
  x: number;
  y: number;
  threshold: number | null;
}

interface CurveChartProps {
  points: CurveChartPoint[];
  /** Further curves, thin behind it. */
  others?: CurveChartPoint[][];
  xLabel: string;
  yLabel: string;
  /** What guessing gives: the diagonal, or a level. */
  chance: 'diagonal' | number | null;
  /** Precision may jump up and down; joining its points straight would promise values in between. */
  step?: boolean;
  /** The threshold that is looked at: marked on the curve. */
  marked?: CurveChartPoint | null;
  onPoint?: ((point: CurveChartPoint) => void) | undefined;
}

const ticks = [0, 0.25, 0.5, 0.75, 1];

/** A curve in the unit square. */
export function CurveChart({
  points,
  others = [],
  xLabel,
  yLabel,
  chance,
  step = false,
  marked = null,
  onPoint,
}: CurveChartProps) {
  const chanceStyle = { stroke: 'var(--chart-baseline)', strokeDasharray: '5 4', strokeWidth: 1.5 };
  return (
    <ChartSpace height={chartHeight.normal}>
      <LineChart
        data={points}
        margin={{ top: 8, right: 18, bottom: 22, left: 4 }}
        accessibilityLayer={false}
        {...(onPoint
          ? {
              style: { cursor: 'pointer' },
              onClick: (state: { activeLabel?: string | number | undefined }, event: SyntheticEvent) => {
                const point = clickedPoint(points, ({ x }) => x, { state, event, domain: [0, 1] });
                if (point) onPoint(point);
              },
            }
          : {})}
      >
        <CartesianGrid {...gridProps} vertical />
        <XAxis
          type="number"
          dataKey="x"
          domain={[0, 1]}
          ticks={ticks}
          {...axisProps}
          label={{ value: xLabel, position: 'insideBottom', offset: -12, ...axisLabel }}
        />
        <YAxis
          type="number"
          domain={[0, 1]}
          ticks={ticks}
          width={58}
          {...axisProps}
          label={{ value: yLabel, angle: -90, position: 'insideLeft', offset: 4, style: { textAnchor: 'middle' }, ...axisLabel }}
        />
        {chance === 'diagonal' && (
          <ReferenceLine
            segment={[
              { x: 0, y: 0 },
              { x: 1, y: 1 },
            ]}
            {...chanceStyle}
          />
        )}
        {typeof chance === 'number' && <ReferenceLine y={chance} {...chanceStyle} />}
        <Tooltip
          isAnimationActive={false}
          content={({ active, payload }) => {
            const point = payload?.at(-1)?.payload as CurveChartPoint | undefined;
            if (!active || !point) return null;
            return (
              <ChartTip
                title={point.threshold === null ? 'Above every score' : `Threshold ${point.threshold.toFixed(3)}`}
                lines={[
                  [xLabel, point.x.toFixed(3)],
                  [yLabel, point.y.toFixed(3)],
                ]}
                {...(onPoint && point.threshold !== null ? { note: 'click for the rows predicted positive' } : {})}
              />
            );
          }}
        />
        {others.map((other, index) => (
          <Line
            key={index}
            data={other}
            dataKey="y"
            type={step ? 'stepAfter' : 'linear'}
            stroke="var(--chart-bar-strong)"
            strokeWidth={1}
            strokeOpacity={0.7}
            dot={false}
            activeDot={false}
            tooltipType="none"
            isAnimationActive={false}
          />
        ))}
        <Line
          dataKey="y"
          type={step ? 'stepAfter' : 'linear'}
          stroke="var(--chart-1)"
          strokeWidth={2}
          dot={false}
          isAnimationActive={false}
        />
        {marked && <ReferenceDot x={marked.x} y={marked.y} r={5} fill="var(--accent)" stroke="var(--surface)" strokeWidth={2} />}
      </LineChart>
    </ChartSpace>
  );
}
