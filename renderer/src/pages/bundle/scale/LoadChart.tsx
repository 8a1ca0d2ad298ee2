import { Area, CartesianGrid, ComposedChart, ErrorBar, Line, ReferenceLine, Tooltip, XAxis, YAxis } from 'recharts';
import { loadFigure, rangeWords } from '../../../../../app/api/loadWords';
import type { LoadResult } from '../../../../../app/api/schemas/load';
import { ChartPanel } from '../../../charts/ChartPanel';
import { axisLabel, axisProps, gridProps, roundTicks } from '../../../charts/chartStyle';
import { ChartSpace } from '../../../charts/ChartSpace';
import { ChartTip } from '../../../charts/ChartTip';
import { compact, count, number } from '../../../format/numbers';
import { curveSamples, measuredPoints, stepTable, type CurveSample, type MeasuredPoint } from './loadPoints';
import { chartHeight } from '../../../theme/tokens';

/** The 99th percentile against the rate: measured points with intervals, the curve between them, the goal and the saturation. */
export function LoadChart({ result }: { result: LoadResult }) {
  const { goal, saturation, plan } = result;
  const points = measuredPoints(result);
  const curve = curveSamples(result);
  const limit = saturation?.ratePerSecond.value ?? null;
  const right = Math.max(limit ?? 0, ...points.map(({ rate }) => rate)) * 1.04;
  const top = Math.max(goal.p99Ms * 1.15, 1.05 * Math.max(0, ...points.map(({ p99, spread }) => p99 + spread[1])));
  return (
    <ChartPanel
      title="Latency by rate"
      note="99 of 100 requests, one replica"
      summary={`${count(points.length)} rates were measured, up to ${count(points.at(-1)?.rate ?? 0)} requests a second; the goal is ${loadFigure(goal.p99Ms)} ms.`}
      table={stepTable(result)}
      viewSwitch
      chartKey={
        <>
          <KeyLine colour="var(--chart-1)" /> measured, with its 95 % interval; the line is what the plan reads
          <KeyLine colour="var(--chart-2)" dash="5 4" /> goal
          {limit !== null && (
            <>
              <KeyLine colour="var(--chart-4)" dash="2 3" /> saturation
            </>
          )}
          {plan && (
            <>
              <KeyLine colour="var(--chart-3)" /> what one replica carries
            </>
          )}
        </>
      }
    >
      <ChartSpace height={chartHeight.tall}>
        <ComposedChart data={curve} margin={{ top: 14, right: 18, bottom: 22, left: 4 }} accessibilityLayer={false}>
          <CartesianGrid {...gridProps} vertical />
          <XAxis
            type="number"
            dataKey="rate"
            domain={[0, right]}
            ticks={roundTicks(0, right)}
            allowDataOverflow
            tickFormatter={compact}
            {...axisProps}
            label={{ value: 'requests a second', position: 'insideBottom', offset: -12, ...axisLabel }}
          />
          <YAxis
            type="number"
            domain={[0, top]}
            ticks={roundTicks(0, top)}
            tickFormatter={(value: number) => number(value)}
            width={62}
            {...axisProps}
            label={{ value: 'p99, ms', angle: -90, position: 'insideLeft', style: { ...axisLabel, textAnchor: 'middle' } }}
          />
          <ReferenceLine y={goal.p99Ms} stroke="var(--chart-2)" strokeDasharray="5 4" strokeWidth={1.5} />
          {limit !== null && <ReferenceLine x={limit} stroke="var(--chart-4)" strokeDasharray="2 3" strokeWidth={1.5} />}
          {plan && <ReferenceLine x={plan.perReplica.ratePerSecond.value ?? 0} stroke="var(--chart-3)" strokeWidth={1.5} />}
          <Area
            dataKey={({ band }: CurveSample) => band}
            stroke="none"
            fill="var(--chart-band)"
            fillOpacity={0.14}
            isAnimationActive={false}
            activeDot={false}
          />
          <Line dataKey="p99" stroke="var(--chart-1)" strokeWidth={1.5} dot={false} activeDot={false} isAnimationActive={false} />
          <Line
            data={points}
            dataKey="p99"
            stroke="none"
            dot={{ r: 4, fill: 'var(--chart-1)', stroke: 'var(--surface)', strokeWidth: 1.5 }}
            activeDot={false}
            isAnimationActive={false}
          >
            <ErrorBar
              dataKey={({ spread }: MeasuredPoint) => spread}
              direction="y"
              stroke="var(--chart-1)"
              strokeWidth={1.5}
              width={5}
            />
          </Line>
          <Tooltip
            isAnimationActive={false}
            content={({ active, label }) => {
              const at = typeof label === 'number' ? label : NaN;
              const sample = curve.find(({ rate }) => rate >= at - 1e-9);
              if (!active || !sample) return null;
              return (
                <ChartTip
                  title={`${count(sample.rate)} requests/s`}
                  lines={[
                    ['p99', `${loadFigure(sample.p99)} ms`],
                    ['95 % interval', `${rangeWords({ low: sample.band[0], high: sample.band[1], open: sample.open })} ms`],
                  ]}
                />
              );
            }}
          />
        </ComposedChart>
      </ChartSpace>
    </ChartPanel>
  );
}

function KeyLine({ colour, dash }: { colour: string; dash?: string }) {
  return (
    <svg width={30} height={8} aria-hidden>
      <line x1={0} y1={4} x2={30} y2={4} stroke={colour} strokeWidth={2} strokeDasharray={dash} />
    </svg>
  );
}
