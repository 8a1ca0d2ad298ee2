import type { HardenAcceptance, HardenOffer, HardenRecord } from '../api/schemas/harden.ts';
import { AppError } from '../base/errors.ts';

/**
 * The offers named, and those that they stand on, in the order of the report; without those that are part of the mapping already.
 * Offers of one group were proved without each other, so they exclude each other, also one after the other.
 * @throws NOT_FOUND, INVALID_INPUT for two of a group, CONFLICT where the group has an accepted offer or nothing is left to accept
 */
export function wantedOffers(
  { id: run, report }: Pick<HardenRecord, 'id' | 'report'>,
  ids: readonly string[],
  history: readonly HardenAcceptance[],
): HardenOffer[] {
  const all = report?.offers ?? [];
  const unknown = ids.find((id) => !all.some((offer) => offer.id === id));
  if (unknown !== undefined) {
    throw new AppError('NOT_FOUND', `The hardening run offers no "${unknown}".`, {
      hint: all.length > 0 ? `It offers: ${all.map(({ id }) => id).join(', ')}.` : 'It offers nothing.',
    });
  }
  const holding = history.filter((one) => one.run === run && one.undoneAt === null).flatMap(({ offers }) => offers);
  const isHeld = (id: string): boolean => holding.some((one) => one.id === id);
  const wanted = new Set(ids);
  for (const { id, requires } of all) if (wanted.has(id)) for (const one of requires) wanted.add(one);
  const offers = all.filter(({ id }) => wanted.has(id) && !isHeld(id));
  if (ids.length > 0 && offers.length === 0) {
    throw new AppError('CONFLICT', 'These repairs are part of the mapping already.', { hint: 'Harden again to search more.' });
  }
  for (const { group, id } of offers) {
    const rival =
      group === null ? undefined : all.find((other) => other.group === group && other.id !== id && wanted.has(other.id));
    if (rival) {
      throw new AppError('INVALID_INPUT', `"${id}" and "${rival.id}" exclude each other.`, { hint: 'Accept one of them.' });
    }
    const before = group === null ? undefined : all.find((other) => other.group === group && isHeld(other.id));
    if (before) {
      throw new AppError('CONFLICT', `"${id}" was proved without "${before.id}", which is part of the mapping now.`, {
        hint: 'Harden again: what is offered then is fitted to it.',
      });
    }
  }
  return offers;
}
