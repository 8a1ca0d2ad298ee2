import type { DatasetCard } from '../../../app/api/schemas/datasets';
import type { Mapping } from '../../../app/api/schemas/mapping';
import type { ModelCard, OutputReading, Task } from '../../../app/api/schemas/models';
import { byName } from '../../../app/base/byName';

export type ScoreForm = NonNullable<OutputReading['scores']>['form'];

const single: ScoreForm[] = ['positive-logit', 'positive-probability'];
const wide: ScoreForm[] = ['probabilities', 'logits'];

/** Floating point outputs that can hold the answer of a row, with their columns; null = the file does not say. */
function numberOutputs(model: ModelCard): { name: string; columns: number | null }[] {
  return model.outputs
    .filter(({ kind, type, shape }) => kind === 'tensor' && type.startsWith('float') && (shape?.length ?? 2) <= 2)
    .map(({ name, shape }) => {
      const last = shape?.length === 1 ? 1 : shape?.at(-1);
      return { name, columns: typeof last === 'number' ? last : null };
    });
}

/** What the scores of an output can mean, by how many there are a row. */
export function formsFor(model: ModelCard, output: string, task: Task): ScoreForm[] {
  const columns = numberOutputs(model).find(({ name }) => name === output)?.columns ?? null;
  if (columns === 1) return single;
  return columns === null && task === 'binary' ? [...single, ...wide] : wide;
}

/** The two classes a target column speaks of; "0" and "1" where it does not say. */
function targetClasses(data: DatasetCard, mapping: Mapping): string[] {
  const target = data.columns.find(({ name }) => mapping.columns.some((entry) => entry.role === 'target' && entry.name === name));
  const values = target?.top.map(({ value }) => value) ?? [];
  const isZeroOne = values.every((value) => /^([01](\.0+)?|true|false)$/i.test(value));
  return values.length === 2 && target?.distinct === 2 && !isZeroOne ? values.sort() : ['0', '1'];
}

function readingFor(model: ModelCard, data: DatasetCard, mapping: Mapping, task: Task): OutputReading | null {
  if (model.reading?.task === task) return model.reading;
  const outputs = numberOutputs(model);
  const one = outputs.find(({ columns }) => columns === 1) ?? outputs.find(({ columns }) => columns === null);
  if (task === 'regression') return one ? { task, classes: [], value: { output: one.name } } : null;
  const many = outputs.find(({ columns }) => columns !== null && (task === 'binary' ? columns === 2 : columns > 2));
  const looksLikeProbability = (name: string): boolean => /prob/i.test(name);
  if (many) {
    const classes =
      task === 'binary' ? targetClasses(data, mapping) : Array.from({ length: many.columns ?? 0 }, (_, index) => String(index));
    return { task, classes, scores: { output: many.name, form: looksLikeProbability(many.name) ? 'probabilities' : 'logits' } };
  }
  if (task === 'multiclass' || !one) return null;
  const form = looksLikeProbability(one.name) ? 'positive-probability' : 'positive-logit';
  return { task, classes: targetClasses(data, mapping), scores: { output: one.name, form } };
}

/** The tasks the outputs of the model allow. */
export function possibleTasks(model: ModelCard, data: DatasetCard, mapping: Mapping): Task[] {
  const tasks: Task[] = ['binary', 'multiclass', 'regression'];
  return tasks.filter((task) => readingFor(model, data, mapping, task) !== null);
}

/** The mapping with the outputs read for another task; the same when they cannot be. */
export function withTask(model: ModelCard, data: DatasetCard, mapping: Mapping, task: Task): Mapping {
  const reading = readingFor(model, data, mapping, task);
  if (!reading) return mapping;
  const { classes } = reading;
  const lastByName = [...classes].sort(byName).at(-1) ?? null;
  const positive = mapping.positive !== null && classes.includes(mapping.positive) ? mapping.positive : lastByName;
  return {
    ...mapping,
    reading,
    positive: task === 'binary' ? positive : null,
    labels: Object.fromEntries(Object.entries(mapping.labels).filter(([, name]) => classes.includes(name))),
  };
}
