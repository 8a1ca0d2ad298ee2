import type { StressReport } from '../../../../app/api/schemas/stress';
import { Panel } from '../../components/Panel';
import { count, counted } from '../../format/numbers';
import { answerText } from '../../format/stress';
import { useRowsDrawer, whatIfRequest } from '../../state/rowsDrawer';

/** Kinds of damage told of a row; the others stand in its tip. */
const shownTitles = 3;

/** Rows whose answer small damage to their own cells flips; each leads to its cells, to be tried by hand. */
export function UnstableRows({ unstable }: { unstable: StressReport['unstable'] }) {
  const drawer = useRowsDrawer();
  if (!unstable) return <p className="soft">They come when every kind of damage was tried at severities 1 and 2.</p>;
  const { damages, rows, worst } = unstable;
  return (
    <Panel title="Most unstable rows" note={`under ${counted(damages, 'small damage')} of severity 1 and 2`} flush>
      {worst.length === 0 ? (
        <p className="soft" style={{ margin: 'var(--space-4) var(--space-14) var(--space-14)' }}>
          No small damage flipped the answer of a row that three or more of them touched.
        </p>
      ) : (
        <>
          <p className="soft small" style={{ margin: '0 var(--space-14) var(--space-8)' }}>
            Of the damages that changed a cell of the row, how many flipped its answer. {counted(rows, 'row')} flipped at all
            {rows > worst.length && `; the ${count(worst.length)} surest come first`}.
          </p>
          <div className="scroll-x" tabIndex={0} role="region" aria-label="Most unstable rows">
            <table className="plain plain-tight" aria-label="Most unstable rows">
              <thead>
                <tr>
                  <th className="num">Row</th>
                  <th>Answer on clean data</th>
                  <th>Actual</th>
                  <th className="num">Flipped</th>
                  <th>By</th>
                </tr>
              </thead>
              <tbody>
                {worst.map(({ row, answer, score, actual, tried, flips, by }) => (
                  <tr key={row}>
                    <td className="num">
                      <button
                        type="button"
                        className="linkbutton"
                        aria-label={`Row ${count(row)}: what if`}
                        onClick={() => drawer.show(whatIfRequest(row))}
                      >
                        {count(row)}
                      </button>
                    </td>
                    <td>{answerText({ answer, score })}</td>
                    <td>{actual === null ? <span className="soft">no label</span> : String(actual)}</td>
                    <td className="num">
                      {flips} of {tried}
                    </td>
                    <td title={by.join(', ')}>
                      {by.slice(0, shownTitles).join(', ')}
                      {by.length > shownTitles && ` and ${count(by.length - shownTitles)} more`}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </Panel>
  );
}
