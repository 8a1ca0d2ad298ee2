import type { RunRecord } from '../../../../app/api/schemas/runs';
import { IntervalBar } from '../../components/IntervalBar';
import { Panel } from '../../components/Panel';
import { intervalText, metricFacts, metricNames, metricText } from '../../format/metrics';
import { differingSettings } from './compareSettings';

interface CompareRunsProps {
  runs: RunRecord[];
  /** What each run is called, by id. */
  labels: Map<string, string>;
  baseline: string | null;
}

/** Settings that differ, and every figure side by side with its interval. */
export function CompareRuns({ runs, labels, baseline }: CompareRunsProps) {
  const differing = differingSettings(runs);
  const names = [...new Set(runs.flatMap((run) => metricNames(run.headline?.metrics ?? {})))];
  const head = (what: string) => (
    <tr>
      <th>{what}</th>
      {runs.map((run) => (
        <th key={run.id}>
          {labels.get(run.id)} {run.id === baseline && <span className="chip chip-accent">baseline</span>}
        </th>
      ))}
    </tr>
  );
  return (
    <div className="grid-2 grid-2-broad">
      <Panel title="Figures" note="95 % intervals drawn" flush>
        <div className="scroll-x" tabIndex={0} role="region" aria-label="Figures side by side">
          <table className="plain">
            <thead>{head('Metric')}</thead>
            <tbody>
              {names.map((name) => (
                <tr key={name}>
                  <td className="nowrap">{metricFacts[name].label}</td>
                  {runs.map((run) => {
                    const interval = run.headline?.metrics[name];
                    return (
                      <td key={run.id} style={{ minWidth: '10.5rem' }}>
                        {interval ? (
                          <span title={`95 %: ${intervalText(name, interval)}`}>
                            <strong style={{ fontWeight: 550 }}>{metricText(name, interval.value)}</strong>{' '}
                            <span className="small soft nowrap">{intervalText(name, interval)}</span>
                            <IntervalBar name={name} interval={interval} baseline={null} />
                          </span>
                        ) : (
                          '–'
                        )}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Panel>
      <Panel title="Settings that differ" flush>
        {differing.length === 0 ? (
          <p className="soft" style={{ padding: '0 14px' }}>
            None: the same model, data, mapping and settings.
          </p>
        ) : (
          <div className="scroll-x" tabIndex={0} role="region" aria-label="Settings that differ">
            <table className="plain">
              <thead>{head('Setting')}</thead>
              <tbody>
                {differing.map(({ name, values }) => (
                  <tr key={name}>
                    <td>{name}</td>
                    {values.map((value, index) => (
                      <td key={runs[index]?.id}>{value}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Panel>
    </div>
  );
}
