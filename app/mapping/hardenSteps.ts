// Steps of hardening as changes of a mapping. What was proved and what is accepted go through the same code.
import { isDeepStrictEqual } from 'node:util';
import type { HardenedParts, HardenStep } from '../api/schemas/harden.ts';
import type { Feed, Mapping } from '../api/schemas/mapping.ts';
import type { Repair } from '../api/schemas/repairs.ts';

/** What is read as missing comes first, then units, then the range; categories are about texts alone. */
const order: Record<Repair['kind'], number> = { sentinels: 0, unit: 1, clip: 2, category: 3 };

/** With one more repair, in the place that its kind has; it takes the place of one of its kind. */
function withRepair(repairs: readonly Repair[], repair: Repair): Repair[] {
  const others = repairs.filter(({ kind }) => kind !== repair.kind);
  return [...others, repair].sort((a, b) => order[a.kind] - order[b.kind]);
}

function withFeeds(mapping: Mapping, change: (feed: Feed, at: { input: string; element: number }) => Feed): Mapping {
  return {
    ...mapping,
    inputs: mapping.inputs.map(({ input, feeds }) => ({
      input,
      feeds: feeds.map((feed, element) => change(feed, { input, element })),
    })),
  };
}

export function applyStep(mapping: Mapping, step: HardenStep): Mapping {
  switch (step.kind) {
    case 'repair':
      return withFeeds(mapping, (feed) =>
        feed.column === step.column ? { ...feed, repairs: withRepair(feed.repairs ?? [], step.repair) } : feed,
      );
    case 'missing':
      return withFeeds(mapping, (feed) =>
        feed.column === step.column && feed.indicator !== true ? { ...feed, missing: step.missing } : feed,
      );
    case 'indicator':
      return withFeeds(mapping, (feed, { input, element }) => {
        if (input !== step.input || element !== step.element) return feed;
        // The repairs of the column it is about, so that what is read as missing there is missing here.
        const source = mapping.inputs.flatMap(({ feeds }) => feeds).find((one) => one.column === step.column && !one.indicator);
        return {
          column: step.column,
          missing: { kind: 'constant', value: 1, from: 'a missing cell counts as 1' },
          ...(source?.repairs && { repairs: source.repairs }),
          indicator: true,
          reason: `by hardening: 1 where "${step.column}" is missing, else 0`,
          confidence: 1,
        };
      });
    case 'calibration':
      return { ...mapping, calibration: step.calibration };
    case 'threshold':
      return { ...mapping, decision: step.decision };
    case 'abstain':
      return { ...mapping, abstain: step.abstain };
  }
}

export function applySteps(mapping: Mapping, steps: readonly HardenStep[]): Mapping {
  // An indicator takes over the repairs of its column, so it comes after them.
  const last = steps.filter(({ kind }) => kind === 'indicator');
  return [...steps.filter(({ kind }) => kind !== 'indicator'), ...last].reduce(applyStep, mapping);
}

/** The parts that differ between two mappings of the same inputs, as they are in the first. */
export function partsThatDiffer(mapping: Mapping, other: Mapping): HardenedParts {
  const feeds = mapping.inputs.flatMap(({ input, feeds }) =>
    feeds.flatMap((feed, element) => {
      const there = other.inputs.find((one) => one.input === input)?.feeds[element];
      return isDeepStrictEqual(feed, there) ? [] : [{ input, element, feed }];
    }),
  );
  const { decision, calibration, abstain } = mapping;
  return { feeds, decision: decision ?? null, calibration: calibration ?? null, abstain: abstain ?? null };
}

/**
 * Goes back from `after` to `before`, part by part, and leaves alone what was changed since by hand.
 * @returns null when nothing of it is left to take back
 */
export function undoParts(mapping: Mapping, before: HardenedParts, after: HardenedParts): Mapping | null {
  let isChanged = false;
  const back = withFeeds(mapping, (feed, { input, element }) => {
    const at = (parts: HardenedParts): Feed | undefined =>
      parts.feeds.find((one) => one.input === input && one.element === element)?.feed;
    const [was, became] = [at(before), at(after)];
    if (!was || !became || !isDeepStrictEqual(feed, became)) return feed;
    isChanged = true;
    return was;
  });
  const result: Mapping = { ...back };
  for (const part of ['decision', 'calibration', 'abstain'] as const) {
    if (isDeepStrictEqual(before[part], after[part]) || !isDeepStrictEqual(mapping[part] ?? null, after[part])) continue;
    isChanged = true;
    delete result[part];
    if (before[part] !== null) Object.assign(result, { [part]: before[part] });
  }
  return isChanged ? result : null;
}
