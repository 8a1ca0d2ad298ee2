/**
 * Edits (a letter put in, left out, changed, or two neighbours exchanged) from one text to another; anything above `most`
 * comes back as most + 1. The restricted Damerau–Levenshtein distance (optimal string alignment: no letter is edited
 * twice), of code points.
 */
export function editDistance(from: string, to: string, most: number): number {
  const a = [...from];
  const b = [...to];
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] as number) + 1, (row[j - 1] as number) + 1, (last[j - 1] as number) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (before[j - 2] as number) + 1);
      row.push(cost);
      least = Math.min(least, cost);
    }
    // An exchange may reach back one row further, so one row above the limit does not end it.
    if (least > most + 1) return most + 1;
    before = last;
    last = row;
  }
  return Math.min(most + 1, last[b.length] as number);
}
