// Several references as one: what single columns are of all their rows, exactly; samples of rows and texts, each with its share.
import { basename } from 'node:path';
import { count } from '../../base/counts.ts';
import { AppError } from '../../base/errors.ts';
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
    },
    columns,
    async *read(places) {
      for await (const found of together(places, (profile, of) => profile.read(of))) yield mergedColumn(found);
    },
    async *sampled(places) {
      for await (const found of together(places, (profile, of) => profile.sampled(of))) yield mergedSample(found, shares);
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
