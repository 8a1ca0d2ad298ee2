import { memo, type CSSProperties, type Ref } from 'react';
import type { DriftCell, DriftColumn } from '../../../../../app/api/schemas/drift';
import { cellWords, driftStrength, roleWords } from '../../../format/drift';
import { number } from '../../../format/numbers';

interface StripRowProps {
  ref?: Ref<HTMLTableRowElement>;
  row: number;
  rowIndex: number;
  column: DriftColumn;
  labels: string[];
  /** The window of the cell that Tab reaches, and of the one whose detail is shown, where they are in this row. */
  active: number | null;
  chosen: number | null;
  hasOverall: boolean;
  hasDamage: boolean;
}

/** One column through all windows. Drawn anew only when something of its own changes: there may be thousands of them. */
export const StripRow = memo(function StripRow(props: StripRowProps) {
  const { ref, row, rowIndex, column, labels, active, chosen, hasOverall, hasDamage } = props;
  const { name, role, damage } = column;
  return (
    <tr {...(ref ? { ref } : {})} data-index={row} aria-rowindex={rowIndex} className={chosen === null ? undefined : 'is-chosen'}>
      <th scope="row" title={`${name}: ${roleWords[role]}`}>
        <span className="drift-column">
          <span className="clip">{name}</span>
          {role !== 'feature' && role !== 'other' && !name.startsWith(role) && <span className="chip">{role}</span>}
        </span>
      </th>
      {hasOverall && (
        <td className="num" title={`All windows after the reference: ${cellWords(column)}`}>
          {column.score === null ? <span className="soft">–</span> : <span>{number(column.score, 2)}</span>}
          <CellMark cell={column} isInline />
        </td>
      )}
      {hasDamage && (
        <td className="num" title="What the model loses when this column alone changes so">
          {damage ? number(damage.value, 2) : <span className="soft">–</span>}
        </td>
      )}
      {column.windows.map((cell, window) => (
        <td
          key={window}
          role="gridcell"
          data-row={row}
          data-window={window}
          tabIndex={window === active ? 0 : -1}
          aria-selected={window === chosen}
          aria-label={`${name}, ${labels[window] ?? ''}: ${cellWords(cell)}`}
          className="drift-cell"
        >
          <CellMark cell={cell} />
        </td>
      ))}
    </tr>
  );
});

/** At the limit half of the ink, from three times the limit on all of it. */
function inkOf(cell: DriftCell): number {
  // What the missing cells say has no score of its own.
  const strength = cell.by === 'missing' ? 3 : (driftStrength(cell) ?? 1);
  return Math.round(100 * Math.max(0.45, Math.min(1, 0.45 + (0.55 * (strength - 1)) / 2)));
}

/** Empty, hatched or filled: told apart without colour. Where there was nothing to compare, no box at all. */
export function CellMark({ cell, isInline = false }: { cell: DriftCell; isInline?: boolean }) {
  const size = isInline ? ' drift-mark-inline' : '';
  if (cell.score === null && cell.verdict === 'none') return <span className={`drift-gap${size}`} aria-hidden />;
  const ink = cell.verdict === 'drift' ? ({ '--ink': `${String(inkOf(cell))}%` } as CSSProperties) : {};
  return <span className={`drift-mark drift-mark-${cell.verdict}${size}`} style={ink} aria-hidden />;
}
