const known = new WeakMap<readonly string[], ReadonlyMap<string, number>>();

/** Code of each text of a dictionary that does not change any more. Kept as long as the dictionary: damage asks again and again. */
export function codesOf(dictionary: readonly string[]): ReadonlyMap<string, number> {
  let codes = known.get(dictionary);
  if (!codes) {
    codes = new Map(dictionary.map((text, code) => [text, code]));
    known.set(dictionary, codes);
  }
  return codes;
}
