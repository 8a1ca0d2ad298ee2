import type { DriftCell, DriftColumn, DriftReport } from '../../../../../app/api/schemas/drift';
import { damageWords } from '../../../../../app/api/driftWords';
import type { Interval } from '../../../../../app/api/schemas/common';
import type { StressMetric } from '../../../../../app/api/schemas/stress';
import { Facts } from '../../../components/Facts';
import { isByPValue, pText, presetFacts, roleWords, verdictWords } from '../../../format/drift';
import { count, number, percent } from '../../../format/numbers';
import { CellMark } from './StripRow';
import { ScoreScale } from './ScoreScale';

interface CellFactsProps {
  report: DriftReport;
  column: DriftColumn;
  cell: DriftCell;
  window: number;
  labels: string[];
}

const kindWords = { number: 'numbers', category: 'categories', text: 'free text' } as const;

/** The figures of a cell, and what they are held to. */
export function CellFacts({ report, column, cell, window, labels }: CellFactsProps) {
  const { n, missing, method, pValue, adjusted, verdict } = cell;
  const isReference = report.windows[window]?.reference === true;
  const { since } = column;
  return (
    <>
      <p className="drift-cell-verdict">
        <CellMark cell={cell} isInline />
        <strong>
          {cell.by === 'missing'
            ? `${verdictWords[verdict]}, by missing cells`
            : cell.score === null
              ? 'nothing to compare'
              : verdictWords[verdict]}
        </strong>
        <span className="soft">
          {isReference ? 'this window is part of the reference' : since !== null ? `drifts since ${labels[since] ?? ''}` : ''}
        </span>
      </p>
      {cell.score !== null && <ScoreScale cell={cell} />}
      <Facts
        entries={[
          ['Column', `${kindWords[column.kind]}, ${roleWords[column.role]}`],
          ['Method', method === '' ? null : `${method} (${presetFacts[report.preset].label})`],
          ['p-value', pValue === null || isByPValue(cell) ? null : pText(pValue)],
          ['Adjusted', adjusted === null ? null : `${pText(adjusted)}, for the number of columns`],
          ['Values', count(n)],
          ['Missing', missing === null ? null : percent(missing)],
          ['Damage', column.damage && damageText(column.damage, report.damageMetric)],
        ]}
      />
      {column.looksLike && (
        <p className="drift-looks-like">
          In {labels[column.looksLike.window]} it looks like <strong>{column.looksLike.words}</strong>, which explains{' '}
          {percent(column.looksLike.fit)} of the change.
        </p>
      )}
      {column.changes.length > 0 && (
        <>
          <h3 className="drift-changes-head">What changed, in all windows after the reference</h3>
          <ul className="drift-changes">
            {column.changes.map((change) => (
              <li key={change}>{change}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

/** Of a comparison kept before the figure was told with it, the figure has no name. */
function damageText({ value, low, high }: Interval, metric: StressMetric | undefined): string | null {
  if (value === null) return null;
  const written = (figure: number): string => number(figure, 2);
  return `${metric ? damageWords(metric, { value, low, high }, written) : written(value)}, by this column alone`;
}
