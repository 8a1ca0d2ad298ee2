import { corruptions } from '../../stress/corruptions/registry.ts';
import type { ColumnSample } from '../columnSamples.ts';
import type { CategorySample } from '../../timeline/drift/samples.ts';
import { percent } from '../figures.ts';
import { categoryCauses } from './categoryCauses.ts';
import type { Cause } from './cause.ts';
import type { Fault } from './fault.ts';
import { numberCauses } from './numberCauses.ts';
import { thinned, type Thinned } from './thinned.ts';

export interface Likeness {
  corruption: string;
  title: string;
  words: string;
  /** Share of the change that it explains. */
  fit: number;
  /** To do it again; null where it is not known cell by cell. */
  fault: Fault | null;
}

/** Below it, nothing is said: it would be a guess. */
const leastFit = 0.6;
/** So much better a later one must be than a plainer one. */
const clearlyBetter = 0.04;

/** What is kept of a sample to make it out later: little, as there is one for each window of each column. */
export type LikenessSample = { kind: 'number'; sample: Thinned } | { kind: 'category'; sample: CategorySample };

/** Of more categories too much would be kept. */
const mostCategories = 2_000;

/** Null where it has too many categories. */
export function likenessSample({ kind, sample }: ColumnSample): LikenessSample | null {
  if (kind === 'number') return { kind, sample: thinned(sample) };
  return sample.counts.size > mostCategories ? null : { kind, sample };
}

/** Made out once, when it is first asked for. */
export function likenessLater(reference: LikenessSample | null, current: LikenessSample | null): () => Likeness | null {
  let found: Likeness | null | undefined;
  return () => (found ??= reference && current ? likenessOf(reference, current) : null);
}

/**
 * Which corruption turns the reference best into what there is now. Only distributions are looked at, as no row has a partner: what
 * keeps them (shuffled or swapped cells) is not seen. Fit: 1 - (what is left - chance) / (the whole change - chance).
 * Null where nothing explains most of the change.
 */
export function likenessOf(reference: LikenessSample, current: LikenessSample): Likeness | null {
  const { distance, chance, found } =
    reference.kind === 'number' && current.kind === 'number'
      ? numberCauses(reference.sample, current.sample)
      : categoryCauses(reference.sample as CategorySample, current.sample as CategorySample);
  if (distance <= 3 * chance) return null;
  let best: { cause: Cause; fit: number } | null = null;
  for (const cause of found) {
    const fit = 1 - Math.max(0, cause.left - chance) / (distance - chance);
    if (fit >= leastFit && (!best || fit > best.fit + clearlyBetter)) best = { cause, fit };
  }
  if (!best) return null;
  const { corruption, words, fault } = best.cause;
  const title = corruptions.find(({ id }) => id === corruption)?.title ?? corruption;
  return { corruption, title, words, fit: Math.min(1, best.fit), fault };
}

/** "looks like a unit error ×1.852 (explains 97 % of the change)" */
export function likenessText({ words, fit }: Pick<Likeness, 'words' | 'fit'>): string {
  return `looks like ${words} (explains ${fit > 0.995 ? 'all' : percent(fit)} of the change)`;
}
