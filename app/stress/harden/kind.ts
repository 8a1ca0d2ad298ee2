import type { HardenKind, HardenStep } from '../../api/schemas/harden.ts';
import type { Feed } from '../../api/schemas/mapping.ts';
import type { ModelCard, TensorInfo } from '../../api/schemas/models.ts';
import type { Column } from '../../base/columns.ts';
import type { Corruption, StressColumn } from '../corruption.ts';

/** A column that feeds the model, on the rows that repairs are chosen on. */
export interface ColumnOnBench {
  name: string;
  about: StressColumn;
  column: Column;
  model: ModelCard;
  /** The elements it feeds by its value (not those that tell of its missing cells). */
  feeds: { input: TensorInfo; element: number; feed: Feed }[];
  /** Elements whose name says that they tell of its missing cells, but which are fed by something else. */
  indicators: { input: string; element: number }[];
  /** How many rows there are, and how many of its cells are missing. */
  rows: number;
  missing: number;
}

/** One thing to try. */
export interface Candidate {
  /** "0 and -1 are read as missing" */
  says: string;
  steps: HardenStep[];
}

/** One kind of repair of cells. Adding one: a file in kinds/, and its line in the registry. */
export interface CellKind {
  id: HardenKind;
  title: string;
  /** What it is for. One sentence. */
  help: string;
  /** Whether it is made for rows that this corruption made messy. */
  isFor(corruption: Corruption): boolean;
  /** What to try; none where the column gives no reason to. */
  candidates(column: ColumnOnBench): Candidate[];
}

export function takesText({ feeds }: ColumnOnBench): boolean {
  return feeds.some(({ input }) => input.type === 'string');
}
