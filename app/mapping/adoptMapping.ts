import { keptDecision } from '../api/decision.ts';
import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { Mapping } from '../api/schemas/mapping.ts';
import type { ModelCard } from '../api/schemas/models.ts';

/** What the window gives as the reason for a role that a person chose. */
const byHand = 'chosen by you';

/**
 * A saved mapping (a mapping file, or the project's own after the data were changed) for these data: what it says about
 * the columns that are there is kept, new columns come in as `fresh` suggests but take no role that is already given;
 * so does a column that nobody put aside by hand (a date whose day and month were told only now).
 * Inputs the model no longer has are dropped, new ones come from `fresh`, and so does the reading when it names an output
 * the model does not have. A decision threshold stays as long as it is about the same score. checkMapping tells what does not fit.
 */
export function adoptMapping(saved: Mapping, fresh: Mapping, context: { model: ModelCard; data: DatasetCard }): Mapping {
  const { model, data } = context;
  const roles = new Map(saved.columns.map((column) => [column.name, column]));
  const given = new Set(
    saved.columns.filter(({ name }) => data.columns.some((column) => column.name === name)).map(({ role }) => role),
  );
  const inputs = adoptInputs(saved, fresh, model);
  const fed = new Set(inputs.flatMap(({ feeds }) => feeds.map(({ column }) => column)));
  const { scores, label, value } = saved.reading;
  const readable = [scores, label, value].every((one) => !one || model.outputs.some(({ name }) => name === one.output));
  const { decision: _d, calibration: _c, abstain: _a, ...rest } = saved;
  return {
    ...rest,
    ...keptDecision(saved, readable ? saved : fresh),
    // Labels of a target that there was none of before.
    ...(given.has('target') ? {} : { labels: { ...fresh.labels, ...saved.labels } }),
    ...(readable ? {} : { reading: fresh.reading, positive: fresh.positive, labels: fresh.labels }),
    columns: data.columns.map(({ name }) => {
      const known = roles.get(name);
      const guess = fresh.columns.find((column) => column.name === name);
      const free = guess && !given.has(guess.role) && guess.role !== 'feature' && !(guess.role === 'ignored' && fed.has(name));
      const isOpen = !known || (known.role === 'ignored' && known.reason !== byHand);
      if (known && !(isOpen && (free === true || fed.has(name)))) return known;
      if (free) return guess;
      return fed.has(name)
        ? { name, role: 'feature', reason: 'feeds the model', confidence: 1 }
        : { name, role: 'ignored', reason: 'not in the saved mapping', confidence: 1 };
    }),
    inputs,
  };
}

/** What nothing fed, and nobody left so by hand, is fed as `fresh` has it: the data may be the right ones by now. */
function adoptInputs(saved: Mapping, fresh: Mapping, model: ModelCard): Mapping['inputs'] {
  const taken = new Set(saved.inputs.flatMap(({ feeds }) => feeds.map(({ column }) => column)));
  return model.inputs.flatMap(({ name }) => {
    const before = saved.inputs.find((one) => one.input === name);
    const now = fresh.inputs.find((one) => one.input === name);
    if (!before || before.feeds.length !== now?.feeds.length) return before ?? now ?? [];
    const feeds = before.feeds.map((feed, element) => {
      const guess = now.feeds[element];
      const isOpen = feed.column === null && feed.confidence < 1;
      return isOpen && guess && !taken.has(guess.column) ? guess : feed;
    });
    return [{ ...before, feeds }];
  });
}
