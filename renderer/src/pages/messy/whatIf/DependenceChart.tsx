import { memo } from 'react';
import { Area, CartesianGrid, ComposedChart, ErrorBar, Line, ReferenceDot, ReferenceLine, Tooltip, XAxis, YAxis } from 'recharts';
import type { Dependence } from '../../../../../app/api/schemas/probe';
import { axisLabel, axisProps, gridProps } from '../../../charts/chartStyle';
import { ChartSpace } from '../../../charts/ChartSpace';
import { ChartTip } from '../../../charts/ChartTip';
import { compact, number, percent } from '../../../format/numbers';
import { day } from '../../../format/times';
import { dependencePoints, placeOfRow, shownWords, type DependencePoint } from './dependencePoints';
import { chartHeight } from '../../../theme/tokens';

/** Lines beyond these hide each other. */
const drawnLines = 40;
const still = { isAnimationActive: false, activeDot: false } as const;

/** Values of a column across, what the model says upwards. Categories have marks, since nothing lies between them. */
export const DependenceChart = memo(function DependenceChart({ found }: { found: Dependence }) {
  const points = dependencePoints(found);
  const place = placeOfRow(found);
  const isCategory = found.kind === 'category';
  const words = shownWords(found);
  const domain = found.shows === 'value' ? (['auto', 'auto'] as const) : ([0, 1] as const);
  const xs = points.map(({ x }) => x);
  const ends = [Math.min(...xs, ...(place ? [place.x] : [])), Math.max(...xs, ...(place ? [place.x] : []))];
  return (
    <ChartSpace height={chartHeight.tall}>
      <ComposedChart data={points} margin={{ top: 8, right: 18, bottom: 24, left: 4 }} accessibilityLayer={false}>
        <CartesianGrid {...gridProps} />
        <XAxis
          type="number"
          dataKey="x"
          domain={isCategory ? [-0.5, points.length - 0.5] : ends}
          {...axisProps}
          {...(isCategory ? { ticks: xs, interval: 0 } : {})}
          tickFormatter={(x: number) =>
            isCategory ? short(points[x]?.label ?? '') : found.kind === 'time' ? day(new Date(x).toISOString()) : compact(x)
          }
          label={{ value: found.column, position: 'insideBottom', offset: -14, ...axisLabel }}
        />
        <YAxis
          type="number"
          domain={[...domain]}
          width={64}
          {...axisProps}
          tickFormatter={(value: number) => number(value, 3)}
          label={{ value: words, angle: -90, position: 'insideLeft', style: { ...axisLabel, textAnchor: 'middle' } }}
        />
        {!isCategory &&
          found.lines
            .slice(0, drawnLines)
            .map(({ row }, index) => (
              <Line
                key={row}
                dataKey={(point: DependencePoint) => point.lines[index] ?? null}
                stroke="var(--chart-bar-strong)"
                strokeWidth={1}
                strokeOpacity={0.45}
                dot={false}
                tooltipType="none"
                {...still}
              />
            ))}
        {!isCategory && (
          <Area dataKey="band" stroke="none" fill="var(--chart-band)" fillOpacity={0.25} tooltipType="none" {...still} />
        )}
        <Line
          dataKey="mean"
          stroke="var(--chart-1)"
          strokeWidth={isCategory ? 0 : 2.5}
          dot={isCategory ? { r: 5, fill: 'var(--chart-1)', strokeWidth: 0 } : false}
          {...still}
        >
          {isCategory && (
            <ErrorBar
              dataKey={({ mean, band }: DependencePoint) =>
                mean === null || band === null ? [0, 0] : [mean - band[0], band[1] - mean]
              }
              direction="y"
              stroke="var(--chart-1)"
              isAnimationActive={false}
            />
          )}
        </Line>
        {found.row && (
          <Line
            dataKey="row"
            stroke="var(--accent)"
            strokeWidth={isCategory ? 0 : 2}
            strokeDasharray="7 3"
            dot={isCategory ? { r: 4, fill: 'var(--surface)', stroke: 'var(--accent)', strokeWidth: 2 } : false}
            {...still}
          />
        )}
        {place && <ReferenceLine x={place.x} stroke="var(--accent)" strokeDasharray="2 4" />}
        {place && (
          <ReferenceDot
            x={place.x}
            y={place.y}
            r={5}
            fill="var(--accent)"
            stroke="var(--surface)"
            strokeWidth={2}
            ifOverflow="extendDomain"
          />
        )}
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: 'var(--line-strong)' }}
          content={({ active, payload }) => {
            const point = payload?.[0]?.payload as DependencePoint | undefined;
            if (!active || !point) return null;
            return (
              <ChartTip
                title={`${found.column} ${point.label}`}
                lines={[
                  [`mean ${words}`, number(point.mean, 3)],
                  ['95 %', point.band ? `${number(point.band[0], 3)} to ${number(point.band[1], 3)}` : '–'],
                  ...(found.row ? [[`row ${found.row.row}`, number(point.row, 3)] as [string, string]] : []),
                  [isCategory ? 'share of rows' : 'rows at or below', percent(point.share)],
                ]}
              />
            );
          }}
        />
      </ComposedChart>
    </ChartSpace>
  );
});

function short(text: string): string {
  return text.length > 14 ? `${text.slice(0, 13)}…` : text;
}
