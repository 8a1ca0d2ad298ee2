import type { RowEdit } from '../../api/schemas/probe.ts';
import type { EditableCell } from './edits/editRule.ts';
import { asHeld, decimalsOf, spreadOf } from './edits/numberStep.ts';
import { rowEdit } from './proposeEdits.ts';
import { editsKey, type EditTrial } from './tryEdits.ts';

/** Halvings of the distance between a number that does not flip and one that does. */
const halvings = 12;

/**
 * Moves the numbers of a flip as near to the given ones as the flip allows: bisection between the given number, which does
 * not flip by itself, and the one that does. A nearer number beyond a gap of the answer is not looked for.
 */
export async function shrinkEdits(
  edits: readonly RowEdit[],
  about: { trial: EditTrial; cells: ReadonlyMap<string, EditableCell>; rows: number; avoid: ReadonlySet<string> },
): Promise<RowEdit[]> {
  const { trial, cells, rows, avoid } = about;
  const found = [...edits];
  for (const [place, edit] of edits.entries()) {
    const cell = cells.get(edit.column);
    const spread = cell && spreadOf(cell.profile);
    if (edit.kind !== 'step' || !cell || !spread || typeof edit.from !== 'number' || typeof edit.to !== 'number') continue;
    const finest = Math.max(10 ** -decimalsOf(cell.profile), spread / 1000);
    let near = edit.from;
    let far = edit.to;
    for (let round = 0; round < halvings && Math.abs(far - near) > finest && !trial.isOver(); round++) {
      const middle = asHeld((near + far) / 2, cell.profile);
      if (middle === near || middle === far) break;
      const size = Math.abs(middle - edit.from) / spread;
      const nearer = rowEdit(cell, 'step', { to: middle, size, how: '' }, rows);
      const set = found.map((each, at) => (at === place ? nearer : each));
      if (avoid.has(editsKey(set))) break;
      if ((await trial.alone(set)).tried.isFlipped) {
        far = middle;
        found[place] = nearer;
      } else near = middle;
    }
  }
  return found;
}
