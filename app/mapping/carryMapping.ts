// The mapping of a project when its model or its data become others.
import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { Mapping, ToldMapping } from '../api/schemas/mapping.ts';
import type { ModelCard } from '../api/schemas/models.ts';
import { adoptMapping } from './adoptMapping.ts';
import { suggestMapping } from './suggestMapping.ts';

/** The saved one where the inputs and the reading are the same and its columns are there; else suggested anew, with the same roles. */
export function carryMapping(saved: Mapping | null, { model, data }: { model: ModelCard; data: DatasetCard }): Mapping {
  const has = (name: string | null): boolean => name === null || data.columns.some((column) => column.name === name);
  const fresh = suggestMapping(model, data, keptRoles(saved, data));
  const fits =
    saved &&
    JSON.stringify(saved.inputs.map(({ input }) => input)) === JSON.stringify(fresh.inputs.map(({ input }) => input)) &&
    JSON.stringify(saved.reading) === JSON.stringify(fresh.reading) &&
    saved.inputs.every(({ feeds }) => feeds.every(({ column }) => has(column)));
  return fits ? adoptMapping(saved, fresh, { model, data }) : fresh;
}

/** The roles that a person may have given, of columns that are still there. */
export function keptRoles(saved: Mapping | null, data: DatasetCard): ToldMapping {
  const names = new Set(data.columns.map(({ name }) => name));
  const roles = (saved?.columns ?? []).filter(
    ({ name, role }) => names.has(name) && ['target', 'time', 'id', 'weight'].includes(role),
  );
  return Object.fromEntries(roles.map(({ name, role }) => [role, name]));
}
