import type { DriftReport, DriftTogether } from '../../../../../app/api/schemas/drift';
import { verdictWords } from '../../../format/drift';
import { togetherWords } from '../../../format/estimateWords';
import { count, number } from '../../../format/numbers';
import { useTimeCursor } from '../../../state/timeCursor';

type Cell = DriftTogether['overall'];

/** Whether columns still go together as they did: what no column shows alone. */
export function TogetherPanel({ report, labels }: { report: DriftReport; labels: string[] }) {
  const { together = [], windows } = report;
  const [first] = together;
  const { pointed, point } = useTimeCursor(windows);
  if (!first) return null;
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>All columns together</h2>
        <span className="soft small">
          {first.columns < first.of ? `the first ${count(first.columns)} of ${count(first.of)}` : count(first.columns)} columns,
          as they go together: a change that none shows alone
        </span>
      </div>
      <div className="scroll-x" tabIndex={0} role="region" aria-label="All columns together">
        <table className="plain">
          <thead>
            <tr>
              <th>Method</th>
              <th className="num">All windows</th>
              <th className="num">No drift</th>
              <th>
                By window, {labels[0]} to {labels.at(-1)}
              </th>
            </tr>
          </thead>
          <tbody>
            {together.map(({ method, overall, band, windows: cells }) => (
              <tr key={method}>
                <td title={togetherWords[method].explains}>{togetherWords[method].title}</td>
                <td className="num" title={words(overall)}>
                  {number(overall.value, 2)} <Mark cell={overall} isInline />
                </td>
                <td className="num">
                  {band.low > 0 ? `${number(band.low, 2)} to ${number(band.high, 2)}` : `up to ${number(band.high, 2)}`}
                </td>
                <td>
                  <ol className="drift-together">
                    {cells.map((cell, window) => (
                      <li
                        key={window}
                        className={window === pointed ? 'is-pointed' : undefined}
                        onMouseEnter={() => point(window)}
                        onMouseLeave={() => point(null)}
                        title={`${labels[window] ?? ''}: ${words(cell)}${windows[window]?.reference ? ', reference' : ''}`}
                      >
                        <Mark cell={cell} />
                        <span className="visually-hidden">
                          {labels[window]}: {words(cell)}
                        </span>
                      </li>
                    ))}
                  </ol>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function words({ value, low, high, verdict }: Cell): string {
  if (value === null) return 'too few rows';
  const interval = low === null || high === null ? '' : ` (${number(low, 2)} to ${number(high, 2)})`;
  return `${number(value, 2)}${interval}, ${verdictWords[verdict]}`;
}

function Mark({ cell, isInline = false }: { cell: Cell; isInline?: boolean }) {
  const size = isInline ? ' drift-mark-inline' : '';
  if (cell.value === null) return <span className={`drift-gap${size}`} aria-hidden />;
  return <span className={`drift-mark drift-mark-${cell.verdict}${size}`} aria-hidden />;
}
