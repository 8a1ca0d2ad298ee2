// Columns changed one by one, each on its own: what most corruptions of cells do.
import type { Column } from '../base/columns.ts';
import { withMissing, withNumbers } from './cells.ts';
import type { Damage, DamageRequest } from './corruption.ts';
import type { StressColumn } from './stressColumn.ts';

export function eachColumn(columns: readonly StressColumn[], change: (column: StressColumn) => Column): Damage {
  return { columns: new Map(columns.map((column) => [column.name, change(column)])) };
}

/** Cells become missing where `hitOf(column)` says so. */
export function eachMissing(request: DamageRequest, hitOf: (column: StressColumn) => (row: number) => boolean): Damage {
  return eachColumn(request.columns, (column) => withMissing(column.column, hitOf(column)));
}

type NumberChange = (value: number, row: number) => number | undefined;

/** Numbers become others where `changeOf(column)` gives one; columns of integers stay whole. */
export function eachNumber(request: DamageRequest, changeOf: (column: StressColumn) => NumberChange): Damage {
  return eachColumn(request.columns, (column) => withNumbers(column.column, changeOf(column), column.kind === 'integer'));
}

/** In the cells hit (a share `amount` of them, the same ones whatever the corruption), numbers become others. */
export function hitNumbers(
  request: DamageRequest,
  changeOf: (column: StressColumn) => (value: number, row: number) => number,
): Damage {
  return eachNumber(request, (column) => {
    const draw = request.draws.uniform(column.name);
    const change = changeOf(column);
    return (value, row) => ((draw[row] as number) < request.amount ? change(value, row) : undefined);
  });
}

/** Columns of quantities: numbers and integers, not truth values or times. */
export function isQuantity({ kind, column }: StressColumn): boolean {
  return column.kind !== 'text' && (kind === 'number' || kind === 'integer');
}
