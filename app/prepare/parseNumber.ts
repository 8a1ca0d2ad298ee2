const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const INFINITE = /^([+-]?)inf(?:inity)?$/i;
const MISSING = /^(?:nan|null|none|n\/a|na)?$/i;

/**
 * A number as data files write it. NaN = the text says "missing"; undefined = not a number.
 * Stricter than Number(): no hex, no white space as zero, no digit separators.
 */
export function parseNumber(text: string): number | undefined {
  const trimmed = text.trim();
  if (NUMBER.test(trimmed)) return Number(trimmed);
  if (MISSING.test(trimmed)) return NaN;
  const infinite = INFINITE.exec(trimmed);
  if (infinite) return infinite[1] === '-' ? -Infinity : Infinity;
  return undefined;
}

const BOOLEANS = new Map(Object.entries({ true: 1, false: 0, yes: 1, no: 0, t: 1, f: 0, y: 1, n: 0 }));

/** As parseNumber, and the common words for true (1) and false (0). */
export function parseBoolean(text: string): number | undefined {
  return BOOLEANS.get(text.trim().toLowerCase()) ?? parseNumber(text);
}
