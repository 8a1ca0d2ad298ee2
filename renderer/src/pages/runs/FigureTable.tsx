import type { Interval } from '../../../../app/api/schemas/common';
import type { MetricDifference, RunComparison } from '../../../../app/api/schemas/compare';
import type { MetricName, RunRecord } from '../../../../app/api/schemas/runs';
import { IntervalBar } from '../../components/IntervalBar';
import { Panel } from '../../components/Panel';
import { intervalText, metricFacts, metricNames, metricText } from '../../format/metrics';
import { DifferenceCell } from './DifferenceCell';
import { RunLetter } from './RunLetter';

interface FigureTableProps {
  /** The reference first. */
  runs: RunRecord[];
  labels: Map<string, string>;
  baseline: string | null;
  /** Of every run but the first; undefined while they are computed. */
  comparisons: RunComparison[] | undefined;
}

/** Every figure of every run with its interval, and its paired difference from the reference. */
export function FigureTable({ runs, labels, baseline, comparisons }: FigureTableProps) {
  const names = metricNames(Object.fromEntries(runs.flatMap((run) => Object.entries(run.headline?.metrics ?? {}))));
  /** Whether the run at this place has a column of differences; the reference has none. */
  const hasDifferences = (index: number): boolean => index > 0 && (comparisons?.[index - 1]?.comparable ?? null) === null;
  const isPaired = runs.some((_, index) => hasDifferences(index));
  // What is compared is drawn equally long.
  const width = `${100 / (runs.length + runs.filter((_, index) => hasDifferences(index)).length)}%`;
  return (
    <Panel
      title="Figures"
      note={isPaired ? '95 % intervals drawn; differences are of the same rows' : '95 % intervals drawn'}
      flush
    >
      <div className="scroll-x" tabIndex={0} role="region" aria-label="Figures side by side">
        <table className="plain compare-table">
          <thead>
            <tr>
              <th>Metric</th>
              {runs.map((run, index) => [
                <th key={run.id} style={{ width }}>
                  <RunLetter index={index} name={labels.get(run.id) ?? run.name} isBaseline={run.id === baseline} />
                </th>,
                hasDifferences(index) && (
                  <th key={`${run.id} difference`} className="nowrap" style={{ width }}>
                    {String.fromCharCode(65 + index)} − A
                  </th>
                ),
              ])}
            </tr>
          </thead>
          <tbody>
            {names.map((name) => {
              const differences = comparisons?.map((one) => one.differences.find(({ metric }) => metric === name)) ?? [];
              const beside = runs.flatMap((run) => run.headline?.metrics[name] ?? []);
              const reach = 1.08 * Math.max(0, ...differences.flatMap(endsOf));
              return (
                <tr key={name}>
                  <th scope="row" className="nowrap" title={metricFacts[name].help}>
                    {metricFacts[name].label}
                    <div className="small soft">{metricFacts[name].better} is better</div>
                  </th>
                  {runs.map((run, index) => {
                    const about = differences[index - 1];
                    return [
                      <td key={run.id}>
                        <FigureCell name={name} interval={run.headline?.metrics[name]} beside={beside} />
                      </td>,
                      hasDifferences(index) && (
                        <td key={`${run.id} difference`} className="difference-cell">
                          {about ? (
                            <DifferenceCell about={about} reach={reach} />
                          ) : (
                            <span className="soft">{comparisons ? '–' : 'comparing…'}</span>
                          )}
                        </td>
                      ),
                    ];
                  })}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function endsOf(about: MetricDifference | undefined): number[] {
  const { value, low, high } = about?.difference ?? {};
  return [value, low, high].map((x) => Math.abs(x ?? 0));
}

interface FigureCellProps {
  name: MetricName;
  interval: Interval | undefined;
  /** Those of all runs. */
  beside: readonly Interval[];
}

function FigureCell({ name, interval, beside }: FigureCellProps) {
  if (!interval) return <span className="soft">–</span>;
  return (
    <div className="figure-cell">
      <strong>{metricText(name, interval.value)}</strong>{' '}
      <span className="small soft nowrap">{intervalText(name, interval)}</span>
      <IntervalBar name={name} interval={interval} baseline={null} beside={beside} />
    </div>
  );
}
