import type { MetricName, Metrics } from '../../../../app/api/schemas/runs';
import { IntervalBar } from '../../components/IntervalBar';
import { Panel } from '../../components/Panel';
import { intervalText, metricFacts, metricNames, metricText } from '../../format/metrics';
import { counted } from '../../format/numbers';

export function PerClassTable({ perClass }: { perClass: Record<string, Metrics> }) {
  const classes = Object.entries(perClass);
  const names = [...new Set(classes.flatMap(([, metrics]) => metricNames(metrics)))];
  return (
    <Panel title="Per class" note={counted(classes.length, 'class', 'classes')} flush>
      <div
        className="scroll-x"
        style={{ maxHeight: '26rem', overflowY: 'auto' }}
        tabIndex={0}
        role="region"
        aria-label="Figures per class"
      >
        <table className="plain plain-tight">
          <thead>
            <tr>
              <th>Class</th>
              {names.map((name) => (
                <th key={name} className="num th-wrap">
                  {metricFacts[name].label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {classes.map(([label, metrics]) => (
              <tr key={label}>
                <td>{label}</td>
                {names.map((name) => (
                  <td key={name} className="num">
                    <Figure name={name} metrics={metrics} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function Figure({ name, metrics }: { name: MetricName; metrics: Metrics }) {
  const interval = metrics[name];
  if (!interval || interval.value === null) return <span className="soft">–</span>;
  return (
    <div title={`95 %: ${intervalText(name, interval)}`}>
      {metricText(name, interval.value)}
      <IntervalBar name={name} interval={interval} baseline={null} />
      <span className="small soft">{intervalText(name, interval)}</span>
    </div>
  );
}
