// What could have made these categories of those: each cause undone in what there is now, then held against the reference.
import { isMissingToken } from '../../data/missingTokens.ts';
import type { CategorySample } from '../../timeline/drift/samples.ts';
import { editDistance } from '../../prepare/editDistance.ts';
import { percent } from '../figures.ts';
import type { Cause, Causes } from './cause.ts';
import { tellsStuck } from './tellsStuck.ts';

/** Rows by label; null = missing. */
type Counts = ReadonlyMap<string | null, number>;

/** What a text becomes with its case, its white space, its accents or its bytes lost. The plainest first. */
const forms: readonly { corruption: string; words: string; of: (text: string) => string }[] = [
  { corruption: 'whitespace', words: 'stray white space', of: (text) => text.replaceAll(/\s+/gu, ' ').trim() },
  { corruption: 'upper-case', words: 'UPPER CASE', of: (text) => text.toUpperCase() },
  { corruption: 'lower-case', words: 'lower case', of: (text) => text.toLowerCase() },
  { corruption: 'title-case', words: 'Title Case', of: (text) => text.toLowerCase() },
  { corruption: 'accents-lost', words: 'lost accents', of: (text) => text.normalize('NFD').replaceAll(/\p{M}/gu, '') },
];

/** Labels looked at for slips of the pen: comparing each with each takes its time. */
const mostTyped = 500;

/** In an order in which, of two that fit alike, the one that says more comes first. */
export function categoryCauses(reference: CategorySample, current: CategorySample): Causes {
  const [before, now] = [withMissing(reference), withMissing(current)];
  const distance = totalVariation(before, now);
  const found: Cause[] = [];
  const total = sum(now);
  const share = (rows: number): string => percent(rows / total);
  const undo = (corruption: string, words: (rows: number) => string, back: (label: string) => string | undefined): void => {
    let rows = 0;
    const undone = new Map<string | null, number>();
    const became = new Map<string | null, [label: string, rows: number][]>();
    for (const [label, count] of now) {
      const own = label === null || before.has(label) ? undefined : back(label);
      if (own !== undefined) rows += count;
      const as = own ?? label;
      undone.set(as, (undone.get(as) ?? 0) + count);
      if (label !== null) became.set(as, [...(became.get(as) ?? []), [label, count]]);
    }
    if (rows === 0) return;
    const of = (label: string, draw: number): string => picked(became.get(label) ?? [[label, 1]], draw);
    found.push({ corruption, words: words(rows), left: totalVariation(before, undone), fault: { kind: 'category', of } });
  };
  if (current.missing / total > reference.missing / sum(before)) tryMissing(before, now, found);
  const known = [...reference.counts.keys()];
  for (const { corruption, words, of } of forms) {
    const byForm = new Map(known.map((label) => [of(label), label]));
    // Of white space and of title case the new label is another form than the one compared; of the rest it is that form.
    const isLoose = corruption === 'whitespace' || corruption === 'title-case';
    undo(
      corruption,
      (rows) => `${words}, in ${share(rows)} of the rows`,
      (label) => byForm.get(isLoose ? of(label) : label),
    );
  }
  if (current.counts.size + known.length <= mostTyped) {
    undo(
      'typos',
      (rows) => `misspelt categories, in ${share(rows)} of the rows`,
      (label) => onlyNeighbour(label, known),
    );
  }
  tryDropped(
    before,
    now,
    { corruption: 'sentinel-na', isDropped: isMissingToken },
    (labels, rows) => {
      return `missing cells written as ${labels.map((label) => `“${label}”`).join(', ')}, in ${share(rows)} of the rows`;
    },
    found,
  );
  tryDropped(
    before,
    now,
    { corruption: 'sentinel-empty', isDropped: (label) => label === '' },
    (_, rows) => {
      return `missing cells written as an empty text, in ${share(rows)} of the rows`;
    },
    found,
  );
  tryStuck(before, now, share, found);
  tryPermuted(before, now, found);
  tryDropped(
    before,
    now,
    { corruption: 'unseen-category', isDropped: () => true },
    (labels, rows) => {
      const named = labels.slice(0, 3).map((label) => `“${label}”`);
      return `new categories: ${named.join(', ')}${labels.length > 3 ? ` and ${String(labels.length - 3)} more` : ''}, in ${share(rows)} of the rows`;
    },
    found,
  );
  return { distance, chance: byChance(before, now), found };
}

function withMissing({ counts, missing }: CategorySample): Counts {
  return missing === 0 ? counts : new Map<string | null, number>([...counts, [null, missing]]);
}

function sum(counts: Counts): number {
  let rows = 0;
  for (const count of counts.values()) rows += count;
  return rows;
}

function labelsOf(a: Counts, b: Counts): Set<string | null> {
  return new Set([...a.keys(), ...b.keys()]);
}

function totalVariation(a: Counts, b: Counts): number {
  const [n, m] = [sum(a), sum(b)];
  let all = 0;
  for (const label of labelsOf(a, b)) all += Math.abs((a.get(label) ?? 0) / n - (b.get(label) ?? 0) / m);
  return all / 2;
}

/** Of two samples of one distribution: ½ Σ √(2 / π · p (1 - p) (1 / n + 1 / m)), by the normal approximation. */
function byChance(a: Counts, b: Counts): number {
  const [n, m] = [sum(a), sum(b)];
  let all = 0;
  for (const label of labelsOf(a, b)) {
    const p = ((a.get(label) ?? 0) + (b.get(label) ?? 0)) / (n + m);
    all += Math.sqrt((2 / Math.PI) * p * (1 - p) * (1 / n + 1 / m));
  }
  return all / 2;
}

/** As many of the reference's cells lost at random as there are now. */
function tryMissing(before: Counts, now: Counts, found: Cause[]): void {
  const share = (counts: Counts): number => (counts.get(null) ?? 0) / sum(counts);
  const [was, is] = [share(before), share(now)];
  const present = sum(before) - (before.get(null) ?? 0);
  const lost = new Map(
    [...before].filter(([label]) => label !== null).map(([label, count]) => [label, (count / present) * (1 - is)]),
  );
  const words = `lost cells: missing in ${percent(is)}, before in ${percent(was)}`;
  const left = totalVariation(before.size === 0 ? before : lost.set(null, is), now);
  found.push({ corruption: 'missing', words, left, fault: { kind: 'missing', share: (is - was) / (1 - was) } });
}

/** New labels that took the place of any others: without them, all is as it was. */
function tryDropped(
  before: Counts,
  now: Counts,
  { corruption, isDropped }: { corruption: string; isDropped: (label: string) => boolean },
  words: (labels: string[], rows: number) => string,
  found: Cause[],
): void {
  const dropped = [...now].filter(([label]) => label !== null && !before.has(label) && isDropped(label));
  const rows = dropped.reduce((all, [, count]) => all + count, 0);
  if (rows === 0 || rows === sum(now)) return;
  const taken = dropped.sort((a, b) => b[1] - a[1]) as [string, number][];
  const labels = taken.map(([label]) => label);
  const kept = new Map([...now].filter(([label]) => label === null || !labels.includes(label)));
  const share = rows / sum(now);
  const of = (label: string, draw: number): string => (draw < share ? picked(taken, draw / share) : label);
  found.push({ corruption, words: words(labels, rows), left: totalVariation(before, kept), fault: { kind: 'category', of } });
}

/** One label that was there before took the place of any others. */
function tryStuck(before: Counts, now: Counts, share: (rows: number) => string, found: Cause[]): void {
  const [n, m] = [sum(before), sum(now)];
  let most: { label: string; gain: number } | null = null;
  for (const [label, count] of now) {
    const gain = count / m - (before.get(label) ?? 0) / n;
    if (label !== null && before.has(label) && gain > (most?.gain ?? 0)) most = { label, gain };
  }
  if (!most) return;
  const { label, gain } = most;
  const was = (before.get(label) ?? 0) / n;
  const constantRows = now.size === 1 ? m : 0;
  if (!tellsStuck({ levels: before.size, share: was, constantRows })) return;
  const part = gain / (1 - was);
  const stuck = new Map([...before].map(([own, count]) => [own, (count / n) * (1 - part) + (own === label ? part : 0)]));
  const words = `“${label}” in the place of other categories, in ${share(part * m)} of the rows`;
  const of = (own: string, draw: number): string => (draw < part ? label : own);
  found.push({ corruption: 'stuck-sensor', words, left: totalVariation(stuck, now), fault: { kind: 'category', of } });
}

/** The same shares under other labels. That any change looks a little so is why it must explain nearly all. */
function tryPermuted(before: Counts, now: Counts, found: Cause[]): void {
  const labels = [...labelsOf(before, now)];
  if (labels.length < 3 || labels.some((label) => !before.has(label) || !now.has(label))) return;
  const ranked = (counts: Counts): number[] => [...counts.values()].map((count) => count / sum(counts)).sort((a, b) => b - a);
  const [was, is] = [ranked(before), ranked(now)];
  const left = was.reduce((all, share, i) => all + Math.abs(share - (is[i] as number)), 0) / 2;
  if (left > 0.1 * totalVariation(before, now) + byChance(before, now)) return;
  found.push({ corruption: 'permuted-categories', words: 'categories that have changed places', left, fault: null });
}

/** One of them, each as likely as it has rows. @param draw in [0, 1) */
function picked(labels: readonly [label: string, rows: number][], draw: number): string {
  let left = draw * labels.reduce((all, [, rows]) => all + rows, 0);
  const [label] = labels.find(([, rows]) => (left -= rows) < 0) ?? labels[0] ?? [''];
  return label;
}

/** The one known label that is a slip of the pen away: a letter more, less or another, or two swapped. */
function onlyNeighbour(label: string, known: readonly string[]): string | undefined {
  if (label.length < 3) return undefined;
  const near = known.filter((one) => one.length > 2 && editDistance(label, one, 1) === 1);
  return near.length === 1 ? near[0] : undefined;
}
