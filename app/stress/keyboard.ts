// The keys beside each other on a QWERTY keyboard.
const rows = ['1234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'];

/** Each row lies half a key to the right of the one above: above are the keys at the same place and the next, below the previous and the same. */
function around(row: number, at: number): string {
  const above = rows[row - 1] ?? '';
  const below = rows[row + 1] ?? '';
  const own = rows[row] as string;
  return [own[at - 1], own[at + 1], above[at], above[at + 1], below[at - 1], below[at]].filter(Boolean).join('');
}

const neighbours = new Map(rows.flatMap((keys, row) => Array.from(keys, (key, at) => [key, around(row, at)] as const)));

/** A key beside that of the character, large where that is large; undefined where there is no such key. @param draw in [0, 1) */
export function neighbourKey(character: string, draw: number): string | undefined {
  const small = character.toLowerCase();
  const keys = neighbours.get(small);
  const key = keys?.[Math.floor(draw * keys.length)];
  return key === undefined || small === character ? key : key.toUpperCase();
}
