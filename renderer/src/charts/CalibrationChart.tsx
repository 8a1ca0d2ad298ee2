import type { SyntheticEvent } from 'react';
import { CartesianGrid, ErrorBar, Line, LineChart, ReferenceLine, Tooltip, XAxis, YAxis } from 'recharts';
import type { Evaluation } from '../../../app/api/schemas/runs';
import { count } from '../format/numbers';
import { axisLabel, axisProps, gridProps } from './chartStyle';
import { ChartSpace } from './ChartSpace';
import { ChartTip } from './ChartTip';
import { clickedPoint } from './clickedPoint';
import { chartHeight } from '../theme/tokens';

export type CalibrationBin = NonNullable<Evaluation['curves']>['calibration'][number];

interface CalibrationChartProps {
  bins: CalibrationBin[];
  onBin?: ((bin: CalibrationBin) => void) | undefined;
}

const ticks = [0, 0.25, 0.5, 0.75, 1];

/** Predicted probability against what happened, with an interval for each bin; the diagonal is perfect. */
export function CalibrationChart({ bins, onBin }: CalibrationChartProps) {
  const points = bins
    .filter(({ rows, observed }) => rows > 0 && observed.value !== null)
    .map((bin) => {
      const value = bin.observed.value ?? 0;
      return {
        bin,
        x: bin.meanScore,
        y: value,
        error: [value - (bin.observed.low ?? value), (bin.observed.high ?? value) - value],
      };
    });
  return (
    <ChartSpace height={chartHeight.normal}>
      <LineChart
        data={points}
        margin={{ top: 8, right: 18, bottom: 22, left: 4 }}
        accessibilityLayer={false}
        {...(onBin
          ? {
              style: { cursor: 'pointer' },
              onClick: (state: { activeLabel?: string | number | undefined }, event: SyntheticEvent) => {
                const point = clickedPoint(points, ({ x }) => x, { state, event, domain: [0, 1] });
                if (point) onBin(point.bin);
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
          label={{ value: 'predicted probability', position: 'insideBottom', offset: -12, ...axisLabel }}
        />
        <YAxis
          type="number"
          domain={[0, 1]}
          ticks={ticks}
          width={58}
          {...axisProps}
          label={{
            value: 'observed share',
            angle: -90,
            position: 'insideLeft',
            offset: 4,
            style: { textAnchor: 'middle' },
            ...axisLabel,
          }}
        />
        <ReferenceLine
          segment={[
            { x: 0, y: 0 },
            { x: 1, y: 1 },
          ]}
          stroke="var(--chart-baseline)"
          strokeDasharray="5 4"
          strokeWidth={1.5}
        />
        <Tooltip
          isAnimationActive={false}
          content={({ active, payload }) => {
            const point = payload?.[0]?.payload as (typeof points)[number] | undefined;
            if (!active || !point) return null;
            const { bin } = point;
            return (
              <ChartTip
                title={`Predicted ${bin.from.toFixed(1)} to ${bin.to.toFixed(1)}`}
                lines={[
                  ['mean prediction', bin.meanScore.toFixed(3)],
                  ['observed', point.y.toFixed(3)],
                  ['95 %', `${(bin.observed.low ?? point.y).toFixed(3)} to ${(bin.observed.high ?? point.y).toFixed(3)}`],
                  ['rows', count(bin.rows)],
                ]}
              />
            );
          }}
        />
        <Line
          dataKey="y"
          stroke="var(--chart-1)"
          strokeWidth={1.5}
          dot={{ r: 3.5, fill: 'var(--chart-1)', strokeWidth: 0 }}
          isAnimationActive={false}
        >
          <ErrorBar dataKey="error" direction="y" width={5} stroke="var(--chart-1)" strokeWidth={1.5} isAnimationActive={false} />
        </Line>
      </LineChart>
    </ChartSpace>
  );
}
