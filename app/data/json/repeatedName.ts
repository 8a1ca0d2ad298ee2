// JSON.parse keeps the last of several values of one name without a word.

/**
 * The first name that an object of a JSON text has twice; null when every name is there once.
 * @param text valid JSON
 */
export function repeatedName(text: string): string | null {
  // Of the objects around; null for a list.
  const around: (Set<string> | null)[] = [];
  let last = '';
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:]/gs)) {
    switch (token) {
      case '{':
        around.push(new Set());
        break;
      case '[':
        around.push(null);
        break;
      case '}':
      case ']':
        around.pop();
        break;
      case ':': {
        const names = around.at(-1);
        const name = last.includes('\\') ? (JSON.parse(last) as string) : last.slice(1, -1);
        if (names?.has(name)) return name;
        names?.add(name);
        break;
      }
      default:
        last = token;
    }
  }
  return null;
}
