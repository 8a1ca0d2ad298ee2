import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { Mapping } from '../api/schemas/mapping.ts';
import { AppError } from '../base/errors.ts';

/**
 * Which columns of a table of labels hold id and label: those told, else those the validated data had for it, else `id` and
 * `label`, else the only other one.
 * @throws INVALID_INPUT when that leaves it open
 */
export function labelColumns(
  data: DatasetCard,
  mapping: Mapping,
  told: { id?: string | undefined; label?: string | undefined },
): { id: string; label: string } {
  const names = data.columns.map(({ name }) => name);
  const choose = (what: string, flag: string, wishes: (string | undefined)[], others: string[]): string => {
    const found =
      wishes.find((name) => name !== undefined && names.includes(name)) ?? (others.length === 1 ? others[0] : undefined);
    if (found !== undefined) return found;
    throw new AppError('INVALID_INPUT', `It is not clear which column of ${data.name} holds the ${what}.`, {
      hint: `Name it (${flag} on the command line); the columns are: ${names.slice(0, 50).join(', ')}.`,
    });
  };
  const role = (wanted: string): string | undefined => mapping.columns.find((column) => column.role === wanted)?.name;
  for (const [name, flag] of [
    [told.id, '--id'],
    [told.label, '--target'],
  ] as const) {
    if (name === undefined || names.includes(name)) continue;
    throw new AppError('DATA_MISMATCH', `${data.name} has no column "${name}".`, {
      hint: `${flag} must be one of: ${names.slice(0, 50).join(', ')}.`,
      where: { column: name },
    });
  }
  const label =
    told.label ??
    choose(
      'label',
      '--target',
      [role('target'), 'label'],
      names.length === 2 && told.id !== undefined ? names.filter((name) => name !== told.id) : [],
    );
  const id =
    told.id ??
    choose(
      'id',
      '--id',
      [role('id'), 'id'],
      names.filter((name) => name !== label),
    );
  return { id, label };
}
