import { useMemo } from 'react';
import type { ColumnFailure, StressReport } from '../../../../../app/api/schemas/stress';
import { Panel } from '../../../components/Panel';
import { percent } from '../../../format/numbers';
import { stressMetricFacts, stressMetricText } from '../../../format/stress';
import { useCorruptions } from '../../../state/useStress';
import type { DamageChoice } from '../rows/damageChoice';

interface HeatMapProps {
  report: StressReport;
  onRows: ((damage: DamageChoice) => void) | undefined;
}

/** A tint alone never says it: a drop that may be chance is in brackets. */
function isSure({ drop }: ColumnFailure): boolean {
  return drop.low !== null && drop.low > 0;
}

/** Every column damaged alone in every way: how much worse the figure gets. Worst columns first. */
export function HeatMap({ report, onRows }: HeatMapProps) {
  const catalogue = useCorruptions();
  const { columns, metric } = report;
  const facts = stressMetricFacts(metric);
  const titles = useMemo(() => new Map(catalogue.data?.map(({ id, title }) => [id, title])), [catalogue.data]);
  const modes = useMemo(() => {
    const damage = new Map<string, number>();
    for (const { failures } of columns) {
      for (const { mode, drop } of failures) damage.set(mode, Math.max(damage.get(mode) ?? 0, drop.value ?? 0));
    }
    return [...damage].sort((a, b) => b[1] - a[1]).map(([mode]) => mode);
  }, [columns]);
  if (columns.length === 0) return <p className="soft">Columns are damaged one by one after the first curves.</p>;
  const sorted = [...columns].sort((a, b) => (b.damage ?? 0) - (a.damage ?? 0));
  const most = Math.max(1e-9, ...columns.map(({ damage }) => damage ?? 0));
  const text = (value: number | null): string => stressMetricText(metric, value);
  const severity = columns[0]?.failures[0]?.severity;
  return (
    <Panel
      title="Column by column"
      note={`how much ${facts.label} loses${severity === undefined ? '' : ` at severity ${String(severity)}`}`}
      flush
    >
      <div className="scroll-x" tabIndex={0} role="region" aria-label="Damage by column and kind">
        <table className="heatmap">
          <thead>
            <tr>
              <th scope="col">Column</th>
              <th scope="col" className="num" title="How much is lost when the column is shuffled (permutation importance)">
                importance
              </th>
              {modes.map((mode) => (
                <th key={mode} scope="col" className="heatmap-mode">
                  <span>{titles.get(mode) ?? mode}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sorted.map(({ column, importance, failures }) => (
              <tr key={column}>
                <th scope="row" title={column}>
                  {column}
                </th>
                <td className="num soft">{text(importance?.value ?? null)}</td>
                {modes.map((mode) => {
                  const failure = failures.find((one) => one.mode === mode);
                  if (!failure) return <td key={mode} className="heatmap-none" aria-label="does not apply" />;
                  const { drop, flipRate, refused } = failure;
                  if (refused !== undefined) {
                    return (
                      <td key={mode}>
                        <span className="heatmap-cell heatmap-refused" title={refused}>
                          refused
                        </span>
                      </td>
                    );
                  }
                  const share = Math.max(0, Math.min(1, (drop.value ?? 0) / most));
                  const words = `${column}, ${titles.get(mode) ?? mode}: ${text(drop.value)} worse, ${text(drop.low)} to ${text(drop.high)}; ${percent(flipRate.value ?? 0)} of the answers flipped`;
                  const shade = { background: `rgba(var(--heat), ${(0.4 * share).toFixed(3)})` };
                  const figure = isSure(failure) ? text(drop.value) : `(${text(drop.value)})`;
                  return (
                    <td key={mode}>
                      {onRows ? (
                        <button
                          type="button"
                          className="heatmap-cell"
                          style={shade}
                          title={words}
                          aria-label={`${words}; show the rows`}
                          onClick={() =>
                            onRows({ corruption: mode, title: titles.get(mode) ?? mode, severity: failure.severity, column })
                          }
                        >
                          {figure}
                        </button>
                      ) : (
                        <span className="heatmap-cell" style={shade} title={words}>
                          {figure}
                        </span>
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="soft small" style={{ margin: 'var(--space-8) var(--space-14)' }}>
        Each figure is the loss against the same rows undamaged, paired row by row. In brackets: its 95 % interval includes zero.
        An empty cell: that damage makes no sense there.
      </p>
    </Panel>
  );
}
