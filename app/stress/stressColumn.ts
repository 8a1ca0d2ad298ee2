import type { ColumnProfile } from '../api/schemas/datasets.ts';
import type { Column } from '../base/columns.ts';

/** A column that feeds the model, as a corruption sees it. Whole: one array over all rows of the table. */
export interface StressColumn {
  name: string;
  column: Column;
  profile: ColumnProfile;
  /** What the cells are: decides which corruptions make sense. Times travel as numbers (milliseconds). */
  kind: 'number' | 'integer' | 'boolean' | 'category' | 'text' | 'time';
}
