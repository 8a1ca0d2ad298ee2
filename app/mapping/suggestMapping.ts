import type { ColumnProfile, DatasetCard } from '../api/schemas/datasets.ts';
import type { Mapping, ToldMapping } from '../api/schemas/mapping.ts';
import type { ModelCard, OutputReading, Task } from '../api/schemas/models.ts';
import { AppError } from '../base/errors.ts';
import { alignLabels, defaultPositive } from './alignLabels.ts';
import { readingForTarget, readingForTask, twoClasses } from './chooseReading.ts';
import { columnsNamedByModel, suggestFeeds } from './suggestFeeds.ts';
import { suggestRoles } from './suggestRoles.ts';

/** What the outputs are taken for until the person says: nothing can be read from it, and checkMapping says so. */
const UNKNOWN_READING: OutputReading = { task: 'regression', classes: [] };

/**
 * A proposal of which column is what and feeds what, with a reason and a confidence for each guess. Columns that tell the
 * answer (the target; whatever the model does not ask for) never feed an input. One number a row that the file does not
 * explain is read as a logit when the target has two classes; checkMapping says so. Throws DATA_MISMATCH when an option
 * names a column that is not there, INVALID_INPUT for an unknown positive class or a task the outputs cannot be read as.
 */
export function suggestMapping(given: ModelCard, data: DatasetCard, options: ToldMapping = {}): Mapping {
  const model = options.task === undefined ? given : { ...given, reading: readingForTask(given, options.task) };
  const roles = suggestRoles(model, data, columnsNamedByModel(model, data), options);
  const withRole = (...wanted: string[]): Set<string> =>
    new Set([...roles].filter(([, { role }]) => wanted.includes(role)).map(([name]) => name));
  const inputs = suggestFeeds(model, data, {
    never: withRole('target'),
    notByGuess: withRole('time', 'id', 'weight'),
  });
  const fed = new Set(inputs.flatMap(({ feeds }) => feeds.map(({ column }) => column)));
  const target = data.columns.find(({ name }) => roles.get(name)?.role === 'target');
  const reading = settledReading(given, model.reading, target, options.task);
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

function settledReading(
  model: ModelCard,
  chosen: OutputReading | null,
  target: ColumnProfile | undefined,
  task: Task | undefined,
): OutputReading {
  if (task === undefined) return readingForTarget(model, target) ?? chosen ?? UNKNOWN_READING;
  const told = chosen ?? UNKNOWN_READING;
  // Classes that were only counted take the names the data have for them.
  const names = told !== model.reading && told.task === 'binary' && target ? twoClasses(target) : null;
  return names ? { ...told, classes: names } : told;
}

/** @throws INVALID_INPUT for a class that the reading does not have */
export function positiveClass(reading: OutputReading, told: string | undefined): string | null {
  if (reading.task !== 'binary') return null;
  if (told === undefined) return defaultPositive(reading.classes);
  if (reading.classes.includes(told)) return told;
  throw new AppError('INVALID_INPUT', `The model has no class "${told}" to be the positive one.`, {
    hint: `Its classes are: ${reading.classes.join(', ')}.`,
  });
}
