import type { RunRecord } from '../../../../app/api/schemas/runs';
import { Panel } from '../../components/Panel';
import { differingSettings } from './compareSettings';
import { RunLetter } from './RunLetter';

interface DifferingSettingsProps {
  runs: RunRecord[];
  labels: Map<string, string>;
  baseline: string | null;
}

/** Of all that was set and all that ran, only what is not the same. */
export function DifferingSettings({ runs, labels, baseline }: DifferingSettingsProps) {
  const differing = differingSettings(runs);
  return (
    <Panel title="Settings that differ" note="everything else is the same" flush>
      {differing.length === 0 ? (
        <p className="soft panel-body">None: the same model, data, mapping and settings.</p>
      ) : (
        <div className="scroll-x" tabIndex={0} role="region" aria-label="Settings that differ">
          <table className="plain compare-table">
            <thead>
              <tr>
                <th>Setting</th>
                {runs.map((run, index) => (
                  <th key={run.id}>
                    <RunLetter index={index} name={labels.get(run.id) ?? run.name} isBaseline={run.id === baseline} />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {differing.map(({ name, values }) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
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
  );
}
