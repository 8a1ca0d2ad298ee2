import type { Mapping } from '../api/schemas/mapping.ts';
import { parseNumber } from '../prepare/parseNumber.ts';

const TRUE = new Set(['true', 't', 'yes', 'y', '1']);
const FALSE = new Set(['false', 'f', 'no', 'n', '0']);

function plain(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toLowerCase();
}

function truthOf(text: string): boolean | undefined {
  const number = parseNumber(text);
  const word = number === 0 || number === 1 ? String(number) : plain(text);
  return TRUE.has(word) ? true : FALSE.has(word) ? false : undefined;
}

/** The one class that fulfils the condition; undefined when none or several do. */
function only(classes: string[], fits: (name: string) => boolean): string | undefined {
  const found = classes.filter(fits);
  return found.length === 1 ? found[0] : undefined;
}

/** The class of the same name: exact, then without regard to case and spaces, then as number. */
export function sameClass(label: string, classes: string[]): string | undefined {
  if (classes.includes(label)) return label;
  const spelled = only(classes, (name) => plain(name) === plain(label));
  if (spelled !== undefined) return spelled;
  const number = parseNumber(label);
  if (number !== undefined && !Number.isNaN(number)) {
    const equal = only(classes, (name) => parseNumber(name) === number);
    if (equal !== undefined) return equal;
  }
  return undefined;
}

/** The class a label text means: that of the same name, else that of the same truth value ("yes" for "1"). */
export function matchLabel(label: string, classes: string[]): string | undefined {
  const same = sameClass(label, classes);
  if (same !== undefined) return same;
  const truth = truthOf(label);
  const isTruthPair =
    classes.length === 2 && new Set(classes.map(truthOf)).size === 2 && !classes.map(truthOf).includes(undefined);
  return truth !== undefined && isTruthPair ? classes.find((name) => truthOf(name) === truth) : undefined;
}

/**
 * Label texts of the data that are written differently from the model's classes -> the class they mean
 * ("1.0" -> "1", "yes" -> "True"). Equal texts are left out, and so are labels the model does not know.
 * When no label matches and all are whole numbers 0..K-1 while the classes are words, they are taken as positions.
 */
export function alignLabels(labels: string[], classes: string[]): Record<string, string> {
  const aligned: [string, string][] = [];
  let known = 0;
  for (const label of labels) {
    const name = matchLabel(label, classes);
    if (name === undefined) continue;
    known++;
    if (name !== label) aligned.push([label, name]);
  }
  if (known === 0 && labels.length > 0 && classes.every((name) => parseNumber(name) === undefined)) {
    const positions = labels.map((label) => classes[parseNumber(label) ?? -1]);
    if (positions.every((name) => name !== undefined))
      return Object.fromEntries(labels.map((label, i) => [label, positions[i] as string]));
  }
  return Object.fromEntries(aligned);
}

/** Label text -> index into reading.classes, -1 for labels the model does not know. Remembers what it has seen. */
export function labelIndexer(mapping: Pick<Mapping, 'labels' | 'reading'>): (label: string) => number {
  const { classes } = mapping.reading;
  const seen = new Map<string, number>();
  return (label) => {
    let index = seen.get(label);
    if (index === undefined) {
      const told = Object.hasOwn(mapping.labels, label) ? mapping.labels[label] : undefined;
      const name = told !== undefined && classes.includes(told) ? told : matchLabel(label, classes);
      index = name === undefined ? -1 : classes.indexOf(name);
      // A label column with millions of different texts must not fill the memory.
      if (seen.size < 100_000) seen.set(label, index);
    }
    return index;
  };
}

/** The second label in sorted order, integers by value; null unless there are two. */
export function defaultPositive(classes: string[]): string | null {
  if (classes.length !== 2) return null;
  const numeric = classes.every((name) => /^[+-]?\d+$/.test(name));
  const sorted = [...classes].sort((a, b) => (numeric ? Number(a) - Number(b) : a < b ? -1 : a > b ? 1 : 0));
  return sorted[1] ?? null;
}
