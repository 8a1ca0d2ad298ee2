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
