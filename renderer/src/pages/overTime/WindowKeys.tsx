import type { KeyboardEvent, ReactNode } from 'react';
import type { MetricName, TimelineWindow } from '../../../../app/api/schemas/runs';
import { placeByKey } from '../../charts/placeByKey';
import { windowLabel } from '../../charts/timelinePoints';
import { intervalText, metricText } from '../../format/metrics';
import { counted } from '../../format/numbers';

interface WindowKeysProps {
  windows: TimelineWindow[];
  unit: string;
  metric: MetricName;
  marked: number | null;
  onMark: (index: number | null) => void;
  onChoose: (index: number) => void;
  children: ReactNode;
}

/** Arrow keys walk the windows, Enter opens one; a screen reader hears the figure of each. */
export function WindowKeys({ windows, unit, metric, marked, onMark, onChoose, children }: WindowKeysProps) {
  const last = windows.length - 1;
  const window = marked === null ? undefined : windows[marked];
  const interval = window?.metrics[metric];
  const words = !window
    ? 'No window marked'
    : window.rows === 0
      ? `${windowLabel(window, unit)}: no rows`
      : `${windowLabel(window, unit)}: ${metricText(metric, interval?.value)}, ${interval ? intervalText(metric, interval) : 'no interval'}, ${counted(window.rows, 'row')}`;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return;
    const next = placeByKey(event.key, marked, last);
    if (next !== undefined) {
      event.preventDefault();
      onMark(next);
    } else if (event.key === 'Enter' && marked !== null) {
      event.preventDefault();
      onChoose(marked);
    }
  };
  return (
    <div className="timeline-keys">
      <div
        className="timeline-focus"
        role="slider"
        tabIndex={0}
        aria-label="Windows: arrow keys move, Enter opens"
        aria-valuemin={1}
        aria-valuemax={windows.length}
        aria-valuenow={(marked ?? 0) + 1}
        aria-valuetext={words}
        onKeyDown={onKeyDown}
        onBlur={() => onMark(null)}
      />
      {children}
      {/* Always there: a line that comes and goes would move the page under the pointer. */}
      <p className={`timeline-words clip${window ? '' : ' soft'}`}>
        {window ? words : 'Click a window for its figures; arrow keys and Enter do the same.'}
      </p>
    </div>
  );
}
