import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { Mapping } from '../api/schemas/mapping.ts';
import type { ModelCard } from '../api/schemas/models.ts';

/**
 * A saved mapping (a mapping file, or the project's own after the data were changed) for these data: what it says about
 * the columns that are there is kept, new columns come in as `fresh` suggests but take no role that is already given.
 * Inputs the model no longer has are dropped, new ones come from `fresh`, and so does the reading when it names an output
 * the model does not have. checkMapping tells what does not fit.
 */
export function adoptMapping(saved: Mapping, fresh: Mapping, context: { model: ModelCard; data: DatasetCard }): Mapping {
  const { model, data } = context;
  const roles = new Map(saved.columns.map((column) => [column.name, column]));
  const given = new Set(
    saved.columns.filter(({ name }) => data.columns.some((column) => column.name === name)).map(({ role }) => role),
  );
  const fed = new Set(saved.inputs.flatMap(({ feeds }) => feeds.map(({ column }) => column)));
  const { scores, label, value } = saved.reading;
  const readable = [scores, label, value].every((one) => !one || model.outputs.some(({ name }) => name === one.output));
  return {
    ...saved,
    ...(readable ? {} : { reading: fresh.reading, positive: fresh.positive, labels: fresh.labels }),
    columns: data.columns.map(({ name }) => {
      const known = roles.get(name);
      if (known) return known;
      const guess = fresh.columns.find((column) => column.name === name);
      const free = guess && !given.has(guess.role) && guess.role !== 'feature' && !(guess.role === 'ignored' && fed.has(name));
      if (free) return guess;
      return fed.has(name)
        ? { name, role: 'feature', reason: 'feeds the model', confidence: 1 }
        : { name, role: 'ignored', reason: 'not in the saved mapping', confidence: 1 };
    }),
    inputs: model.inputs.flatMap(({ name }) => {
      const input = saved.inputs.find((one) => one.input === name) ?? fresh.inputs.find((one) => one.input === name);
      return input ? [input] : [];
    }),
  };
}
