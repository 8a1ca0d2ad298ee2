import { percent } from '../amounts.ts';
import type { Corruption } from '../corruption.ts';
import type { TextDraw } from '../draws.ts';
import { textPartCorruption } from '../textCorruption.ts';
import { hasWords, splitWords, wordShares } from '../words/splitWords.ts';

/** A word goes with the white space behind it. Where all would go the last stays, so that no text becomes empty. */
function drop(text: string, share: number, draw: TextDraw): string {
  const parts = splitWords(text);
  let kept = '';
  for (let at = 0; at < parts.length; at += 2) {
    const last = at + 2 >= parts.length;
    if (draw(at) >= share || (last && kept.trim() === '')) kept += (parts[at] as string) + (parts[at + 1] ?? '');
  }
  return kept.trimEnd();
}

/** A word changes places with the next; each takes part in one swap at most, the surest first. */
function swap(text: string, share: number, draw: TextDraw): string {
  const parts = splitWords(text);
  const places: number[] = [];
  for (let at = 0; at + 2 < parts.length; at += 2) if (draw(at) < share) places.push(at);
  places.sort((a, b) => draw(a) - draw(b) || a - b);
  const moved = new Set<number>();
  for (const at of places) {
    if (moved.has(at) || moved.has(at + 2)) continue;
    moved.add(at).add(at + 2);
    [parts[at], parts[at + 2]] = [parts[at + 2] as string, parts[at] as string];
  }
  return parts.join('');
}

function repeat(text: string, share: number, draw: TextDraw): string {
  return splitWords(text)
    .map((part, at) => (at % 2 === 0 && part !== '' && draw(at) < share ? `${part} ${part}` : part))
    .join('');
}

function wordError(what: string, help: string, change: (text: string, share: number, draw: TextDraw) => string): Corruption {
  return textPartCorruption({
    id: `words-${what}`,
    title: `Words ${what}`,
    help,
    amounts: wordShares,
    says: (amount, place = '') => `${percent(amount)} of the words${place} ${what}`,
    columns: 'text',
    fits: hasWords,
    change,
  });
}

/** The random deletion and swap of EDA (Wei and Zou 2019), and words that come twice. */
export const wordErrors: readonly Corruption[] = [
  wordError('dropped', 'Words are missing: bad dictation, notes in telegram style.', drop),
  wordError('swapped', 'Words change places: written in a hurry, or by somebody new to the language.', swap),
  wordError('repeated', 'Words come twice twice: stutter in dictation, careless editing.', repeat),
];
