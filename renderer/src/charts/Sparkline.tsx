import { Bar, BarChart, XAxis, YAxis } from 'recharts';
import type { ColumnProfile } from '../../../app/api/schemas/datasets';
import { count, number } from '../format/numbers';
import { day } from '../format/times';

const width = 132;
const height = 30;

/** A column's histogram, or its commonest values, small enough for a table row. */
export function Sparkline({ column }: { column: ColumnProfile }) {
  const { histogram, top, type } = column;
  const bars = histogram ? histogram.counts.map((value) => ({ value })) : top.map(({ count: value }) => ({ value }));
  if (bars.length === 0) return <span className="soft small">nothing to draw</span>;
  const place = (value: number | undefined): string =>
    value === undefined ? '' : type === 'datetime' ? day(new Date(value).toISOString()) : number(value);
  const words = histogram
    ? `Histogram from ${place(histogram.edges[0])} to ${place(histogram.edges.at(-1))}, highest bar ${count(Math.max(...histogram.counts))} rows`
    : `Commonest: ${top
        .slice(0, 4)
        .map(({ value, count: rows }) => `${value} ${count(rows)}`)
        .join(', ')}`;
  return (
    <div role="img" aria-label={words} title={words}>
      <BarChart
        width={width}
        height={height}
        data={bars}
        margin={{ top: 2, right: 0, bottom: 0, left: 0 }}
        barCategoryGap={histogram ? 0.5 : 3}
        accessibilityLayer={false}
      >
        <XAxis hide />
        <YAxis hide domain={[0, 'dataMax']} />
        <Bar
          dataKey="value"
          fill={histogram ? 'var(--chart-bar-strong)' : 'var(--chart-bar)'}
          isAnimationActive={false}
          minPointSize={1}
          maxBarSize={18}
        />
      </BarChart>
    </div>
  );
}
