import { yieldToEventLoop } from '../../base/abort.ts';
import { editDistance } from './editDistance.ts';

export interface CountedText {
  text: string;
  count: number;
}

export interface SimilarPair {
  /** The rarer spelling. */
  rare: CountedText;
  usual: CountedText;
  why: 'spelling' | 'typo';
}

/** Without case, accents, and anything that is neither letter nor digit. */
export function plainText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
}

/** Words this short differ by a letter without being slips of the pen: "Gull" and "Bull", or the codes KC-135 and C-135. */
const shortest = 5;
const hasWord = new RegExp(`\\p{L}{${String(shortest)}}`, 'u');
/** A slip is rare beside what was meant. */
const rareShare = 0.1;
/** Two neighbours swapped hardly ever make another word: "Premuim" is a slip even where it is frequent. */
const rareShareOfSwaps = 0.3;

/**
 * Pairs that are likely the same category: equal but for case, spaces, accents and signs; or one edit apart (two from 10
 * characters on) where one is at most a tenth as frequent (three tenths where two neighbours are swapped). Texts that differ in a digit are different things (B-737, B-747), and
 * so are codes without a word of five letters.
 */
export async function similarTexts(texts: readonly CountedText[], signal?: AbortSignal): Promise<SimilarPair[]> {
  const sorted = [...texts].sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1));
  const pairs: SimilarPair[] = [];
  const usual = new Map<string, CountedText>();
  for (const each of sorted) {
    const plain = plainText(each.text);
    if (plain === '') continue;
    const before = usual.get(plain);
    if (before) pairs.push({ rare: each, usual: before, why: 'spelling' });
    else usual.set(plain, each);
  }
  const heads = [...usual.entries()].map(([plain, each]) => ({ plain, each, digits: plain.replace(/\P{N}+/gu, ' ') }));
  let compared = 0;
  for (const [at, rare] of heads.entries()) {
    if (!hasWord.test(rare.plain)) continue;
    const most = rare.plain.length >= 10 ? 2 : 1;
    for (const common of heads.slice(0, at)) {
      if (++compared % 200_000 === 0) {
        await yieldToEventLoop();
        signal?.throwIfAborted();
      }
      // In order of count: from here on none is frequent enough.
      if (rare.each.count > common.each.count * rareShareOfSwaps) break;
      if (rare.each.count > common.each.count * rareShare && !isSwap(rare.plain, common.plain)) continue;
      if (!hasWord.test(common.plain) || common.digits !== rare.digits) continue;
      if (editDistance(rare.plain, common.plain, most) <= most) {
        pairs.push({ rare: rare.each, usual: common.each, why: 'typo' });
        break;
      }
    }
  }
  return pairs;
}

/** Whether the texts are equal but for two neighbours that changed places. */
function isSwap(one: string, other: string): boolean {
  if (one.length !== other.length) return false;
  const at = [...one].findIndex((letter, index) => letter !== other[index]);
  return at >= 0 && one[at] === other[at + 1] && one[at + 1] === other[at] && one.slice(at + 2) === other.slice(at + 2);
}
