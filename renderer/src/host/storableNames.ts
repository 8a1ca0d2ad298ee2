// Names under which the files of one drop are stored on their way to the workbench.

/** What no system takes in a name, or what leads elsewhere; ":" is a drive or a stream on Windows. */
const unfit = /[\u0000-\u001f\\:]/g;
/** Bytes that file systems take for one name, less what a number in front of the ending needs. */
const longest = 240;

/**
 * A relative name for each given one, in order: of names that are given twice (in capitals or not) the later ones get a number in
 * front of the ending, and what cannot stand in a name becomes "_". "a/x.csv" stays as it is.
 */
export function storableNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const parts = name.split('/').filter((part) => part !== '');
    const folders = parts.slice(0, -1).map(plainPart);
    const last = plainPart(parts.at(-1) ?? '');
    const dot = last.lastIndexOf('.');
    const [stem, ending] = dot > 0 ? [last.slice(0, dot), last.slice(dot)] : [last, ''];
    for (let count = 1; ; count++) {
      const own = [...folders, count === 1 ? last : `${stem} (${count})${ending}`].join('/');
      if (taken.has(own.toLowerCase())) continue;
      taken.add(own.toLowerCase());
      return own;
    }
  });
}

function plainPart(part: string): string {
  const plain = part.replace(unfit, '_');
  if (plain === '' || plain === '.' || plain === '..') return '_';
  return new TextEncoder().encode(plain).length <= longest ? plain : shortened(plain);
}

/** Cut in the middle, so that the ending still says what the file is. */
function shortened(part: string): string {
  const characters = [...part];
  const size = (some: string[]): number => new TextEncoder().encode(some.join('')).length;
  const end = characters.slice(-24);
  let start = characters.slice(0, longest);
  while (size(start) + size(end) > longest - 3) start = start.slice(0, -8);
  return `${start.join('')}…${end.join('')}`;
}
