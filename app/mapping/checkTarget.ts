import type { ColumnProfile, DatasetCard } from '../api/schemas/datasets.ts';
import type { Mapping } from '../api/schemas/mapping.ts';
import { severityOf } from '../api/warnings.ts';
import { labelIndexer, matchLabel } from './alignLabels.ts';
import { columnKind, isEmptyColumn, looksNumeric } from './columnKind.ts';
import { columnsWith, countRows, list, type Problem } from './mappingProblem.ts';

/** Whether the target column holds answers that this model can be measured by. Without a target there is only a note. */
export function checkTarget(data: DatasetCard, mapping: Mapping, problems: Problem[]): void {
  const name = columnsWith(mapping, 'target')[0];
  const target = data.columns.find((column) => column.name === name);
  if (!target) {
    if (name === undefined) {
      problems.push({
        severity: 'info',
        code: 'no-target',
        message: 'No column holds the true answer: the run will predict, but cannot measure accuracy.',
        hint: 'Choose the target column if there is one.',
      });
    }
    return;
  }
  const guess = mapping.columns.find((column) => column.name === target.name);
  if (guess && guess.confidence < 0.5) {
    problems.push({
      severity: 'warning',
      code: 'guessed-target',
      message: `The target "${target.name}" was guessed: ${guess.reason}.`,
      hint: 'Check that it holds the true answers.',
    });
  }
  if (mapping.inputs.some(({ feeds }) => feeds.some(({ column }) => column === target.name))) {
    problems.push({
      severity: 'warning',
      code: 'target-as-feature',
      message: `The target "${target.name}" feeds the model: it is told the answer, so its accuracy means nothing.`,
      hint: 'Take the target away from the input, or choose another target.',
    });
  }
  if (isEmptyColumn(target, data.rows)) {
    problems.push({
      severity: 'error',
      message: `All labels are missing: the target "${target.name}" has no values.`,
      hint: 'Choose another target, or none to predict without measuring.',
    });
    return;
  }
  if (mapping.reading.task === 'regression') checkNumbers(target, problems);
  else checkLabels(target, mapping, problems);
}

function checkNumbers(target: ColumnProfile, problems: Problem[]): void {
  if (columnKind(target) === 'number' || columnKind(target) === 'boolean') return;
  const readable = columnKind(target) === 'text' && looksNumeric(target);
  problems.push({
    severity: readable ? 'warning' : 'error',
    ...(readable && { code: 'target-as-text' }),
    message: readable
      ? `The target "${target.name}" is text and is read as numbers; other texts count as rows without a label.`
      : `The model predicts a number, but the target "${target.name}" holds ${columnKind(target) === 'time' ? 'times' : 'text'}.`,
    hint: 'Choose a numeric target.',
  });
}

function checkLabels(target: ColumnProfile, mapping: Mapping, problems: Problem[]): void {
  const { classes } = mapping.reading;
  const indexOf = labelIndexer(mapping);
  const unknown = target.top.filter(({ value }) => indexOf(value) < 0);
  if (target.top.length > 0 && unknown.length === target.top.length) {
    problems.push({
      severity: 'error',
      message: `No label of "${target.name}" (${list(
        unknown.map(({ value }) => value),
        5,
      )}) is a class of the model (${list(classes, 5)}).`,
      hint: 'Choose another target, or say in the mapping which label means which class.',
    });
    return;
  }
  if (unknown.length > 0) {
    const rows = unknown.reduce((sum, { count }) => sum + count, 0);
    problems.push({
      severity: 'warning',
      code: 'unknown-labels',
      message: `The model does not know ${unknown.length === 1 ? 'the label' : 'the labels'} ${list(unknown.map(({ value }) => `"${value}"`))} (${countRows(rows)}): counted as wrong.`,
      hint: 'If one of them is a class written differently, say so in the mapping.',
    });
  }
  const positions = Object.keys(mapping.labels).filter((label) => matchLabel(label, classes) === undefined);
  const renamed = Object.entries(mapping.labels).map(([label, name]) => `"${label}" as "${name}"`);
  if (renamed.length > 0) {
    const code = positions.length > 0 ? 'labels-by-position' : 'labels-read-as';
    problems.push({
      severity: severityOf({ code }),
      code,
      message: `Labels are read as classes of the model: ${list(renamed)}.`,
      hint:
        positions.length > 0
          ? 'The numbers are taken as positions in the list of classes: check the order.'
          : 'Correct it in the mapping where it is wrong.',
    });
  }
}
