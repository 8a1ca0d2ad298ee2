import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { Mapping } from '../api/schemas/mapping.ts';
import type { ModelCard } from '../api/schemas/models.ts';
import { twoClasses } from './chooseReading.ts';
import { columnsWith, type Problem } from './mappingProblem.ts';

/** Whether number or class is the right way to read a lone number a row: the file often does not say, the target hints at it. */
export function checkTask(model: ModelCard, data: DatasetCard, mapping: Mapping, problems: Problem[]): void {
  const { reading } = mapping;
  const name = columnsWith(mapping, 'target')[0];
  const target = data.columns.find((column) => column.name === name);
  const classes = target ? twoClasses(target) : null;
  if (reading.task === 'regression' && reading.value && target && classes) {
    problems.push({
      severity: 'warning',
      code: 'two-valued-target',
      message: `The target "${target.name}" has only two values, but "${reading.value.output}" is read as a number: is it the score of a class?`,
      hint: 'If so, read the output as binary: under "How the answer is read" in the window, with --task binary on the command line.',
    });
  }
  const output = reading.scores?.output;
  if (model.reading?.task === 'regression' && reading.task !== 'regression' && output !== undefined) {
    const form =
      reading.scores?.form.endsWith('probability') || reading.scores?.form === 'probabilities' ? 'probability' : 'logit';
    problems.push({
      severity: 'warning',
      code: 'reading-by-target',
      message: `"${output}" is read as the ${form} of class "${reading.classes.at(-1) ?? ''}"; the model file does not say so.`,
      hint: `Check that it is ${form === 'logit' ? 'a score before the sigmoid, not a probability' : 'a probability'}. If the model predicts a number, read it as regression (--task regression).`,
    });
  }
}
