// Several references as one: what single columns are of all their rows, exactly; samples of rows and texts, each with its share.
import { basename } from 'node:path';
import { count } from '../../base/counts.ts';
import { AppError } from '../../base/errors.ts';
import type { Answers } from '../comparedPredictions.ts';
import { evenly } from '../evenly.ts';
import { mostTexts } from '../text/compareText.ts';
import { joinedTexts } from '../text/textSamples.ts';
import { mostSampled, rowsOf, type ProfileColumn, type ReferenceProfile, type SampledColumn } from './profile.ts';

export interface NamedProfile {
  path: string;
  profile: ReferenceProfile;
}

/**
 * What the columns are is that of the tables one after the other, to the last digit; their parts are the parts of each.
 * @throws INVALID_INPUT where they do not go together, in words of what differs, or one of them is but a sample of its table
 */
export function mergedProfile(profiles: readonly NamedProfile[]): ReferenceProfile {
  const [first] = profiles;
  if (!first) throw new RangeError('There is nothing to merge.');
  if (profiles.length === 1) return first.profile;
  for (const one of profiles) requireAllRows(one);
  for (const other of profiles.slice(1)) requireAlike(first, other);
  const all = profiles.map(({ profile }) => profile);
  const { columns } = first.profile;
  const shares = sharesOf(all);
  const head = mergedAnswersHead(all);
  /** Of the same column in each: its place may be another there. */
  const placesIn = (profile: ReferenceProfile, places: readonly number[]): number[] =>
    places.map((place) => profile.columns.findIndex((column) => isSame(column, columns[place] as (typeof columns)[number])));
  async function* together<Item>(
    places: readonly number[],
    read: (profile: ReferenceProfile, places: readonly number[]) => AsyncGenerator<Item, void, undefined>,
  ): AsyncGenerator<Item[], void, undefined> {
    const readers = all.map((profile) => read(profile, placesIn(profile, places)));
    for (let i = 0; i < places.length; i++) {
      const items: Item[] = [];
      for (const reader of readers) {
        const next = await reader.next();
        if (!next.done) items.push(next.value);
      }
      yield items;
    }
  }
  return {
    about: {
      sources: all.flatMap(({ about }) => about.sources),
      parts: all.flatMap(({ about }) => about.parts),
      leftOut: first.profile.about.leftOut,
      sample: shares.reduce((sum, { length }) => sum + length, 0),
      model: first.profile.about.model,
      answers: head,
    },
    columns,
    async *read(places) {
      for await (const found of together(places, (profile, of) => profile.read(of))) yield mergedColumn(found);
    },
    async *sampled(places) {
      for await (const found of together(places, (profile, of) => profile.sampled(of))) yield mergedSample(found, shares);
    },
    async answers() {
      const each: Answers[] = [];
      for (const profile of head ? all : []) {
        const answers = await profile.answers();
        if (answers) each.push(answers);
      }
      return head && mergedAnswers(each, head.unknownLabels);
    },
    close: () => all.forEach((profile) => profile.close()),
  };
}

function mergedColumn(columns: readonly ProfileColumn[]): ProfileColumn {
  const texts = columns.flatMap((column) => (column.kind === 'text' ? [column.sample] : []));
  if (texts.length > 0) return { kind: 'text', sample: joinedTexts(texts, mostTexts.reference) };
  const numbers = columns.flatMap((column) => (column.kind === 'number' ? column.parts : []));
  if (numbers.length > 0) return { kind: 'number', parts: numbers };
  const categories = columns.filter((column) => column.kind === 'category');
  const labels = [...new Set(categories.flatMap((column) => column.labels))];
  const places = new Map(labels.map((label, place) => [label, place]));
  return {
    kind: 'category',
    labels,
    counts: categories.flatMap((column) =>
      column.counts.map((part) => {
        const counts = new Float64Array(labels.length);
        part.forEach((count, code) => (counts[places.get(column.labels[code] as string) as number] = count));
        return counts;
      }),
    ),
    missing: categories.flatMap(({ missing }) => missing),
  };
}

/** Of the sample of each, the rows that are taken: as many as its table is of all rows. None where one has none. */
function sharesOf(profiles: readonly ReferenceProfile[]): Int32Array[] {
  const all = profiles.reduce((sum, profile) => sum + rowsOf(profile).used, 0);
  const wanted = Math.min(mostSampled, all);
  const isLeftOut = profiles.some((profile) => profile.about.sample === 0 && rowsOf(profile).used > 0);
  return profiles.map((profile) => {
    const { sample } = profile.about;
    return evenly(sample, isLeftOut ? 0 : Math.round((wanted * rowsOf(profile).used) / Math.max(1, all)));
  });
}

function mergedSample(samples: readonly SampledColumn[], shares: readonly Int32Array[]): SampledColumn {
  const labels = samples.some((one) => one.labels) ? [...new Set(samples.flatMap((one) => one.labels ?? []))] : null;
  const places = new Map(labels?.map((label, place) => [label, place]));
  return {
    labels,
    values: Float64Array.from(
      samples.flatMap((one, i) =>
        Array.from(shares[i] ?? [], (at) => {
          const value = one.values[at] as number;
          return one.labels && !Number.isNaN(value) ? (places.get(one.labels[value] as string) as number) : value;
        }),
      ),
    ),
  };
}

/** Null where one of them has none, or others than the first. */
function mergedAnswersHead(profiles: readonly ReferenceProfile[]): ReferenceProfile['about']['answers'] {
  const heads = profiles.flatMap(({ about }) => about.answers ?? []);
  const [first] = heads;
  if (!first || heads.length < profiles.length || heads.some(({ scores }) => scores !== first.scores)) return null;
  return {
    rows: heads.reduce((sum, { rows }) => sum + rows, 0),
    scores: first.scores,
    unknownLabels: [...new Set(heads.flatMap(({ unknownLabels }) => unknownLabels))],
  };
}

/** One after the other. */
function mergedAnswers(each: readonly Answers[], unknownLabels: string[]): Answers | null {
  const [first] = each;
  if (!first) return null;
  const actual = each.map((one) => {
    const places = one.unknownLabels.map((label) => unknownLabels.indexOf(label));
    return one.actual?.map((code) => (code < -1 && one.classes.length > 0 ? -2 - (places[-2 - code] as number) : code));
  });
  return {
    classes: first.classes,
    positive: first.positive,
    unknownLabels,
    predicted: end(each.map(({ predicted }) => predicted)),
    actual: end(actual.map((one) => one ?? new Int32Array())),
    scores: first.scores && first.scores.map((_, k) => end(each.map(({ scores }) => scores?.[k] ?? new Float64Array()))),
  };
}

/** End to end. */
function end<T extends Int32Array | Float64Array>(arrays: readonly T[]): T {
  const [first] = arrays;
  if (!first) throw new RangeError('There is nothing to put end to end.');
  const length = arrays.reduce((sum, one) => sum + one.length, 0);
  const all = (first instanceof Float64Array ? new Float64Array(length) : new Int32Array(length)) as T;
  let at = 0;
  for (const one of arrays) {
    all.set(one, at);
    at += one.length;
  }
  return all;
}

function isSame(a: ReferenceProfile['columns'][number], b: ReferenceProfile['columns'][number]): boolean {
  return a.role === b.role && (a.role !== null || a.name === b.name);
}

function requireAllRows({ path, profile }: NamedProfile): void {
  const { rows, used } = rowsOf(profile);
  if (rows === used) return;
  throw new AppError(
    'INVALID_INPUT',
    `${basename(path)} is of a sample, ${count(used)} of ${count(rows)} rows: merged with others it would count for too little.`,
    { hint: 'Save it again with as many --rows as its table has.', where: { file: path } },
  );
}

function requireAlike(first: NamedProfile, other: NamedProfile): void {
  const [a, b] = [basename(first.path), basename(other.path)];
  const differs: string[] = [];
  const only = (one: NamedProfile, two: NamedProfile, name: string): void => {
    const missing = one.profile.columns.filter((column) => !two.profile.columns.some((there) => isSame(column, there)));
    if (missing.length > 0) differs.push(`only ${name} has ${missing.map((column) => `"${column.name}"`).join(', ')}`);
  };
  only(first, other, a);
  only(other, first, b);
  for (const column of first.profile.columns) {
    const there = other.profile.columns.find((one) => isSame(column, one));
    if (there && there.kind !== column.kind)
      differs.push(`"${column.name}" is a ${column.kind} column in ${a} and a ${there.kind} column in ${b}`);
  }
  if (first.profile.about.model?.sha256 !== other.profile.about.model?.sha256) differs.push('they are of different models');
  if (differs.length === 0) return;
  throw new AppError('INVALID_INPUT', `The saved references ${a} and ${b} do not go together: ${differs.join('; ')}.`, {
    hint: 'Merge those of tables with the same columns, saved in the same way.',
    where: { file: other.path },
  });
}
