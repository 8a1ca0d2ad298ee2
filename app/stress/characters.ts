// Characters of texts, by their places in UTF-16; pairs of surrogates are never taken apart.

/** Shares of the characters, as nlpaug and TextAttack go through. */
export const characterShares = [0.01, 0.05, 0.1, 0.2, 0.3] as const;

/** Each character (Unicode code point) that is hit becomes what `change` makes of it. @param share of the characters */
export function changeCharacters(
  text: string,
  share: number,
  draw: (part: number) => number,
  change: (character: string, draw: number) => string,
): string {
  let changed = '';
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    if (draw(2 * at) >= share || isLowSurrogate(text.charCodeAt(at))) continue;
    const end = at + (isLowSurrogate(text.charCodeAt(at + 1)) ? 2 : 1);
    changed += text.slice(from, at) + change(text.slice(at, end), draw(2 * at + 1));
    from = end;
  }
  return from === 0 ? text : changed + text.slice(from);
}

/** Whether there is a letter (of the basic plane) at this place. */
export function isLetterAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code < 128) return (code | 32) >= 97 && (code | 32) <= 122;
  return /\p{L}/u.test(text.charAt(at));
}

/** The first characters of a text. @param count in code points */
export function firstCharacters(text: string, count: number): string {
  if (!/[\ud800-\udfff]/.test(text)) return text.slice(0, count);
  return Array.from(text).slice(0, count).join('');
}

/** In code points. */
export function characterCount(text: string): number {
  return /[\ud800-\udfff]/.test(text) ? Array.from(text).length : text.length;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
