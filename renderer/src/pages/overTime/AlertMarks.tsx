import { IconAlertOctagon, IconAlertTriangle } from '@tabler/icons-react';
import { alertText, type AlertMark } from '../../charts/alertMarks';
import { count } from '../../format/numbers';
import { goTo } from '../../state/navigation';
import { icon } from '../../theme/tokens';

/** The drift run has the others. */
const mostNamed = 8;

interface AlertMarksProps {
  /** Name of the drift run that alerts. */
  name: string;
  marks: AlertMark[];
  labels: string[];
  onChoose: (index: number) => void;
}

/** The marks of the chart in words: each leads to its window, all of them to the drift run that they are from. */
export function AlertMarks({ name, marks, labels, onChoose }: AlertMarksProps) {
  if (marks.length === 0) return null;
  const all = marks.flatMap(({ index, alerts }) => alerts.map((alert) => ({ index, alert })));
  const more = all.length - mostNamed;
  return (
    <div className="alert-marks">
      <span className="soft small">
        Alerts of{' '}
        <button type="button" className="linkbutton" onClick={() => goTo({ page: 'time', at: 'drift' })}>
          “{name}”
        </button>{' '}
        begin in
      </span>
      <ul aria-label="Alerts on the chart">
        {all.slice(0, mostNamed).map(({ index, alert }) => {
          const Icon = alert.severity === 'alarm' ? IconAlertOctagon : IconAlertTriangle;
          return (
            <li key={`${alert.rule} ${alert.column ?? ''} ${String(alert.from)} ${alert.detail}`}>
              <button
                type="button"
                className={`alert-mark alert-mark-${alert.severity}`}
                title={alert.detail}
                onClick={() => onChoose(index)}
              >
                <Icon size={icon.sm} aria-hidden />
                {labels[index]}: {alertText(alert)}
              </button>
            </li>
          );
        })}
        {more > 0 && <li className="soft small">and {count(more)} more</li>}
      </ul>
    </div>
  );
}
