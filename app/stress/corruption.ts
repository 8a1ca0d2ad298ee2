import type { CorruptionFamily } from '../api/schemas/stress.ts';
import type { Column } from '../base/columns.ts';
import type { PredictionBatch } from '../prepare/predictions.ts';
import type { Draws } from './draws.ts';
import type { StressColumn } from './stressColumn.ts';
import type { StressTable } from './stressTable.ts';

export type { StressColumn };

export interface DamageRequest {
  table: StressTable;
  /** The columns to damage: those asked for that `fits` takes. Never empty for corruptions of cells. */
  columns: StressColumn[];
  /** In the corruption's own unit; any value between the first and last of `amounts`, those included. */
  amount: number;
  draws: Draws;
  /** What the model says of the rows as they are: for damage where it is sure, or unsure. */
  clean: PredictionBatch;
}

/**
 * What a corruption made. Arrays that are left out are as they were; none of the table's own arrays may be changed. Nothing at
 * all: these rows and this model give it nothing to damage (a model without scores is never sure), so it says nothing of them.
 */
export interface Damage {
  /** Changed columns by name; as many rows as the table, in its order. */
  columns?: ReadonlyMap<string, Column>;
  /** The rows that are there now, as indices into the table; a row may come twice or not at all. */
  rows?: Int32Array;
  /** Changed labels (as `table.actual`), in the order of the table. */
  actual?: Int32Array | Float64Array;
}

/**
 * One way in which data go wrong. Applied to raw rows, before preparation, so that the whole deployed path is tested.
 * Same request, same bytes, on any machine.
 */
export interface Corruption {
  /** Stable: names files, gates and documents. */
  id: string;
  title: string;
  family: CorruptionFamily;
  /** What happens in the world for data to look like this. One sentence. */
  help: string;
  /** Ascending damage: severities 1 to 5. */
  amounts: readonly [number, number, number, number, number];
  /**
   * What the amount means, as a noun phrase that goes after "up to" and "with": "12 % of the cells missing". `place`, for
   * instance ` in "Speed"`, goes where it belongs in that phrase; damage to the table as a whole has none.
   */
  says: (amount: number, place?: string) => string;
  /** Whether amounts in between make sense: then a breaking point can be searched. */
  continuous: boolean;
  /**
   * Cells: which columns of the table it can be put on, each alone and all together. `table`: it takes the table as a whole.
   * `fits` may look at every distinct text of a column: ask once and keep the answer.
   */
  reach:
    | { of: 'cells'; fits: (column: StressColumn, table: StressTable) => boolean }
    | { of: 'table'; fits: (table: StressTable) => boolean };
  damage(request: DamageRequest): Damage;
}
