import type { Interval } from '../../../app/api/schemas/common';
import { metricFacts } from '../format/metrics';
import type { MetricName } from '../../../app/api/schemas/runs';

interface IntervalBarProps {
  name: MetricName;
  interval: Interval;
  baseline: number | null;
  /** Others of the same figure that are drawn beside it: all on one scale. */
  beside?: readonly Interval[];
}

/** Where a figure lies in its range, with its interval and the baseline: drawn, not only printed. */
export function IntervalBar({ name, interval, baseline, beside = [] }: IntervalBarProps) {
  const { value, low, high } = interval;
  if (value === null) return null;
  const ends = [interval, ...beside].flatMap((one) => [one.value ?? value, one.low ?? value, one.high ?? value]);
  const largest = Math.max(...ends, baseline ?? value);
  const smallest = Math.min(...ends, baseline ?? value, 0);
  const [from, to] = metricFacts[name].range ?? [smallest < 0 ? smallest * 1.15 : 0, largest > 0 ? largest * 1.15 : 1];
  const at = (x: number): string => `${Math.min(100, Math.max(0, (100 * (x - from)) / (to - from)))}%`;
  return (
    <div className="intervalbar" aria-hidden>
      {low !== null && high !== null && (
        <div className="intervalbar-band" style={{ left: at(low), width: `calc(${at(high)} - ${at(low)})` }} />
      )}
      {baseline !== null && <div className="intervalbar-baseline" style={{ left: at(baseline) }} />}
      <div className="intervalbar-value" style={{ left: at(value) }} />
    </div>
  );
}
