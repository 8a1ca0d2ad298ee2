// A fault of data as it is done to the cells of rows.
import type { Column } from '../../base/columns.ts';
import { withMissing, withNumbers, withTexts } from '../../stress/cells.ts';
import type { StressColumn } from '../../stress/stressColumn.ts';

/** What becomes of a number; `draw`: one in [0, 1) of each cell. */
export type NumberFault = (value: number, draw: number) => number;

/** Missing cells stay as they are. */
export type Fault =
  | { kind: 'missing'; share: number }
  | { kind: 'number'; of: NumberFault }
  | { kind: 'category'; of: (label: string, draw: number) => string };

/** The column with the fault in it, where the draws of its cells say so. */
export function withFault({ column, kind }: StressColumn, fault: Fault, draws: Float64Array): Column {
  const draw = (row: number): number => draws[row] as number;
  if (fault.kind === 'missing') return withMissing(column, (row) => draw(row) < fault.share);
  if (fault.kind === 'number') return withNumbers(column, (value, row) => fault.of(value, draw(row)), kind === 'integer');
  if (column.kind === 'text') return withTexts(column, (text, row) => fault.of(text, draw(row)));
  // Truth values and codes were compared by their names.
  const [nameOf, valueOf] =
    kind === 'boolean' ? [(value: number) => String(value === 1), (name: string) => Number(name === 'true')] : [String, Number];
  return withNumbers(column, (value, row) => valueOf(fault.of(nameOf(value), draw(row))));
}
