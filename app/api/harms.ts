import type { HardenOffer } from './schemas/harden.ts';

/**
 * Where an offer that helps in one place clearly does harm in another, in a sentence without its full stop; null = nowhere.
 * Clearly: the whole 95 % interval of the gain lies below zero there. Intervals are not adjusted: among many kinds of rows one may
 * look worse by chance, which is the side to err on here.
 */
export function harmText({ figures }: Pick<HardenOffer, 'figures'>): string | null {
  const worse = figures.filter(({ gain }) => gain.high !== null && gain.high < 0).map(({ title }) => title);
  return worse.length === 0 ? null : `It makes the answers worse on: ${worse.join('; ')}`;
}
