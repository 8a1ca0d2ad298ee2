import { breakingText } from '../../../../../app/api/metricWords';
import type { BreakingPoint, StressReport } from '../../../../../app/api/schemas/stress';
import { Panel } from '../../../components/Panel';
import { count } from '../../../format/numbers';
import { stressMetricFacts, stressMetricText } from '../../../format/stress';
import { useCorruptions } from '../../../state/useStress';

interface Line {
  key: string;
  title: string;
  column: string | null;
  point: BreakingPoint;
}

/** Where the figure falls through the floor, in words: all columns at once, then one by one. */
export function BreakingPoints({ report }: { report: StressReport }) {
  const titles = new Map(useCorruptions().data?.map(({ id, title }) => [id, title]));
  const { metric, floor, floorReason } = report;
  const lines: Line[] = [
    ...report.corruptions.flatMap(({ name, title, breakingPoint }) =>
      breakingPoint ? [{ key: name, title, column: null, point: breakingPoint }] : [],
    ),
    ...report.columns.flatMap(({ column, failures }) =>
      failures.flatMap(({ mode, breakingPoint }) =>
        breakingPoint ? [{ key: `${column} ${mode}`, title: titles.get(mode) ?? mode, column, point: breakingPoint }] : [],
      ),
    ),
  ];
  const found = lines.filter(({ point }) => point.kind !== 'holds');
  const held = lines.length - found.length;
  if (floor === null) return <p className="soft">Without a floor there is nothing to fall through: {floorReason}</p>;
  return (
    <Panel
      title="Breaking points"
      note={`where ${stressMetricFacts(metric).label} leaves ${stressMetricText(metric, floor)}`}
      flush
    >
      {found.length === 0 ? (
        <p className="soft" style={{ margin: 'var(--space-4) var(--space-14) var(--space-14)' }}>
          None found so far: no damage that was tried takes the figure through the floor.
        </p>
      ) : (
        <div className="scroll-x" tabIndex={0} role="region" aria-label="Breaking points">
          <table className="plain">
            <thead>
              <tr>
                <th>What holds, and up to where</th>
                <th>Damage</th>
                <th>Where</th>
              </tr>
            </thead>
            <tbody>
              {found.map(({ key, title, column, point }) => (
                <tr key={key}>
                  <td>{breakingText(point, metric, stressMetricFacts(metric).label)}</td>
                  <td>{title}</td>
                  <td>{column ?? <span className="soft">all columns at once</span>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {held > 0 && (
        <p className="soft small" style={{ margin: 'var(--space-8) var(--space-14)' }}>
          In {count(held)} more {held === 1 ? 'case' : 'cases'} the figure stays on the good side however large the damage.
        </p>
      )}
    </Panel>
  );
}
