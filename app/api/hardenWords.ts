import type { HardenTried } from './schemas/harden.ts';

/** Whether the run ended before everything was tried: what is not found then may be there all the same. */
export function isUnfinished(tried: readonly Pick<HardenTried, 'outcome'>[]): boolean {
  return tried.some(({ outcome }) => outcome === 'skipped');
}

/** Why a hardening run offers nothing. */
export function noOffersText(tried: readonly Pick<HardenTried, 'outcome'>[]): string {
  if (isUnfinished(tried)) return 'Nothing is proved so far: the run ended before everything was tried.';
  const things = tried.filter(({ outcome }) => outcome !== 'nothing').length;
  if (things === 0) return 'Nothing was tried: no repair of the kinds asked for fits this model and these rows.';
  return `Nothing helps: of ${things === 1 ? '1 thing' : `${things.toLocaleString('en-US')} things`} tried, none is proved to make the answers better. That is a result, not a fault.`;
}
