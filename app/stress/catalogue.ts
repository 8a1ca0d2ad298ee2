// The registry for people: what each corruption is, and its five severities in words.
import type { CorruptionCard } from '../api/schemas/stress.ts';
import { AppError } from '../base/errors.ts';
import type { Corruption } from './corruption.ts';
import { corruptions } from './corruptions/registry.ts';

export function corruptionCards(all: readonly Corruption[] = corruptions): CorruptionCard[] {
  return all.map((corruption) => ({
    id: corruption.id,
    title: corruption.title,
    family: corruption.family,
    help: corruption.help,
    of: corruption.reach.of,
    continuous: corruption.continuous,
    severities: corruption.amounts.map((amount, i) => ({ severity: i + 1, amount, meaning: corruption.says(amount) })),
  }));
}

/** Those named, in the order of the registry; null = all. @throws INVALID_INPUT naming the one that there is not */
export function corruptionsNamed(ids: readonly string[] | null): Corruption[] {
  if (ids === null) return [...corruptions];
  const unknown = ids.find((id) => !corruptions.some((one) => one.id === id));
  if (unknown !== undefined) {
    throw new AppError('INVALID_INPUT', `There is no corruption called "${unknown}".`, {
      hint: `There are: ${corruptions.map(({ id }) => id).join(', ')}.`,
    });
  }
  return corruptions.filter(({ id }) => ids.includes(id));
}
