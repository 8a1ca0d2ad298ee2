import { CartesianGrid, ReferenceLine, Scatter, ScatterChart, Tooltip, XAxis, YAxis } from 'recharts';
import { count, number } from '../format/numbers';
import { axisLabel, axisProps, gridProps, roundTicks } from './chartStyle';
import { ChartSpace } from './ChartSpace';
import { ChartTip } from './ChartTip';
import { chartHeight } from '../theme/tokens';

interface Point {
  row: number;
  actual: number;
  predicted: number;
}

interface ActualPredictedChartProps {
  sample: Point[];
  onRow: (row: number) => void;
}

/** A sample of rows; on the diagonal the prediction is right. Both axes span the same range. */
export function ActualPredictedChart({ sample, onRow }: ActualPredictedChartProps) {
  let low = Infinity;
  let high = -Infinity;
  for (const { actual, predicted } of sample) {
    low = Math.min(low, actual, predicted);
    high = Math.max(high, actual, predicted);
  }
  const margin = (high - low || 1) * 0.02;
  const domain: [number, number] = [low - margin, high + margin];
  const ticks = roundTicks(...domain);
  const format = (value: number): string => number(value, 3);
  return (
    <ChartSpace height={chartHeight.normal}>
      <ScatterChart margin={{ top: 8, right: 18, bottom: 22, left: 4 }} accessibilityLayer={false}>
        <CartesianGrid {...gridProps} vertical />
        <XAxis
          type="number"
          dataKey="actual"
          domain={domain}
          ticks={ticks}
          {...axisProps}
          tickFormatter={format}
          label={{ value: 'actual', position: 'insideBottom', offset: -12, ...axisLabel }}
        />
        <YAxis
          type="number"
          dataKey="predicted"
          domain={domain}
          ticks={ticks}
          width={64}
          {...axisProps}
          tickFormatter={format}
          label={{
            value: 'predicted',
            angle: -90,
            position: 'insideLeft',
            offset: 4,
            style: { textAnchor: 'middle' },
            ...axisLabel,
          }}
        />
        <ReferenceLine
          segment={[
            { x: domain[0], y: domain[0] },
            { x: domain[1], y: domain[1] },
          ]}
          stroke="var(--chart-baseline)"
          strokeDasharray="5 4"
          strokeWidth={1.5}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={false}
          content={({ active, payload }) => {
            const point = payload?.[0]?.payload as Point | undefined;
            return active && point ? (
              <ChartTip
                title={`Row ${count(point.row)}`}
                lines={[
                  ['actual', number(point.actual)],
                  ['predicted', number(point.predicted)],
                ]}
                note="click for the row"
              />
            ) : null;
          }}
        />
        <Scatter
          data={sample}
          fill="var(--chart-1)"
          fillOpacity={0.45}
          isAnimationActive={false}
          cursor="pointer"
          shape={<Dot />}
          onClick={(_, index) => {
            const point = sample[index];
            if (point) onRow(point.row);
          }}
        />
      </ScatterChart>
    </ChartSpace>
  );
}

function Dot({ cx, cy }: { cx?: number; cy?: number }) {
  return <circle cx={cx} cy={cy} r={2.5} fill="var(--chart-1)" fillOpacity={0.45} />;
}
