import { isDeepStrictEqual } from 'node:util';
import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { Feed, Mapping } from '../api/schemas/mapping.ts';
import type { ModelCard } from '../api/schemas/models.ts';
import { defaultMissing } from './defaultMissing.ts';

/**
 * Where a person gave an input another column, a constant that was taken from the old column (its median, say) would fill
 * the gaps of the new one: it is taken from the new column instead. Constants the person chose stay. Repairs that were made for the old column go.
 */
export function refreshConstants(before: Mapping, after: Mapping, context: { model: ModelCard; data: DatasetCard }): Mapping {
  const { model, data } = context;
  const taken = (feed: Feed): boolean => feed.missing.kind === 'constant' && /column/.test(feed.missing.from);
  return {
    ...after,
    inputs: after.inputs.map(({ input, feeds }) => {
      const info = model.inputs.find(({ name }) => name === input);
      const old = before.inputs.find((one) => one.input === input)?.feeds ?? [];
      if (!info) return { input, feeds };
      return {
        input,
        feeds: feeds.map((feed, element) => {
          const last = old[element];
          if (feed.column === last?.column) return feed;
          const { repairs, indicator, ...rest } = feed;
          const isOfOld = repairs !== undefined && isDeepStrictEqual(repairs, last?.repairs);
          const kept = { ...rest, ...(repairs && !isOfOld && { repairs }), ...(indicator !== undefined && { indicator }) };
          if (!taken(feed)) return kept;
          const column = data.columns.find(({ name }) => name === feed.column);
          return { ...kept, missing: defaultMissing(model, info, column).missing };
        }),
      };
    }),
  };
}
