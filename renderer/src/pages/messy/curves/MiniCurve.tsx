import { memo } from 'react';
import { Area, ComposedChart, Line, ReferenceLine, YAxis } from 'recharts';
import type { CorruptionScore, StressReport } from '../../../../../app/api/schemas/stress';
import { stressMetricText } from '../../../format/stress';
import { curvePoints } from './curvePoints';

interface MiniCurveProps {
  report: StressReport;
  corruption: CorruptionScore;
  domain: [number, number];
  /** Of the drawing, in pixels. */
  width: number;
  isChosen: boolean;
  onChoose: () => void;
}

/** One corruption as a small curve: clean at the left, severity 5 at the right; the dashed line is the floor. */
export const MiniCurve = memo(function MiniCurve({ report, corruption, domain, width, isChosen, onChoose }: MiniCurveProps) {
  const points = curvePoints(report, corruption);
  const last = points.at(-1);
  const text = (value: number | null): string => stressMetricText(report.metric, value);
  return (
    <button type="button" className="minicurve" aria-pressed={isChosen} onClick={onChoose}>
      <span className="minicurve-title">{corruption.title}</span>
      <ComposedChart
        width={width}
        height={64}
        data={points}
        margin={{ top: 4, right: 4, bottom: 2, left: 4 }}
        accessibilityLayer={false}
      >
        <YAxis hide domain={domain} allowDataOverflow />
        {report.floor !== null && <ReferenceLine y={report.floor} stroke="var(--chart-baseline)" strokeDasharray="4 3" />}
        <Area dataKey="band" fill="var(--chart-band)" fillOpacity={0.18} stroke="none" isAnimationActive={false} />
        <Line
          dataKey="value"
          stroke="var(--chart-1)"
          strokeWidth={1.75}
          dot={{ r: 1.75, fill: 'var(--chart-1)', strokeWidth: 0 }}
          isAnimationActive={false}
        />
      </ComposedChart>
      <span className="minicurve-foot soft small">
        {text(report.clean.value)} → {text(last?.value ?? null)}
        <span className="visually-hidden"> at severity {last?.severity}</span>
      </span>
    </button>
  );
});
