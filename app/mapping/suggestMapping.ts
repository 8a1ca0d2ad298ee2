import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { Mapping } from '../api/schemas/mapping.ts';
import type { ModelCard, OutputReading } from '../api/schemas/models.ts';
import { AppError } from '../base/errors.ts';
import { alignLabels, defaultPositive } from './alignLabels.ts';
import { columnsNamedByModel, suggestFeeds } from './suggestFeeds.ts';
import { suggestRoles, type RoleOptions } from './suggestRoles.ts';

export interface MappingOptions extends RoleOptions {
  /** The positive class of a binary model. */
  positive?: string;
}

/** What the outputs are taken for until the person says: nothing can be read from it, and checkMapping says so. */
const UNKNOWN_READING: OutputReading = { task: 'regression', classes: [] };

/**
 * A proposal of which column is what and feeds what, with a reason and a confidence for each guess. Columns that tell the
 * answer (the target; whatever the model does not ask for) never feed an input. Throws DATA_MISMATCH when an option names
 * a column that is not there, INVALID_INPUT for an unknown positive class.
 */
export function suggestMapping(model: ModelCard, data: DatasetCard, options: MappingOptions = {}): Mapping {
  const reading = model.reading ?? UNKNOWN_READING;
  const roles = suggestRoles(model, data, columnsNamedByModel(model, data), options);
  const withRole = (...wanted: string[]): Set<string> =>
    new Set([...roles].filter(([, { role }]) => wanted.includes(role)).map(([name]) => name));
  const inputs = suggestFeeds(model, data, {
    never: withRole('target'),
    notByGuess: withRole('time', 'id', 'weight'),
  });
  const fed = new Set(inputs.flatMap(({ feeds }) => feeds.map(({ column }) => column)));
  const target = data.columns.find(({ name }) => roles.get(name)?.role === 'target');
  return {
    version: 1,
    columns: data.columns.map(({ name }) => {
      const guess = roles.get(name);
      if (guess) return { name, ...guess };
      return fed.has(name)
        ? { name, role: 'feature', reason: 'feeds the model', confidence: 1 }
        : { name, role: 'ignored', reason: 'not used by the model', confidence: 1 };
    }),
    inputs,
    reading,
    positive: positiveClass(reading, options.positive),
    labels:
      target && reading.task !== 'regression'
        ? alignLabels(
            target.top.map(({ value }) => value),
            reading.classes,
          )
        : {},
  };
}

function positiveClass(reading: OutputReading, told: string | undefined): string | null {
  if (reading.task !== 'binary') return null;
  if (told === undefined) return defaultPositive(reading.classes);
  if (reading.classes.includes(told)) return told;
  throw new AppError('INVALID_INPUT', `The model has no class "${told}" to be the positive one.`, {
    hint: `Its classes are: ${reading.classes.join(', ')}.`,
  });
}
