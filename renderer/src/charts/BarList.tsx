import { Bar, BarChart, CartesianGrid, Tooltip, XAxis, YAxis } from 'recharts';
import { count } from '../format/numbers';
import { amountAxis, axisProps, gridProps } from './chartStyle';
import { ChartSpace } from './ChartSpace';
import { ChartTip } from './ChartTip';

interface BarListProps {
  bars: { name: string; value: number }[];
  unit: string;
  onClick?: (name: string) => void;
}

const longestLine = 26;

/** What fits is not broken, whatever the chart makes of its width at first; longer names are. */
function onOneLine(name: string): string {
  return name.length <= longestLine ? name.replaceAll(' ', '\u00a0') : name;
}

/** Named amounts, longest first, as lying bars. */
export function BarList({ bars, unit, onClick }: BarListProps) {
  const longest = Math.max(4, ...bars.map(({ name }) => name.length));
  return (
    <ChartSpace height={Math.max(90, bars.length * 26 + 34)}>
      <BarChart data={bars} layout="vertical" margin={{ top: 0, right: 20, bottom: 0, left: 4 }} accessibilityLayer={false}>
        <CartesianGrid {...gridProps} vertical horizontal={false} />
        <XAxis type="number" {...axisProps} {...amountAxis(bars.map(({ value }) => value))} />
        <YAxis
          type="category"
          dataKey="name"
          {...axisProps}
          width={Math.min(longestLine, longest) * 6.6 + 14}
          interval={0}
          tickFormatter={onOneLine}
        />
        <Tooltip
          cursor={{ fill: 'var(--surface-hover)' }}
          isAnimationActive={false}
          content={({ active, payload }) => {
            const bar = payload?.[0]?.payload as BarListProps['bars'][number] | undefined;
            return active && bar ? <ChartTip title={bar.name} lines={[[unit, count(bar.value)]]} /> : null;
          }}
        />
        <Bar
          dataKey="value"
          fill="var(--chart-bar-strong)"
          radius={[0, 3, 3, 0]}
          maxBarSize={16}
          isAnimationActive={false}
          {...(onClick ? { cursor: 'pointer', onClick: (_: unknown, index: number) => onClick(bars[index]?.name ?? '') } : {})}
        />
      </BarChart>
    </ChartSpace>
  );
}
