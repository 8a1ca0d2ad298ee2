import { useState } from 'react';
import type { MetricName, Metrics } from '../../../../app/api/schemas/runs';
import { IntervalBar } from '../../components/IntervalBar';
import { Panel } from '../../components/Panel';
import { rowCount, WindowedRows } from '../../components/WindowedRows';
import { intervalText, metricFacts, metricNames, metricText } from '../../format/metrics';
import { counted } from '../../format/numbers';
import { rowHeight } from '../../theme/tokens';

export function PerClassTable({ perClass }: { perClass: Record<string, Metrics> }) {
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const classes = Object.entries(perClass);
  const names = [...new Set(classes.flatMap(([, metrics]) => metricNames(metrics)))];
  return (
    <Panel title="Per class" note={counted(classes.length, 'class', 'classes')} flush>
      <div
        ref={setScroller}
        className="scroll-x"
        style={{ maxHeight: 'var(--width-26)', overflowY: 'auto' }}
        tabIndex={0}
        role="region"
        aria-label="Figures per class"
      >
        <table className="plain plain-tight" {...rowCount(classes)}>
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
          <WindowedRows
            items={classes}
            columns={names.length + 1}
            scroller={scroller}
            rowHeight={rowHeight.twoLines}
            row={([label, metrics], place) => (
              <tr key={label} {...place}>
                <td>{label}</td>
                {names.map((name) => (
                  <td key={name} className="num">
                    <Figure name={name} metrics={metrics} />
                  </td>
                ))}
              </tr>
            )}
          />
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
