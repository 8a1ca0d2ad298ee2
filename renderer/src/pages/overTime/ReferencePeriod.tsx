import { Button } from '@mantine/core';
import type { Evaluation, MetricName, Timeline } from '../../../../app/api/schemas/runs';
import { intervalText, metricFacts, metricText } from '../../format/metrics';
import { counted } from '../../format/numbers';
import { day } from '../../format/times';

interface ReferencePeriodProps {
  reference: Timeline['reference'];
  figures: Evaluation | undefined;
  metric: MetricName;
  /** The stretch that is zoomed to, in words and as a period; null when all is shown or the windows have no times. */
  zoomed: { label: string; period: NonNullable<Timeline['reference']> | null } | null;
  onUse: (reference: Timeline['reference']) => void;
  onShowAll: () => void;
}

/** The stretch of time that the rest is held against, and the way to choose it: zoom, then keep. */
export function ReferencePeriod({ reference, figures, metric, zoomed, onUse, onShowAll }: ReferencePeriodProps) {
  const interval = figures?.metrics[metric];
  const isSame = reference && zoomed?.period && reference.start === zoomed.period.start && reference.end === zoomed.period.end;
  if (!reference && !zoomed) return null;
  return (
    <div className="brushbar">
      {zoomed && (
        <>
          <span>Shown: {zoomed.label}</span>
          {zoomed.period && !isSame && (
            <Button size="compact-sm" variant="light" onClick={() => onUse(zoomed.period)}>
              Use as reference
            </Button>
          )}
          <Button size="compact-sm" variant="default" onClick={onShowAll}>
            Show all windows
          </Button>
        </>
      )}
      {reference && (
        <span style={{ marginLeft: zoomed ? 'auto' : undefined }} role="status">
          Reference, {day(reference.start)} to before {day(reference.end)}:{' '}
          {interval
            ? `${metricFacts[metric].label} ${metricText(metric, interval.value)}, ${intervalText(metric, interval)}, ${counted(figures?.rows ?? 0, 'row')}`
            : 'computing…'}
        </span>
      )}
      {reference && (
        <Button size="compact-sm" variant="subtle" onClick={() => onUse(null)}>
          Clear reference
        </Button>
      )}
    </div>
  );
}
