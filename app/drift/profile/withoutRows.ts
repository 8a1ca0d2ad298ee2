import type { ReferenceProfile } from './profile.ts';

/** What single columns are alone: no row of the sample, no words of texts, no answers to single rows. */
export function withoutRows(profile: ReferenceProfile): ReferenceProfile {
  const kept = [...profile.columns.keys()].filter((place) => profile.columns[place]?.kind !== 'text');
  const texts = profile.columns.filter(({ kind }) => kind === 'text').map(({ name, type }) => ({ name, type }));
  return {
    about: { ...profile.about, sample: 0, answers: null, leftOut: [...profile.about.leftOut, ...texts] },
    columns: profile.columns.filter(({ kind }) => kind !== 'text'),
    read: (places) => profile.read(places.map((place) => kept[place] as number)),
    sampled: () => {
      throw new RangeError('It has no rows.');
    },
    answers: () => Promise.resolve(null),
    close: () => profile.close(),
  };
}
