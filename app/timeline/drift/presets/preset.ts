import type { MissingShift } from '../calibrated/missingShift.ts';
import type { DriftVerdict } from '../calibrated/verdict.ts';
import type { CategorySample, NumberSample } from '../samples.ts';

/**
 * One column in both parts of a comparison. `chunks` are the reference in consecutive parts, for presets that learn from these how
 * far a part strays without drift.
 */
export type ColumnComparison =
  | { kind: 'number'; reference: NumberSample; current: NumberSample; chunks?: readonly NumberSample[] }
  | { kind: 'category'; reference: CategorySample; current: CategorySample; chunks?: readonly CategorySample[] };

/** What a preset says of one column. */
export interface ColumnDrift {
  /** In words. */
  method: string;
  /** null where the preset has no answer, such as of too few rows. */
  score: number | null;
  /** What the score is held to: at, above or below it as `method` says; null where there is none. */
  threshold: number | null;
  /** null where the method has none. */
  pValue: number | null;
  verdict: DriftVerdict;
  /** null of presets that know no chance. */
  chance: Chance | null;
  /** What the share of missing cells says, of presets that ask; left out where no cell is missing on either side. */
  missing?: MissingShift;
  /** true = the verdict is that of the missing cells, graver than that of the values. */
  isOfMissing?: boolean;
}

/** What the score would be without drift, at these sizes. */
export interface Chance {
  /** Rows with a value. */
  reference: number;
  current: number;
  /** 95 of 100 scores without drift are at or below it. */
  band: number;
  /** true = the p-value is below what is stated. */
  isBound: boolean;
  /** Permutations drawn. */
  draws: number;
  /** For the number of columns; null until the columns have been settled. */
  adjustedPValue: number | null;
}

export interface DatasetDrift {
  columns: ColumnDrift[];
  /** Drifted columns by columns with a score; 0 when there are none. */
  share: number;
  verdict: DriftVerdict;
}

/** A way to tell drift, from the method for each kind of column to the verdict on the whole dataset. One file each. */
export interface DriftPreset {
  /** As in commands and documents. */
  name: string;
  title: string;
  /** How it decides, in one or two sentences. */
  explains: string;
  /** @param seed of whatever is drawn: the same seed gives the same answer */
  compare(column: ColumnComparison, seed: number): ColumnDrift;
  /** What only all columns together say: corrections for their number, and the verdict on the dataset. */
  settle(columns: readonly ColumnDrift[]): DatasetDrift;
}

/** A column that a preset has no answer for. */
export function withoutAnswer(method: string, threshold: number | null): ColumnDrift {
  return { method, score: null, threshold, pValue: null, verdict: 'none', chance: null };
}

/** @param least share of drifted columns that makes the dataset drift; 0 = any one */
export function settleByShare(columns: readonly ColumnDrift[], least: number): DatasetDrift {
  const scored = columns.filter(({ score }) => score !== null).length;
  const drifted = columns.filter(({ verdict }) => verdict === 'drift').length;
  const share = scored > 0 ? drifted / scored : 0;
  return { columns: [...columns], share, verdict: drifted > 0 && share >= least ? 'drift' : 'none' };
}
