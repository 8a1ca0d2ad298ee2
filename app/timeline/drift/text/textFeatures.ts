/** Numbers of features that words and pieces of words are hashed to: a power of two. */
export const featureCount = 2 ** 15;

/** Of a longer text the beginning. */
const mostCharacters = 2_000;

export interface TextDocument {
  /** Features that the text has, distinct, ascending. */
  features: Uint16Array;
  /** Its words in lower case, each once. */
  words: string[];
  /** In characters. */
  length: number;
}

/**
 * A text as a set of features: its words, and every three characters in a row (so that misspelt words, other alphabets and texts
 * without spaces are told apart, too), each hashed by FNV-1a (32 bits, over UTF-16 units, folded to 15 bits). Upper and lower case make no difference.
 */
export function textDocument(text: string): TextDocument {
  const lower = text.slice(0, mostCharacters).toLowerCase();
  const words = [...new Set(lower.match(/[\p{L}\p{N}]+/gu) ?? [])];
  const pieces = ` ${lower.trim().replace(/\s+/g, ' ')} `;
  const features = new Set(words.map((word) => hash(`w${word}`)));
  for (let at = 0; at + 3 <= pieces.length; at++) features.add(hash(`c${pieces.slice(at, at + 3)}`));
  return { features: Uint16Array.from(features).sort(), words, length: text.length };
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return ((value >>> 15) ^ value) & (featureCount - 1);
}
