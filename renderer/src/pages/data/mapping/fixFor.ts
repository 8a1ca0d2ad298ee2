function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '');
}

/** The unused column whose name is nearest to that of an input nothing feeds: one contains the other. Null = none. */
export function fixFor(input: string, unused: string[]): string | null {
  const wanted = plain(input);
  if (wanted === '') return null;
  const same = unused.find((name) => plain(name) === wanted);
  const near = unused.find((name) => plain(name) !== '' && (plain(name).includes(wanted) || wanted.includes(plain(name))));
  return same ?? near ?? null;
}
