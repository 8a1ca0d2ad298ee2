/** Shares of the words. */
export const wordShares = [0.02, 0.05, 0.1, 0.2, 0.4] as const;

/** Words at even places, the white space between them at odd ones; the first and last may be empty. */
export function splitWords(text: string): string[] {
  return text.split(/(\s+)/u);
}

/** Whether the text has at least two words. */
export function hasWords(text: string): boolean {
  return /\S\s+\S/u.test(text);
}
