import type { SyntheticEvent } from 'react';
import { CartesianGrid, Line, LineChart, Tooltip, XAxis, YAxis, type LabelProps } from 'recharts';
import type { MetricName } from '../../../app/api/schemas/runs';
import { metricText } from '../format/metrics';
import { amountTicks, axisProps, gridProps } from './chartStyle';
import { ChartSpace } from './ChartSpace';
import { ChartTip } from './ChartTip';
import { clickedPoint } from './clickedPoint';
import type { ComparedLines, ComparedPoint } from './comparedLines';
import { lineStyle } from './lineStyle';
import { metricAxis } from './metricAxis';
import { timeTicks } from './timelinePoints';

interface CompareTimelineChartProps {
  lines: ComparedLines;
  metric: MetricName;
  /** What each line is called at its end. */
  letters: string[];
  height: number;
  onPoint: (point: ComparedPoint) => void;
}

/** The lines of several runs over the same windows, each with its own dashes and its letter at the end. */
export function CompareTimelineChart({ lines: { points, isTime }, metric, letters, height, onPoint }: CompareTimelineChartProps) {
  const from = points[0]?.from ?? 0;
  const to = points.at(-1)?.to ?? 1;
  const time = isTime ? timeTicks(from, to) : null;
  const values = points.flatMap((point) => point.values.filter((value) => value !== null));
  const ends = letters.map((_, run) => points.findLastIndex((point) => point.values[run] !== null));
  return (
    <ChartSpace height={height}>
      <LineChart
        data={points}
        margin={{ top: 8, right: 14 + 10 * letters.length, bottom: 4, left: 4 }}
        accessibilityLayer={false}
        style={{ cursor: 'pointer' }}
        onClick={(state: { activeLabel?: string | number | undefined }, event: SyntheticEvent) => {
          const point = clickedPoint(points, ({ x }) => x, { state, event, domain: [from, to] });
          if (point) onPoint(point);
        }}
      >
        <CartesianGrid {...gridProps} />
        <XAxis
          type="number"
          dataKey="x"
          domain={[from, to]}
          allowDataOverflow
          {...axisProps}
          tickFormatter={time ? time.format : amountTicks(to)}
          {...(time ? { ticks: time.ticks } : {})}
        />
        <YAxis {...metricAxis(metric, values)} />
        {letters.map((letter, run) => {
          const { stroke, dash } = lineStyle(run);
          const last = ends[run];
          // Lines that end together would write their letters over each other.
          const before = ends.slice(0, run).filter((end) => end === last).length;
          return (
            <Line
              key={letter}
              dataKey={(point: ComparedPoint) => point.values[run] ?? null}
              name={letter}
              stroke={stroke}
              strokeWidth={2}
              strokeDasharray={dash}
              dot={false}
              isAnimationActive={false}
              connectNulls={false}
              label={(props: LabelProps & { index?: number }) =>
                props.index === last ? (
                  <text
                    x={Number(props.x) + 6 + 10 * before}
                    y={Number(props.y) + 4}
                    fill={stroke}
                    fontSize="var(--font-2xs)"
                    fontWeight={600}
                  >
                    {letter}
                  </text>
                ) : (
                  <g />
                )
              }
            />
          );
        })}
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: 'var(--line-strong)' }}
          content={({ active, payload }) => {
            const point = payload?.[0]?.payload as ComparedPoint | undefined;
            if (!active || !point) return null;
            return (
              <ChartTip
                title={point.label}
                lines={letters.map((letter, run): [string, string] => [letter, metricText(metric, point.values[run])])}
              />
            );
          }}
        />
      </LineChart>
    </ChartSpace>
  );
}
