import { Bar, BarChart, CartesianGrid, Tooltip, XAxis, YAxis } from 'recharts';
import type { DriftShape } from '../../../app/api/schemas/drift';
import { number, percent } from '../format/numbers';
import { axisLabel, axisProps, gridProps, roundTicks } from './chartStyle';
import { ChartSpace } from './ChartSpace';
import type { ChartTable } from './chartTable';
import { ChartTip } from './ChartTip';
import { chartHeight } from '../theme/tokens';

interface ShapeChartProps {
  shape: DriftShape;
  /** Of the window that is looked at. */
  counts: number[];
  name: string;
  /** Of the window. */
  label: string;
}

interface Pair {
  /** Of the bin or the category. */
  title: string;
  middle: number;
  reference: number;
  window: number;
}

const longestName = 22;

/** How a column is distributed in the reference and in a window, as shares: windows have different numbers of rows. */
export function ShapeChart(props: ShapeChartProps) {
  return props.shape.edges ? <NumberShape {...props} edges={props.shape.edges} /> : <CategoryShape {...props} />;
}

/** An axis of shares from zero on, at round ones. */
function shareAxis(pairs: readonly Pair[]): {
  domain: [number, number];
  ticks: number[];
  tickFormatter: (value: number) => string;
} {
  const top = 1.04 * Math.max(0.001, ...pairs.flatMap(({ reference, window }) => [reference, window]));
  const ticks = roundTicks(0, top);
  const digits = ticks.every((tick) => Number.isInteger(Number((100 * tick).toPrecision(10)))) ? 0 : 1;
  return { domain: [0, top], ticks, tickFormatter: (value) => percent(value, digits) };
}

function NumberShape({ shape, counts, name, label, edges }: ShapeChartProps & { edges: number[] }) {
  const pairs = pairsOf(shape, counts);
  const domain: [number, number] = [edges[0] ?? 0, edges.at(-1) ?? 1];
  const axis = { type: 'number', dataKey: 'middle', domain } as const;
  return (
    <ChartSpace height={chartHeight.small}>
      <BarChart data={pairs} margin={{ top: 8, right: 18, bottom: 22, left: 4 }} barCategoryGap={1} accessibilityLayer={false}>
        <CartesianGrid {...gridProps} />
        <XAxis
          xAxisId="reference"
          {...axis}
          ticks={roundTicks(...domain)}
          {...axisProps}
          tickFormatter={(value: number) => number(value, 3)}
          label={{ value: name, position: 'insideBottom', offset: -12, ...axisLabel }}
        />
        {/* An axis of its own, or the two bars of a bin would stand side by side. */}
        <XAxis xAxisId="window" {...axis} hide />
        <YAxis
          width={52}
          {...axisProps}
          {...shareAxis(pairs)}
          label={{
            value: 'share of rows',
            angle: -90,
            position: 'insideLeft',
            offset: 4,
            style: { textAnchor: 'middle' },
            ...axisLabel,
          }}
        />
        <Tooltip cursor={{ fill: 'var(--surface-hover)' }} isAnimationActive={false} content={tipOf(label)} />
        <Bar
          xAxisId="reference"
          dataKey="reference"
          fill="var(--chart-bar-strong)"
          fillOpacity={0.55}
          isAnimationActive={false}
        />
        <Bar
          xAxisId="window"
          dataKey="window"
          fill="var(--chart-2)"
          fillOpacity={0.14}
          stroke="var(--chart-2)"
          strokeWidth={2}
          isAnimationActive={false}
        />
      </BarChart>
    </ChartSpace>
  );
}

function CategoryShape({ shape, counts, label }: ShapeChartProps) {
  const pairs = pairsOf(shape, counts);
  const longest = Math.max(4, ...pairs.map(({ title }) => title.length));
  return (
    <ChartSpace height={Math.max(110, pairs.length * 34 + 40)}>
      <BarChart
        data={pairs}
        layout="vertical"
        margin={{ top: 4, right: 20, bottom: 0, left: 4 }}
        barGap={1}
        barCategoryGap="22%"
        accessibilityLayer={false}
      >
        <CartesianGrid {...gridProps} vertical horizontal={false} />
        <XAxis type="number" {...axisProps} {...shareAxis(pairs)} />
        <YAxis
          type="category"
          dataKey="title"
          {...axisProps}
          width={Math.min(longestName, longest) * 7.2 + 14}
          interval={0}
          tickFormatter={shortened}
        />
        <Tooltip cursor={{ fill: 'var(--surface-hover)' }} isAnimationActive={false} content={tipOf(label)} />
        <Bar dataKey="reference" fill="var(--chart-bar-strong)" fillOpacity={0.55} maxBarSize={13} isAnimationActive={false} />
        <Bar
          dataKey="window"
          fill="var(--chart-2)"
          fillOpacity={0.14}
          stroke="var(--chart-2)"
          strokeWidth={1.5}
          maxBarSize={13}
          isAnimationActive={false}
        />
      </BarChart>
    </ChartSpace>
  );
}

/** The same numbers as the chart, with nothing rounded. */
export function shapeTable(shape: DriftShape, counts: number[], label: string): ChartTable {
  const { edges } = shape;
  const pairs = pairsOf(shape, counts);
  const places = (index: number): (string | number | null)[] =>
    edges ? [edges[index] ?? null, edges[index + 1] ?? null] : [shape.labels?.[index] ?? null];
  return {
    columns: [
      ...(edges ? ['From', 'To'] : ['Category']),
      'Reference, share',
      `${label}, share`,
      'Reference, rows',
      `${label}, rows`,
    ],
    rows: pairs.map(({ reference, window }, index) => [
      ...places(index),
      reference,
      window,
      shape.reference[index] ?? 0,
      counts[index] ?? 0,
    ]),
  };
}

function pairsOf({ edges, labels, reference }: DriftShape, counts: number[]): Pair[] {
  const sum = (of: number[]): number =>
    Math.max(
      1,
      of.reduce((all, one) => all + one, 0),
    );
  const [before, now] = [sum(reference), sum(counts)];
  return reference.map((rows, index) => {
    const from = edges?.[index] ?? 0;
    const to = edges?.[index + 1] ?? from;
    return {
      title: edges ? `${number(from)} to ${number(to)}` : (labels?.[index] ?? ''),
      middle: (from + to) / 2,
      reference: rows / before,
      window: (counts[index] ?? 0) / now,
    };
  });
}

function shortened(name: string): string {
  const short = name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name;
  return short.replaceAll(' ', '\u00a0');
}

function tipOf(label: string) {
  return function Tip({ active, payload }: { active?: boolean; payload?: readonly { payload?: unknown }[] }) {
    const pair = payload?.[0]?.payload as Pair | undefined;
    if (!active || !pair) return null;
    return (
      <ChartTip
        title={pair.title}
        lines={[
          ['reference', percent(pair.reference)],
          [label, percent(pair.window)],
        ]}
      />
    );
  };
}
