import { Area, CartesianGrid, ComposedChart, Line, ReferenceLine, Tooltip, XAxis, YAxis } from 'recharts';
import type { DriftEstimate } from '../../../app/api/schemas/drift';
import { estimateWords } from '../format/estimateWords';
import { intervalText, metricText } from '../format/metrics';
import { percent } from '../format/numbers';
import { axisProps, cursorLine, gridProps } from './chartStyle';
import { ChartSpace } from './ChartSpace';
import type { ChartTable } from './chartTable';
import { ChartTip } from './ChartTip';
import { metricAxis } from './metricAxis';
import { pointing } from './pointing';

/** The first is drawn in the first colour. */
export const estimateColours = ['var(--chart-2)', 'var(--chart-3)', 'var(--chart-4)'] as const;

interface EstimateChartProps {
  /** Of one metric, by each method. */
  estimates: readonly [DriftEstimate, ...DriftEstimate[]];
  labels: string[];
  height: number;
  /** Where the time cursor is, and that it moved. */
  pointed: number | null;
  onPoint: (index: number | null) => void;
}

interface Point {
  label: string;
  index: number;
  /** By method. */
  told: (number | null)[];
  ranges: ([number, number] | null)[];
  truth: number | null;
}

/** A figure by window as estimated without labels, with its range, and the true one where labels are there. */
export function EstimateChart({ estimates, labels, height, pointed, onPoint }: EstimateChartProps) {
  const points = pointsOf(estimates, labels);
  const [{ metric, reference }] = estimates;
  const values = [
    reference.value,
    ...points.flatMap(({ told, truth, ranges }) => [...told, truth, ...ranges.flatMap((range) => range ?? [])]),
  ].filter((value) => value !== null);
  return (
    <ChartSpace height={height}>
      <ComposedChart
        data={points}
        margin={{ top: 8, right: 28, bottom: 4, left: 4 }}
        accessibilityLayer={false}
        {...pointing(onPoint)}
      >
        <CartesianGrid {...gridProps} />
        {pointed !== null && <ReferenceLine x={labels[pointed] ?? ''} {...cursorLine} />}
        <XAxis dataKey="label" {...axisProps} interval="equidistantPreserveStart" minTickGap={24} />
        <YAxis {...metricAxis(metric, values)} />
        {reference.value !== null && <ReferenceLine y={reference.value} stroke="var(--text-soft)" strokeDasharray="2 4" />}
        {estimates.map(({ method }, i) => (
          <Area
            key={`${method} range`}
            dataKey={({ ranges }: Point) => ranges[i]}
            stroke="none"
            fill={estimateColours[i] ?? ''}
            fillOpacity={0.16}
            isAnimationActive={false}
          />
        ))}
        {estimates.map(({ method, replayed }, i) => (
          <Line
            key={method}
            dataKey={({ told }: Point) => told[i]}
            stroke={estimateColours[i] ?? ''}
            strokeWidth={2}
            strokeDasharray={i === 0 ? '6 4' : '2 4'}
            dot={replayed ? { r: 3, fill: 'var(--surface)', strokeDasharray: 'none' } : false}
            isAnimationActive={false}
          />
        ))}
        <Line
          dataKey="truth"
          stroke="var(--chart-1)"
          strokeWidth={2}
          dot={{ r: 3, fill: 'var(--surface)' }}
          isAnimationActive={false}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: 'var(--line-strong)' }}
          content={({ active, payload }) => {
            const point = payload?.[0]?.payload as Point | undefined;
            if (!active || !point) return null;
            return (
              <ChartTip
                title={point.label}
                lines={[
                  ...estimates.flatMap((estimate): [string, string][] => told(estimate, point.index)),
                  ...apart(metric, point),
                  ['true', metricText(metric, point.truth)],
                ]}
              />
            );
          }}
        />
      </ComposedChart>
    </ChartSpace>
  );
}

function told({ method, metric, windows, outsideSupport, replayed }: DriftEstimate, index: number): [string, string][] {
  const interval = windows[index];
  const outside = outsideSupport?.[index] ?? 0;
  return [
    [estimateWords[method].short, metricText(metric, interval?.value ?? null)],
    ['range', interval ? intervalText(metric, interval) : '–'],
    ...(replayed ? [['replayed', replayed[index] ?? ''] as [string, string]] : []),
    ...(outside > 0 ? [['rows unlike the reference', percent(outside)] as [string, string]] : []),
  ];
}

/** How far the methods lie apart: what none of their ranges tells. */
function spreadOf(values: readonly (number | null | undefined)[]): number | null {
  const known = values.filter((value) => value !== null && value !== undefined);
  return known.length > 1 ? Math.max(...known) - Math.min(...known) : null;
}

function apart(metric: DriftEstimate['metric'], { told: values }: Point): [string, string][] {
  const spread = spreadOf(values);
  return spread === null ? [] : [['methods apart by', metricText(metric, spread)]];
}

/** The same numbers, with nothing rounded. */
export function estimateTable(estimates: EstimateChartProps['estimates'], labels: string[]): ChartTable {
  const [{ realized }] = estimates;
  return {
    columns: [
      'Window',
      ...estimates.flatMap(({ method, outsideSupport, replayed }) => {
        const { short } = estimateWords[method];
        return [
          short,
          `${short}, low`,
          `${short}, high`,
          ...(outsideSupport ? ['Share of rows unlike the reference'] : []),
          ...(replayed ? ['Replayed'] : []),
        ];
      }),
      ...(estimates.length > 1 ? ['Methods apart by'] : []),
      'True',
      'True, low',
      'True, high',
    ],
    rows: labels.map((label, index) => {
      const truth = realized[index];
      return [
        label,
        ...estimates.flatMap(({ windows, outsideSupport, replayed }) => {
          const at = windows[index];
          return [
            at?.value ?? null,
            at?.low ?? null,
            at?.high ?? null,
            ...(outsideSupport ? [outsideSupport[index] ?? null] : []),
            ...(replayed ? [replayed[index] ?? null] : []),
          ];
        }),
        ...(estimates.length > 1 ? [spreadOf(estimates.map(({ windows }) => windows[index]?.value))] : []),
        truth?.value ?? null,
        truth?.low ?? null,
        truth?.high ?? null,
      ];
    }),
  };
}

function pointsOf(estimates: EstimateChartProps['estimates'], labels: string[]): Point[] {
  return labels.map((label, index) => ({
    label,
    index,
    told: estimates.map(({ windows }) => windows[index]?.value ?? null),
    ranges: estimates.map(({ windows }) => {
      const { low = null, high = null } = windows[index] ?? {};
      return low === null || high === null ? null : [low, high];
    }),
    truth: estimates[0].realized[index]?.value ?? null,
  }));
}
