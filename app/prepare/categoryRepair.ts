import type { CategoryRepair } from '../api/schemas/repairs.ts';
import { editDistance } from './editDistance.ts';

/** Texts remembered: the same strange ones come again and again. */
const remembered = 50_000;

/** Text to the known text it stands for; null = missing. The same text always gives the same answer. */
export function createCategoryRepair(repair: CategoryRepair): (text: string) => string | null {
  const known = new Set(repair.known);
  const plain = (text: string): string => {
    const spaced = repair.ignoreSpaces ? text.trim().replace(/\s+/g, ' ') : text;
    return repair.ignoreCase ? spaced.toLowerCase() : spaced;
  };
  const byPlain = new Map<string, string | null>();
  for (const text of known) byPlain.set(plain(text), byPlain.has(plain(text)) ? null : text);
  const answers = new Map<string, string | null>();

  const nearest = (text: string): string | null => {
    const given = plain(text);
    const exact = byPlain.get(given);
    if (exact !== undefined) return exact;
    let best: string | null = null;
    let distance = repair.distance + 1;
    for (const [candidate, original] of byPlain) {
      const edits = editDistance(given, candidate, Math.min(distance, repair.distance));
      if (edits > repair.distance || edits > distance) continue;
      // Two that are equally near: either would be a guess.
      best = edits === distance ? null : original;
      distance = edits;
    }
    return best;
  };
  const answer = (text: string): string | null => {
    const found = nearest(text);
    if (found !== null) return found;
    const { unknown } = repair;
    if (unknown.kind === 'keep') return text;
    return unknown.kind === 'missing' ? null : unknown.value;
  };
  return (text) => {
    if (known.has(text)) return text;
    let mended = answers.get(text);
    if (mended === undefined) {
      mended = answer(text);
      if (answers.size >= remembered) answers.clear();
      answers.set(text, mended);
    }
    return mended;
  };
}
