import { repairText } from '../../../api/repairText.ts';
import type { CategoryRepair } from '../../../api/schemas/repairs.ts';
import { textCounts } from '../columnNumbers.ts';
import { takesText, type Candidate, type CellKind } from '../kind.ts';

const mostKnown = 1000;

/** One spelling of each category, the most frequent one; a text that came only once may be a slip itself. */
function spellings(counts: readonly { text: string; count: number }[]): string[] {
  const taken = new Set<string>();
  return counts.flatMap(({ text, count }) => {
    const plain = text.trim().replace(/\s+/g, ' ').toLowerCase();
    if (count < 2 || plain === '' || taken.has(plain)) return [];
    taken.add(plain);
    return [text];
  });
}

/** Texts that are a known one but for case, spaces or a letter become that one. */
export const category: CellKind = {
  id: 'category',
  title: 'Spelling of categories',
  help: 'Texts that are a known category but for case, spaces or a wrong letter become that category; others can become a stated one.',
  isFor: ({ id, family }) => family === 'categories' || family === 'text' || /case|whitespace|typo|mojibake/.test(id),
  candidates(column) {
    const { name, about } = column;
    if (!takesText(column) || about.kind !== 'category') return [];
    const counts = textCounts(column.column);
    const known = spellings(counts);
    const mode = known[0];
    if (mode === undefined || known.length > mostKnown || known.length < 2) return [];
    const form = (distance: number, unknown: CategoryRepair['unknown']): Candidate => {
      const repair: CategoryRepair = { kind: 'category', known, ignoreCase: true, ignoreSpaces: true, distance, unknown };
      return { says: repairText(repair), steps: [{ kind: 'repair', column: name, repair }] };
    };
    return [
      form(0, { kind: 'keep' }),
      form(1, { kind: 'keep' }),
      form(2, { kind: 'keep' }),
      form(1, { kind: 'missing' }),
      form(1, { kind: 'category', value: mode }),
    ];
  },
};
