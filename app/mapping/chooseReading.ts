// How the outputs are read when the model file alone does not settle it: the target, or the person, does.
import type { ColumnProfile } from '../api/schemas/datasets.ts';
import type { ModelCard, OutputReading, Task } from '../api/schemas/models.ts';
import { AppError } from '../base/errors.ts';
import { matchLabel } from './alignLabels.ts';
import { columnKind, looksNumeric } from './columnKind.ts';
import { list } from './mappingProblem.ts';

const zeroOne = ['0', '1'];

/**
 * The two classes a target column speaks of: 0 and 1 (also as true/false, yes/no), or two texts in sorted order.
 * Null when it holds another number of values, or numbers other than 0 and 1.
 */
export function twoClasses(target: ColumnProfile): string[] | null {
  const values = target.top.map(({ value }) => value);
  if (target.distinct !== 2 || values.length !== 2 || columnKind(target) === 'time') return null;
  const matched = new Set(values.map((value) => matchLabel(value, zeroOne)));
  if (matched.size === 2 && !matched.has(undefined)) return zeroOne;
  return columnKind(target) === 'text' && !looksNumeric(target) ? [...values].sort() : null;
}

/** Whether the file leaves open what its one number a row is: no operator of it is a regressor. */
export function isUnknownValue(model: ModelCard): boolean {
  return (
    model.reading?.task === 'regression' &&
    model.reading.value !== undefined &&
    !model.operators.some(({ name }) => /Regressor$/.test(name))
  );
}

/** One unknown number a row and a target of two classes: a score without its sigmoid, as far as one can tell. */
export function readingForTarget(model: ModelCard, target: ColumnProfile | undefined): OutputReading | null {
  const classes = target && isUnknownValue(model) ? twoClasses(target) : null;
  const output = model.reading?.value?.output;
  return classes && output !== undefined ? { task: 'binary', classes, scores: { output, form: 'positive-logit' } } : null;
}

/** Floating point outputs that hold one row's answer, with their columns; null = the file does not say how many. */
function numberOutputs(model: ModelCard): { name: string; columns: number | null }[] {
  return model.outputs
    .filter(({ kind, type, shape }) => kind === 'tensor' && /^float/.test(type) && (shape?.length ?? 2) <= 2)
    .map(({ name, shape }) => {
      const last = shape?.length === 1 ? 1 : shape?.at(-1);
      return { name, columns: typeof last === 'number' ? last : null };
    });
}

/**
 * The reading for a task a person named; the model's own where it agrees.
 * @throws INVALID_INPUT when no output can be read so
 */
export function readingForTask(model: ModelCard, task: Task): OutputReading {
  const own = model.reading;
  if (own?.task === task) return own;
  const outputs = numberOutputs(model);
  if (task === 'regression') {
    const value = outputs.find(({ columns }) => columns === 1) ?? outputs.find(({ columns }) => columns === null);
    if (value) return { task, classes: [], value: { output: value.name } };
    throw cannot(model, task, 'No output holds one number a row');
  }
  const single = outputs.find(({ columns }) => columns === 1 || columns === null);
  const wide = outputs.find(({ columns }) => (task === 'binary' ? columns === 2 : columns !== null && columns > 2));
  const form = (name: string): 'probabilities' | 'logits' => (/prob/i.test(name) ? 'probabilities' : 'logits');
  if (wide) {
    const classes = Array.from({ length: wide.columns ?? 0 }, (_, index) => String(index));
    return { task, classes, scores: { output: wide.name, form: form(wide.name) } };
  }
  if (task === 'binary' && single) {
    const scores = form(single.name) === 'probabilities' ? 'positive-probability' : 'positive-logit';
    return { task, classes: zeroOne, scores: { output: single.name, form: scores } };
  }
  throw cannot(
    model,
    task,
    task === 'binary' ? 'No output holds one or two scores a row' : 'No output holds a score for each class',
  );
}

function cannot(model: ModelCard, task: Task, why: string): AppError {
  const outputs = model.outputs.map(({ name, shape }) => `${name} [${shape?.map((size) => size ?? '?').join(', ') ?? '?'}]`);
  return new AppError('INVALID_INPUT', `${why}, so that the model cannot be read as ${task}: ${list(outputs)}.`, {
    hint: `It was taken for ${model.reading?.task ?? 'nothing known'}: ${model.readingReason}`,
  });
}
