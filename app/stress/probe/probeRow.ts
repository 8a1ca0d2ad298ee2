import type { ColumnProfile, DatasetCard } from '../../api/schemas/datasets.ts';
import type { ProbedRow, ProbeResult } from '../../api/schemas/probe.ts';
import type { ColumnBatch } from '../../base/columns.ts';
import { AppError } from '../../base/errors.ts';
import { cellOf, editedRows } from './cellValues.ts';
import { hasChoices, type Choice } from './choices.ts';
import { goalOf } from './flipGoal.ts';
import { answerOf, type RowModel } from './rowModel.ts';
import type { ProbeSubject } from './subject.ts';

/** A row of the data, and what it takes to ask the model about it. */
export interface RowQuestion {
  model: RowModel;
  provider: string;
  subject: ProbeSubject;
  /** The row as in the data: the columns of the plan, and the target where there is one. */
  row: ColumnBatch;
  profiles: ReadonlyMap<string, ColumnProfile>;
  choices: (data: DatasetCard, profile: ColumnProfile, signal: AbortSignal) => Promise<Choice[]>;
  signal: AbortSignal;
}

/** @throws INVALID_INPUT naming a column that feeds no input */
export function requireColumns(model: RowModel, names: readonly string[]): void {
  const stranger = names.find((name) => !model.columns.includes(name));
  if (stranger === undefined) return;
  throw new AppError('INVALID_INPUT', `The column "${stranger}" feeds no input of the model.`, {
    hint: `These do: ${model.columns.slice(0, 20).join(', ')}. Change the mapping to use another.`,
    where: { column: stranger },
  });
}

/** What the model says of the row as it is, and with the edits. @throws INVALID_INPUT for a cell that the column cannot hold */
export async function probeRow(question: RowQuestion, { row: number, edits }: ProbedRow): Promise<ProbeResult> {
  const startedAt = performance.now();
  const { model, subject, row, profiles, choices, signal, provider } = question;
  const { plan } = model;
  requireColumns(model, Object.keys(edits));
  const edited = editedRows(row, profiles, [new Map(Object.entries(edits))]);
  const before = answerOf(plan, await model.run(row), 0);
  // Each by itself, as a client would send it.
  const after = Object.keys(edits).length === 0 ? before : answerOf(plan, await model.run(edited), 0);
  const elapsedMs = performance.now() - startedAt;
  const cells: ProbeResult['cells'] = [];
  for (const name of model.columns) {
    const profile = profiles.get(name);
    const [given, value] = [row.columns[name], edited.columns[name]];
    if (!profile || !given || !value) continue;
    const listed = hasChoices(profile, given.kind === 'text') ? await choices(subject.data, profile, signal) : [];
    cells.push({
      column: name,
      type: profile.type,
      given: cellOf(given, 0, profile),
      value: cellOf(value, 0, profile),
      inputs: plan.inputs.filter(({ features }) => features.some(({ column }) => column === name)).map(({ input }) => input),
      choices: listed.map(({ text }) => text),
    });
  }
  const { task, classes } = plan.reading;
  return {
    row: number,
    task,
    classes: task === 'regression' ? [] : classes,
    positive: plan.positive,
    actual: actualOf(question),
    cells,
    before,
    after,
    isFlipped: isFlipped(subject, number, { before, after }),
    provider,
    elapsedMs,
  };
}

/** The label in the data, under the name that the model has for it. */
function actualOf({ subject: { target, labels }, row, profiles }: RowQuestion): string | null {
  const column = target === null ? undefined : row.columns[target];
  const profile = profiles.get(target ?? '');
  if (!column || !profile) return null;
  const cell = cellOf(column, 0, profile);
  if (cell === null) return null;
  const text = String(cell);
  return Object.hasOwn(labels, text) ? (labels[text] ?? text) : text;
}

/** Another class; of a regression a value as far away as a flip is by default. */
function isFlipped(subject: ProbeSubject, row: number, { before, after }: Pick<ProbeResult, 'before' | 'after'>): boolean {
  if (before.prediction === null || after.prediction === null) return false;
  if (typeof before.prediction === 'string' || typeof after.prediction === 'string')
    return before.prediction !== after.prediction;
  const { by } = goalOf(subject, { toward: null, by: null, row }, before);
  return Math.abs(after.prediction - before.prediction) > (by ?? 0);
}
