import { cloneElement, type ReactElement, type ReactNode } from 'react';
import { ResponsiveContainer } from 'recharts';
import { useTurns } from './useTurns';

interface ChartSpaceProps {
  /** In pixels, kept free until the chart is drawn: what stands below it never jumps. */
  height: number;
  /** One chart of recharts. */
  children: ReactElement<{ children?: ReactNode }>;
}

/** The place of one chart, as wide as what it stands in. Charts are drawn in turns: first the bare chart, then what is in it. */
export function ChartSpace({ height, children: chart }: ChartSpaceProps) {
  const turns = useTurns(2);
  if (turns === 0) return <div aria-busy style={{ height }} />;
  return (
    <ResponsiveContainer width="100%" height={height}>
      {turns === 1 ? cloneElement(chart, undefined, null) : chart}
    </ResponsiveContainer>
  );
}
