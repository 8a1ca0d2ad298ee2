import { Button } from '@mantine/core';
import { IconAlertOctagon, IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { useState } from 'react';
import type { DriftAlert, DriftReport } from '../../../../../app/api/schemas/drift';
import { windowLabel } from '../../../charts/timelinePoints';
import { Panel } from '../../../components/Panel';
import { severityWords } from '../../../format/drift';
import { count } from '../../../format/numbers';
import { icon } from '../../../theme/tokens';

interface AlertListProps {
  report: DriftReport;
  onChoose: (alert: DriftAlert) => void;
}

const icons = { alarm: IconAlertOctagon, warning: IconAlertTriangle, info: IconInfoCircle };
const firstShown = 6;

/** What was noticed, from when to when: the gravest that still hold come first. One leads to its window. */
export function AlertList({ report, onChoose }: AlertListProps) {
  const [isWhole, setWhole] = useState(false);
  const { alerts } = report;
  if (alerts.length === 0) return null;
  const active = alerts.filter((alert) => alert.active).length;
  const shown = isWhole || alerts.length <= firstShown + 1 ? alerts : alerts.slice(0, firstShown);
  return (
    <Panel title="Alerts" note={`${count(active)} active, ${count(alerts.length - active)} over`} flush>
      <ul className="drift-alerts" aria-label="Alerts">
        {shown.map((alert) => (
          <li key={`${alert.rule} ${alert.column ?? ''} ${String(alert.from)}`}>
            <AlertLine alert={alert} report={report} onChoose={onChoose} />
          </li>
        ))}
      </ul>
      {shown.length < alerts.length && (
        <div className="drift-more">
          <Button size="compact-sm" variant="subtle" onClick={() => setWhole(true)}>
            Show all {count(alerts.length)} alerts
          </Button>
        </div>
      )}
    </Panel>
  );
}

function AlertLine({ alert, report, onChoose }: AlertListProps & { alert: DriftAlert }) {
  const { severity, title, detail, from, to, active, column } = alert;
  const SeverityIcon = icons[severity];
  return (
    <button type="button" className={`drift-alert drift-alert-${severity}`} onClick={() => onChoose(alert)}>
      <SeverityIcon size={icon.lg} aria-hidden />
      <span className="drift-alert-severity">{severityWords[severity]}</span>
      <span className="drift-alert-words">
        <strong>{title}</strong>
        {column !== null && <span className="chip">{column}</span>} <span className="soft">{detail}</span>
      </span>
      <span className="drift-alert-when">
        <span className="soft">{spanWords(report, from, to)}</span>
        <span className={`chip${active ? ' chip-accent' : ''}`}>{active ? 'active' : 'over'}</span>
      </span>
    </button>
  );
}

function spanWords({ windows, unit }: DriftReport, from: number, to: number): string {
  const name = (index: number): string => {
    const window = windows[index];
    return window ? windowLabel(window, unit) : `window ${String(index + 1)}`;
  };
  return from === to ? name(from) : `${name(from)} – ${name(to)}`;
}
