import { useMemo, useState, type MouseEvent as ReactMouseEvent, type SyntheticEvent } from 'react';
import {
  Area,
  Bar,
  Brush,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceArea,
  ReferenceLine,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import type { MetricName, Timeline, TimelineWindow } from '../../../app/api/schemas/runs';
import { metricFacts } from '../format/metrics';
import { compact } from '../format/numbers';
import { alertsWithin, markColour, type AlertMark, type TimedAlert } from './alertMarks';
import { amountTicks, axisLabel, axisProps, cursorLine, gridProps } from './chartStyle';
import { ChartSpace } from './ChartSpace';
import { clickedPoint } from './clickedPoint';
import { gapsOf, hasTimes, metricDomain, timelinePoints, timeTicks, type TimelinePoint } from './timelinePoints';
import { WindowTip } from './WindowTip';

interface TimelineChartProps {
  windows: TimelineWindow[];
  unit: string;
  metric: MetricName;
  /** What a model that learned nothing would reach over all rows. */
  baseline: number | null;
  reference: Timeline['reference'];
  /** The metric over the reference period. */
  referenceValue?: number | null;
  /** What a drift run alerts to, and where in the chart it begins. */
  alerts?: readonly TimedAlert[];
  marks?: readonly AlertMark[];
  height: number;
  /** Index of the window that is open beside the chart, and of the one the keyboard is on. */
  chosen?: number | null;
  marked?: number | null;
  onChoose?: (index: number) => void;
  /** The pointer is at a window; null = at none. */
  onPoint?: (index: number | null) => void;
  /** First and last window shown; the brush changes it. */
  zoom?: [number, number] | null;
  onZoom?: (zoom: [number, number]) => void;
}

/** A metric over time: the line, its interval as a band, gaps as gaps, and the rows behind each point as bars. */
export function TimelineChart(props: TimelineChartProps) {
  const {
    windows,
    unit,
    metric,
    baseline,
    reference,
    referenceValue = null,
    alerts = [],
    marks = [],
    height,
    chosen = null,
    marked = null,
    onChoose,
    onPoint,
    zoom,
    onZoom,
  } = props;
  // Where a window was clicked: its figures open beside the chart, and no tip covers it until the pointer moves on.
  const [clicked, setClicked] = useState<{ x: number; y: number } | null>(null);
  // The same array while the brush is dragged: with another one it would let go.
  const points = useMemo(() => timelinePoints(windows, metric, unit), [windows, metric, unit]);
  const [first, last] = zoom ?? [0, points.length - 1];
  const shown = points.slice(first, last + 1);
  const from = shown[0]?.from ?? 0;
  const to = shown.at(-1)?.to ?? 1;
  const isTime = hasTimes(windows);
  const time = isTime ? timeTicks(from, to) : null;
  const { domain, ticks } = metricDomain(shown, baseline);
  const mostRows = Math.max(1, ...shown.map(({ rows }) => rows));
  const area = (index: number | null): TimelinePoint | undefined => (index === null ? undefined : points[index]);
  const chosenPoint = area(chosen);
  const markedPoint = area(marked);

  return (
    <ChartSpace height={height}>
      <ComposedChart
        data={points}
        margin={{ top: 8, right: 10, bottom: 4, left: 4 }}
        accessibilityLayer={false}
        {...(onChoose
          ? {
              style: { cursor: 'pointer' },
              onClick: (state: { activeLabel?: string | number | undefined }, event: SyntheticEvent) => {
                const point = clickedPoint(shown, ({ x }) => x, { state, event, domain: [from, to] });
                if (!point) return;
                const { nativeEvent } = event;
                setClicked(nativeEvent instanceof MouseEvent ? { x: nativeEvent.clientX, y: nativeEvent.clientY } : null);
                onChoose(points.indexOf(point));
              },
              onMouseMove: (
                { activeLabel }: { activeLabel?: string | number | undefined },
                { clientX, clientY }: ReactMouseEvent,
              ) => {
                if (clicked && Math.hypot(clientX - clicked.x, clientY - clicked.y) > 6) setClicked(null);
                // The brush takes the first and the last window away, so that a place among the points shown tells nothing.
                const at = activeLabel === undefined ? -1 : points.findIndex(({ x }) => x === Number(activeLabel));
                onPoint?.(at < 0 ? null : at);
              },
              onMouseLeave: () => onPoint?.(null),
            }
          : {})}
      >
        <CartesianGrid {...gridProps} yAxisId="metric" />
        <XAxis
          type="number"
          dataKey="x"
          domain={[from, to]}
          allowDataOverflow
          {...axisProps}
          tickFormatter={time ? time.format : amountTicks(to)}
          {...(time ? { ticks: time.ticks } : {})}
        />
        <YAxis
          yAxisId="metric"
          type="number"
          domain={domain}
          ticks={ticks}
          width={68}
          {...axisProps}
          label={{
            value: valueAxisWords(metric, ticks),
            angle: -90,
            position: 'insideLeft',
            style: { ...axisLabel, textAnchor: 'middle' },
          }}
          tickFormatter={(value: number) => Number(value.toFixed(4)).toString().replace('-', '−')}
        />
        <YAxis
          yAxisId="rows"
          orientation="right"
          domain={[0, mostRows * 5]}
          ticks={[0, mostRows]}
          width={44}
          {...axisProps}
          tickFormatter={compact}
        />
        {reference && isTime && (
          <ReferenceArea
            yAxisId="metric"
            x1={Math.max(from, Date.parse(reference.start))}
            x2={Math.min(to, Date.parse(reference.end))}
            fill="var(--chart-3)"
            fillOpacity={0.12}
            ifOverflow="hidden"
          />
        )}
        {gapsOf(shown).map((gap) => (
          <ReferenceArea
            key={gap.from}
            yAxisId="metric"
            x1={gap.from}
            x2={gap.to}
            fill="var(--chart-axis)"
            fillOpacity={0.1}
            ifOverflow="hidden"
          />
        ))}
        {chosenPoint && (
          <ReferenceArea
            yAxisId="metric"
            x1={chosenPoint.from}
            x2={chosenPoint.to}
            fill="var(--accent)"
            fillOpacity={0.14}
            stroke="var(--accent)"
            strokeOpacity={0.7}
            ifOverflow="hidden"
          />
        )}
        {markedPoint && marked !== chosen && <ReferenceLine yAxisId="metric" x={markedPoint.x} {...cursorLine} />}
        {marks.map((mark) => (
          <ReferenceLine
            key={mark.index}
            yAxisId="metric"
            x={points[mark.index]?.from ?? 0}
            stroke={markColour(mark)}
            strokeWidth={1.5}
            strokeDasharray="1 3"
            ifOverflow="hidden"
            label={{ value: '▼', position: 'insideTop', fill: markColour(mark), fontSize: 'var(--font-2xs)' }}
          />
        ))}
        <Bar yAxisId="rows" dataKey="rows" fill="var(--chart-bar)" isAnimationActive={false} maxBarSize={40} />
        <Area
          yAxisId="metric"
          dataKey="band"
          stroke="none"
          fill="var(--chart-band)"
          fillOpacity={0.2}
          isAnimationActive={false}
          connectNulls={false}
          activeDot={false}
        />
        {baseline !== null && (
          <ReferenceLine yAxisId="metric" y={baseline} stroke="var(--chart-baseline)" strokeDasharray="5 4" strokeWidth={1.5} />
        )}
        {referenceValue !== null && (
          <ReferenceLine
            yAxisId="metric"
            y={referenceValue}
            stroke="var(--chart-3)"
            strokeDasharray="2 4"
            strokeWidth={1.5}
            ifOverflow="hidden"
          />
        )}
        <Line
          yAxisId="metric"
          dataKey="value"
          stroke="var(--chart-1)"
          strokeWidth={2}
          dot={shown.length <= 120 ? { r: 2.5, fill: 'var(--chart-1)', strokeWidth: 0 } : false}
          isAnimationActive={false}
          connectNulls={false}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={clicked ? false : { stroke: 'var(--line-strong)' }}
          content={({ active, payload }) => {
            const point = payload?.[0]?.payload as TimelinePoint | undefined;
            return active && point && !clicked ? (
              <WindowTip
                title={point.label}
                point={point}
                metric={metric}
                alerts={alertsWithin(alerts, point)}
                {...(onChoose && { note: 'click to open' })}
              />
            ) : null;
          }}
        />
        {onZoom && points.length > 4 && (
          <Brush
            // Other windows, another brush: it keeps the places of its ends from before and looks for them among the new ones.
            key={points.length}
            dataKey="x"
            height={22}
            travellerWidth={9}
            startIndex={first}
            endIndex={last}
            stroke="var(--chart-bar-strong)"
            fill="var(--surface-sunken)"
            tickFormatter={() => ''}
            ariaLabel="Zoom: first and last window shown"
            onChange={({ startIndex, endIndex }) => {
              if (startIndex !== undefined && endIndex !== undefined) onZoom([startIndex, endIndex]);
            }}
          />
        )}
      </ComposedChart>
    </ChartSpace>
  );
}

/** An axis that begins at the data rather than at zero says so. */
function valueAxisWords(metric: MetricName, ticks: number[]): string {
  const isCut = (ticks[0] ?? 0) > 0 || (ticks.at(-1) ?? 0) < 0;
  return `${metricFacts[metric].label}${isCut ? ' (axis not from 0)' : ''}`;
}
