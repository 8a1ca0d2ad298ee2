import { wholeWords } from './wholeWords.ts';

/** Replaces whole words and phrases, whatever their case; a large first letter stays large. */
export function wordReplacer(pairs: readonly (readonly [from: string, to: string])[]): {
  has: (text: string) => boolean;
  replace: (text: string) => string;
} {
  const to = new Map(pairs.map(([from, word]) => [from.toLowerCase(), word]));
  const source = wholeWords([...to.keys()]);
  const any = new RegExp(source, 'iu');
  const all = new RegExp(source, 'giu');
  return {
    has: (text) => any.test(text),
    replace: (text) => text.replace(all, (found) => likeCase(found, to.get(found.toLowerCase()) ?? found)),
  };
}

/** "Is not" and "isn't" -> "Isn't". */
function likeCase(model: string, word: string): string {
  const first = model.charAt(0);
  return first === first.toLowerCase() ? word : word.charAt(0).toUpperCase() + word.slice(1);
}
