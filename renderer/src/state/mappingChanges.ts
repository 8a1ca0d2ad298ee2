import type { Feed, Mapping, Role } from '../../../app/api/schemas/mapping';

/** Roles that only one column can have: giving it to another takes it from the first. */
const singular: Role[] = ['target', 'time', 'id', 'weight'];

export function withRole(mapping: Mapping, column: string, role: Role): Mapping {
  return {
    ...mapping,
    columns: mapping.columns.map((entry) => {
      if (entry.name === column) return { ...entry, role, reason: 'chosen by you', confidence: 1 };
      if (singular.includes(role) && entry.role === role) {
        return { ...entry, role: 'ignored' as const, reason: `“${column}” was chosen instead`, confidence: 1 };
      }
      return entry;
    }),
  };
}

/** The column that has a role only one can have; null takes the role away. */
export function withRoleAt(mapping: Mapping, role: Role, column: string | null): Mapping {
  if (column !== null) return withRole(mapping, column, role);
  const fed = new Set(mapping.inputs.flatMap(({ feeds }) => feeds.map((feed) => feed.column)));
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

export function withFeed(mapping: Mapping, at: { input: string; element: number }, change: Partial<Feed>): Mapping {
  return {
    ...mapping,
    inputs: mapping.inputs.map((entry) =>
      entry.input === at.input
        ? { ...entry, feeds: entry.feeds.map((feed, index) => (index === at.element ? { ...feed, ...change } : feed)) }
        : entry,
    ),
  };
}
