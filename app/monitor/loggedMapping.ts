import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { Mapping } from '../api/schemas/mapping.ts';
import type { LogColumns } from '../api/schemas/monitor.ts';

/**
 * The mapping of the validated run, for the log of its bundle: the same feeds, and the log's own columns as time, id and
 * (where there are any labels) target. What the bundle answered feeds nothing.
 */
export function loggedMapping(mapping: Mapping, log: { data: DatasetCard; columns: LogColumns; isLabelled: boolean }): Mapping {
  const { data, columns, isLabelled } = log;
  const fed = new Set(mapping.inputs.flatMap(({ feeds }) => feeds.map(({ column }) => column)));
  const there = new Set(data.columns.map(({ name }) => name));
  const roleOf = (name: string): Mapping['columns'][number]['role'] => {
    if (name === columns.time) return 'time';
    if (name === columns.id) return 'id';
    if (name === columns.label && isLabelled) return 'target';
    return fed.has(name) ? 'feature' : 'ignored';
  };
  return {
    ...mapping,
    columns: data.columns.map(({ name }) => ({
      name,
      role: roleOf(name),
      reason: 'as the prediction log has it',
      confidence: 1,
    })),
    inputs: mapping.inputs.map(({ input, feeds }) => ({
      input,
      feeds: feeds.map((feed) =>
        feed.column === null || there.has(feed.column)
          ? feed
          : { ...feed, column: null, reason: `“${feed.column}” is kept out of the prediction log`, confidence: 0 },
      ),
    })),
  };
}
