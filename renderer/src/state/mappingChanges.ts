import type { ColumnProfile, DatasetCard } from '../../../app/api/schemas/datasets';
import type { Feed, Mapping, Role } from '../../../app/api/schemas/mapping';
import type { TensorType } from '../../../app/api/schemas/models';

/** Roles that only one column can have: giving it to another takes it from the first. */
const singular: Role[] = ['target', 'time', 'id', 'weight'];

export function withRole(mapping: Mapping, column: string, role: Role): Mapping {
  const fed = fedColumns(mapping);
  return {
    ...mapping,
    columns: mapping.columns.map((entry) => {
      if (entry.name === column) return { ...entry, role, reason: 'chosen by you', confidence: 1 };
      if (singular.includes(role) && entry.role === role) {
        const left: Role = fed.has(entry.name) ? 'feature' : 'ignored';
        return { ...entry, role: left, reason: `“${column}” was chosen instead`, confidence: 1 };
      }
      return entry;
    }),
  };
}

/** The column that has a role only one can have; null takes the role away. */
export function withRoleAt(mapping: Mapping, role: Role, column: string | null): Mapping {
  if (column !== null) return withRole(mapping, column, role);
  const fed = fedColumns(mapping);
  return {
    ...mapping,
    columns: mapping.columns.map((entry) =>
      entry.role === role
        ? { ...entry, role: fed.has(entry.name) ? 'feature' : 'ignored', reason: 'chosen by you', confidence: 1 }
        : entry,
    ),
  };
}

/** How a label of the data is read: as a class of the model, or (null) as it is written. */
export function withLabel(mapping: Mapping, label: string, name: string | null): Mapping {
  const others = Object.entries(mapping.labels).filter(([text]) => text !== label);
  return { ...mapping, labels: Object.fromEntries(name === null ? others : [...others, [label, name]]) };
}

function fedColumns(mapping: Mapping): Set<string | null> {
  return new Set(mapping.inputs.flatMap(({ feeds }) => feeds.map((feed) => feed.column)));
}

/** A column that begins to feed the model is a feature, one that no longer does is not; the roles one column has stay. */
function withRolesOfFeeds(mapping: Mapping): Mapping {
  const fed = fedColumns(mapping);
  return {
    ...mapping,
    columns: mapping.columns.map((entry) => {
      if (entry.role === 'ignored' && fed.has(entry.name)) {
        return { ...entry, role: 'feature' as const, reason: 'feeds the model', confidence: 1 };
      }
      if (entry.role === 'feature' && !fed.has(entry.name)) {
        return { ...entry, role: 'ignored' as const, reason: 'not used by the model', confidence: 1 };
      }
      return entry;
    }),
  };
}

export function withFeed(mapping: Mapping, at: { input: string; element: number }, change: Partial<Feed>): Mapping {
  return withRolesOfFeeds({
    ...mapping,
    inputs: mapping.inputs.map((entry) =>
      entry.input === at.input
        ? { ...entry, feeds: entry.feeds.map((feed, index) => (index === at.element ? { ...feed, ...change } : feed)) }
        : entry,
    ),
  });
}

/** Columns that can fill an input in the order of the file: free ones whose kind of value it takes. */
export function fittingColumns(mapping: Mapping, data: DatasetCard, type: TensorType): string[] {
  const fed = fedColumns(mapping);
  const isTaken = new Set(mapping.columns.filter(({ role }) => singular.includes(role)).map(({ name }) => name));
  const isNumber = (column: ColumnProfile): boolean => ['number', 'integer', 'boolean'].includes(column.type);
  return data.columns
    .filter((column) => !fed.has(column.name) && !isTaken.has(column.name) && column.type !== 'datetime')
    .filter((column) => isNumber(column) === (type !== 'string') || (type === 'string' && column.type === 'boolean'))
    .map(({ name }) => name);
}

/** Feeds the elements of an input that nothing feeds, one after the other, with these columns. */
export function withFilling(mapping: Mapping, input: string, columns: string[]): Mapping {
  const next = columns.values();
  return withRolesOfFeeds({
    ...mapping,
    inputs: mapping.inputs.map((entry) =>
      entry.input === input
        ? {
            ...entry,
            feeds: entry.feeds.map((feed) => {
              const column = feed.column === null ? next.next().value : undefined;
              return column === undefined ? feed : { ...feed, column, reason: 'chosen by you, in this order', confidence: 1 };
            }),
          }
        : entry,
    ),
  });
}
