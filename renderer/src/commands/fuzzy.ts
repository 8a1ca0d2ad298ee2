/** What is searched: the title counts most, the other words a person may use for it less. */
export interface Searched {
  title: string;
  words: string;
}

function tokenScore(token: string, text: string): number {
  const at = text.indexOf(token);
  if (at === 0) return 100;
  if (at > 0) return /[\p{L}\p{N}]/u.test(text[at - 1] ?? '') ? 40 : 80;
  // Letters in their order, with gaps: "opfo" finds "open a folder". Each begins a word or follows the one before.
  let from = -1;
  for (const letter of token) {
    let next = text.indexOf(letter, from + 1);
    while (next > from + 1 && /[\p{L}\p{N}]/u.test(text[next - 1] ?? '')) next = text.indexOf(letter, next + 1);
    if (next === -1) return 0;
    from = next;
  }
  return 20;
}

/** How well this is what was typed, 0 when it is not. Every word that was typed must be found. */
export function fuzzyScore(query: string, { title, words }: Searched): number {
  const tokens = query.toLowerCase().split(/\s+/).filter(Boolean);
  const [head, rest] = [title.toLowerCase(), words.toLowerCase()];
  let sum = 0;
  for (const token of tokens) {
    const score = Math.max(3 * tokenScore(token, head), tokenScore(token, rest));
    if (score === 0) return 0;
    sum += score;
  }
  // Of two that begin alike, the shorter is closer to what was typed.
  return tokens.length === 0 ? 1 : sum / tokens.length + 10 / (10 + head.length);
}
