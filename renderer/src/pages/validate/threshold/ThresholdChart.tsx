import { memo } from 'react';
import { CartesianGrid, Line, LineChart, ReferenceLine, Tooltip, XAxis, YAxis } from 'recharts';
import type { ThresholdTable } from '../../../../../app/api/schemas/runs';
import { ChartKey } from '../../../charts/ChartKey';
import { ChartPanel } from '../../../charts/ChartPanel';
import { amountAxis, axisLabel, axisProps, gridProps } from '../../../charts/chartStyle';
import { ChartSpace } from '../../../charts/ChartSpace';
import { ChartTip } from '../../../charts/ChartTip';
import { clickedPoint } from '../../../charts/clickedPoint';
import { number } from '../../../format/numbers';
import { countsAt, drawnSteps, figuresOf, type Costs, type ThresholdFigures } from './thresholdFigures';
import { thresholdText } from './thresholdText';
import { chartHeight } from '../../../theme/tokens';

interface ThresholdChartProps {
  table: ThresholdTable;
  costs: Costs;
  current: number;
  recommended: number;
  onThreshold: (threshold: number) => void;
}

type Point = ThresholdFigures & { threshold: number };

const ticks = [0, 0.25, 0.5, 0.75, 1];
const three = (value: number | null): string => (value === null ? '–' : value.toFixed(3));

/** Precision, recall and cost over all thresholds. */
export const ThresholdChart = memo(function ThresholdChart(props: ThresholdChartProps) {
  const { table, costs, current, recommended, onThreshold } = props;
  const points = drawnSteps(table).map((index): Point => ({
    threshold: table.thresholds[index] ?? 0,
    ...figuresOf(countsAt(table, index), costs, table.negatives),
  }));
  const line = { dot: false, isAnimationActive: false, type: 'stepBefore', strokeWidth: 2 } as const;
  return (
    <ChartPanel
      title="Precision, recall and cost"
      note="at every threshold"
      summary={`Precision, recall and cost over the threshold; looked at ${thresholdText(current)}, recommended ${thresholdText(recommended)}`}
      table={{
        columns: ['Threshold', 'Precision', 'Recall', 'F1', 'False alarms', 'Predicted positive', 'Cost'],
        rows: points.map(({ threshold, precision, recall, f1, falsePositives, share, cost }) => [
          threshold,
          precision,
          recall,
          f1,
          falsePositives,
          share,
          cost,
        ]),
      }}
      chartKey={
        <ChartKey
          entries={[
            ['line', 'var(--chart-1)', 'precision'],
            ['dashed', 'var(--chart-3)', 'recall'],
            ['dotted', 'var(--chart-2)', 'cost, right axis'],
            ['line', 'var(--text)', `looked at: ${thresholdText(current)}`],
            ['dashed', 'var(--chart-baseline)', `recommended: ${thresholdText(recommended)}`],
          ]}
        />
      }
    >
      <ChartSpace height={chartHeight.full}>
        <LineChart
          data={points}
          margin={{ top: 8, right: 4, bottom: 22, left: 4 }}
          accessibilityLayer={false}
          style={{ cursor: 'pointer' }}
          onClick={(state, event) => {
            const point = clickedPoint(points, ({ threshold }) => threshold, { state, event, domain: [0, 1] });
            if (point) onThreshold(point.threshold);
          }}
        >
          <CartesianGrid {...gridProps} vertical />
          <XAxis
            type="number"
            dataKey="threshold"
            domain={[0, 1]}
            ticks={ticks}
            {...axisProps}
            label={{ value: 'threshold', position: 'insideBottom', offset: -12, ...axisLabel }}
          />
          <YAxis yAxisId="share" domain={[0, 1]} ticks={ticks} width={44} {...axisProps} />
          <YAxis
            yAxisId="cost"
            orientation="right"
            width={58}
            {...axisProps}
            {...amountAxis(points.map(({ cost }) => cost))}
            label={{
              value: 'cost',
              angle: 90,
              position: 'insideRight',
              offset: 8,
              style: { textAnchor: 'middle' },
              ...axisLabel,
            }}
          />
          <Tooltip
            isAnimationActive={false}
            content={({ active, payload }) => {
              const point = payload?.[0]?.payload as Point | undefined;
              if (!active || !point) return null;
              return (
                <ChartTip
                  title={`Threshold ${thresholdText(point.threshold)}`}
                  lines={[
                    ['precision', three(point.precision)],
                    ['recall', three(point.recall)],
                    ['cost', number(point.cost)],
                  ]}
                  note="click to look at it"
                />
              );
            }}
          />
          <Line yAxisId="share" dataKey="precision" stroke="var(--chart-1)" {...line} />
          <Line yAxisId="share" dataKey="recall" stroke="var(--chart-3)" strokeDasharray="7 3" {...line} />
          <Line yAxisId="cost" dataKey="cost" stroke="var(--chart-2)" strokeDasharray="2 3" {...line} />
          <ReferenceLine yAxisId="share" x={recommended} stroke="var(--chart-baseline)" strokeDasharray="5 4" strokeWidth={1.5} />
          <ReferenceLine yAxisId="share" x={current} stroke="var(--text)" strokeWidth={1.5} />
        </LineChart>
      </ChartSpace>
    </ChartPanel>
  );
});
