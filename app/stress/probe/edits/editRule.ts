import type { Cell } from '../../../api/schemas/common.ts';
import type { ColumnProfile } from '../../../api/schemas/datasets.ts';
import type { EditKind } from '../../../api/schemas/probe.ts';
import type { Random } from '../../../base/random.ts';
import type { Choice } from '../choices.ts';

/** A cell of the row, with what is known of its column. */
export interface EditableCell {
  profile: ColumnProfile;
  /** Whether the column travels as text, whatever it means. */
  isText: boolean;
  value: Cell;
  /** Texts of a category or truth value; empty for other columns. */
  choices: readonly Choice[];
}

export interface ProposedEdit {
  to: Cell;
  /** On the scale of RowEdit. */
  size: number;
  /** How it comes about: "divided by 10". Empty where the values say it all. */
  how: string;
}

/** One way in which a cell comes to be another in real life. */
export interface EditRule {
  kind: EditKind;
  title: string;
  /** What the sizes of its edits are, for the guide. */
  sizes: string;
  propose(cell: EditableCell, random: Random): ProposedEdit[];
}
