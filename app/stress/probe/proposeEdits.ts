import type { Cell } from '../../api/schemas/common.ts';
import type { RowEdit } from '../../api/schemas/probe.ts';
import { Random } from '../../base/random.ts';
import { Draws } from '../draws.ts';
import { commonness } from './commonness.ts';
import type { EditableCell, ProposedEdit } from './edits/editRule.ts';
import { editRules } from './edits/registry.ts';

/** Every single edit of a row: by column in the order of `cells`, of those to the same value the smallest. Same seed, same edits. */
export function proposeEdits(cells: readonly EditableCell[], about: { rows: number; seed: number }): RowEdit[] {
  const draws = new Draws(about.seed, new Float64Array(0));
  return cells.flatMap((cell) => {
    // One sequence a column, so that leaving a column out changes nothing in the others.
    const random = new Random(draws.seedOf(cell.profile.name));
    const byValue = new Map<Cell, RowEdit>();
    for (const rule of editRules) {
      for (const proposed of rule.propose(cell, random)) {
        const known = byValue.get(proposed.to);
        if (known && known.size <= proposed.size) continue;
        byValue.set(proposed.to, rowEdit(cell, rule.kind, proposed, about.rows));
      }
    }
    return [...byValue.values()];
  });
}

export function rowEdit(cell: EditableCell, kind: RowEdit['kind'], { to, size, how }: ProposedEdit, rows: number): RowEdit {
  const column = cell.profile.name;
  const words = `${column}: ${shown(cell.value)} → ${shown(to)}${how ? ` (${how})` : ''}`;
  return { column, kind, from: cell.value, to, text: words, size, commonness: commonness(cell, to, rows) };
}

/** A cell in a sentence; texts in quotes, so that spaces are seen. */
function shown(cell: Cell): string {
  if (cell === null) return 'missing';
  if (typeof cell !== 'string') return String(cell);
  return /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(cell) ? cell.replace(/T00:00:00\.000Z$/, '').replace('.000Z', 'Z') : `“${cell}”`;
}
