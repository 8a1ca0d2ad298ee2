import type { Confusion } from '../../../app/api/schemas/runs';
import { count, counted, percent } from '../format/numbers';

const mostLabels = 30;

interface ConfusionMatrixProps {
  confusion: Confusion;
  /** What the rows are of: "validation of strikes.csv". */
  of?: string;
  /** Told apart from others on the page, as are its cells: by what stands before them. */
  label?: string;
  cellPrefix?: string;
  onCell?: (actual: string, predicted: string) => void;
}

/** Rows are the truth, columns the prediction; the shade is the share of the row. */
export function ConfusionMatrix({
  confusion,
  of,
  label: name = 'Confusion matrix',
  cellPrefix = '',
  onCell,
}: ConfusionMatrixProps) {
  const labels = confusion.labels.slice(0, mostLabels);
  const total = confusion.counts.reduce((sum, row) => sum + row.reduce((a, b) => a + b, 0), 0);
  // A label only the data have is never predicted: it gets a row and no column.
  const predicted = labels.map((label, index) => ({ label, index })).filter(({ index }) => isPredictable(confusion, index));
  return (
    <div>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={name}>
        <table className="confusion">
          <thead>
            <tr>
              <td />
              <td />
              <th colSpan={predicted.length} scope="colgroup" style={{ textAlign: 'center' }}>
                predicted
              </th>
            </tr>
            <tr>
              <td />
              <td />
              {predicted.map(({ label }) => (
                <th key={label} scope="col" title={label}>
                  {label}
                </th>
              ))}
              <th scope="col" className="num">
                rows
              </th>
            </tr>
          </thead>
          <tbody>
            {labels.map((actual, rowIndex) => {
              const row = confusion.counts[rowIndex] ?? [];
              const rowTotal = row.reduce((sum, cell) => sum + cell, 0);
              return (
                <tr key={actual}>
                  {rowIndex === 0 && (
                    <th
                      rowSpan={labels.length}
                      scope="rowgroup"
                      style={{ writingMode: 'vertical-rl', transform: 'rotate(180deg)' }}
                    >
                      actual
                    </th>
                  )}
                  <th scope="row" title={actual} style={{ textAlign: 'right' }}>
                    {actual}
                  </th>
                  {predicted.map(({ label, index }) => {
                    const cell = row[index] ?? 0;
                    const share = rowTotal === 0 ? 0 : cell / rowTotal;
                    const words = `${cellPrefix}actual ${actual}, predicted ${label}: ${counted(cell, 'row')}, ${percent(share)} of the row`;
                    const shade = { background: `rgba(var(--heat), ${(0.04 + 0.4 * share).toFixed(3)})` };
                    const content = (
                      <>
                        {count(cell)}
                        <small>({percent(share)})</small>
                      </>
                    );
                    return (
                      <td key={label} className={index === rowIndex ? 'is-diagonal' : undefined}>
                        {onCell ? (
                          <button
                            type="button"
                            className="confusion-cell"
                            style={shade}
                            aria-label={`${words}; show them`}
                            onClick={() => onCell(actual, label)}
                          >
                            {content}
                          </button>
                        ) : (
                          <span className="confusion-cell" style={shade} title={words}>
                            {content}
                          </span>
                        )}
                      </td>
                    );
                  })}
                  <td className="num soft" style={{ paddingLeft: 'var(--space-8)' }}>
                    {count(rowTotal)}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <p className="small soft" style={{ margin: 'var(--space-8) 0 0' }}>
        n = {count(total)} labelled rows{of ? ` of ${of}` : ''}; shares are of each actual class.
        {confusion.labels.length > mostLabels && ` The first ${mostLabels} of ${confusion.labels.length} classes are shown.`}
        {onCell && ' Click a cell for its rows.'}
      </p>
    </div>
  );
}

function isPredictable(confusion: Confusion, index: number): boolean {
  return confusion.counts.some((row) => (row[index] ?? 0) > 0) || index < 2;
}
