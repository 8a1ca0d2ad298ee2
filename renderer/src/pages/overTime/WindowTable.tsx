import type { MetricName, Timeline } from '../../../../app/api/schemas/runs';
import { windowLabel } from '../../charts/timelinePoints';
import { intervalText, metricFacts, metricText } from '../../format/metrics';
import { count } from '../../format/numbers';

interface WindowTableProps {
  timeline: Timeline;
  metric: MetricName;
  chosen: number | null;
  onChoose: (index: number) => void;
}

/** The chart as a table; a window's name opens it, as a click on its point does. */
export function WindowTable({ timeline, metric, chosen, onChoose }: WindowTableProps) {
  return (
    <div
      className="scroll-x"
      style={{ maxHeight: 'var(--width-28)', overflowY: 'auto' }}
      tabIndex={0}
      role="region"
      aria-label="Windows as a table"
    >
      <table className="plain">
        <thead>
          <tr>
            <th>Window</th>
            <th className="num">Rows</th>
            <th className="num">Labelled</th>
            <th className="num">{metricFacts[metric].label}</th>
            <th className="num">95 % interval</th>
          </tr>
        </thead>
        <tbody>
          {timeline.windows.map((window, index) => {
            const interval = window.metrics[metric];
            const label = windowLabel(window, timeline.unit);
            return (
              <tr key={`${index}:${label}`} className={index === chosen ? 'is-chosen' : undefined}>
                <td>
                  {window.rows === 0 ? (
                    <span className="soft">{label}</span>
                  ) : (
                    <button type="button" className="linkbutton" onClick={() => onChoose(index)}>
                      {label}
                    </button>
                  )}
                </td>
                <td className="num">{window.rows === 0 ? <span className="soft">no rows</span> : count(window.rows)}</td>
                <td className="num">{window.rows === 0 ? '' : count(window.labelled)}</td>
                <td className="num">{metricText(metric, interval?.value)}</td>
                <td className="num">{interval ? intervalText(metric, interval) : '–'}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
