import type { z } from 'zod';
import type { ColumnProfile } from '../../api/schemas/datasets.ts';
import type { FlipRequest, FlipResult } from '../../api/schemas/probe.ts';
import type { ColumnBatch } from '../../base/columns.ts';
import { cellOf, editedRows } from './cellValues.ts';
import { hasChoices } from './choices.ts';
import type { EditableCell } from './edits/editRule.ts';
import { findFlip } from './findFlip.ts';
import { goalOf } from './flipGoal.ts';
import { proposeEdits } from './proposeEdits.ts';
import { requireColumns, type RowQuestion } from './probeRow.ts';
import { answerOf, type RowModel } from './rowModel.ts';
import { editsKey, editTrial } from './tryEdits.ts';

/** Sets of edits in one call of the runtime. */
const portion = 256;

export interface FlipQuestion extends RowQuestion {
  request: z.output<typeof FlipRequest>;
  /** Sets of edits that ended the runtime before; with any of them, everything is run one by one and told beforehand. */
  avoid: readonly string[];
  isCareful: boolean;
  note: (key: string) => Promise<void>;
}

/** @throws CONFLICT when the row has no answer as it is; INVALID_INPUT for a class or column that there is not */
export async function answerFlip(question: FlipQuestion): Promise<FlipResult> {
  const startedAt = performance.now();
  const { model, subject, row, profiles, request, signal } = question;
  const { plan } = model;
  requireColumns(model, request.columns ?? []);
  const edited = editedRows(row, profiles, [new Map(Object.entries(request.edits))]);
  const answers = await model.run(edited);
  const before = answerOf(plan, answers, 0);
  const { goal, by } = goalOf(subject, request, before);
  const cells = await editableCells(question, edited);
  const avoid = new Set(question.avoid);
  const trial = editTrial({
    model,
    row: edited,
    profiles,
    goal,
    portion: question.isCareful || (await mixesRows(model, edited, profiles)) ? 1 : portion,
    signal,
    deadline: startedAt + 1000 * request.budgetSeconds,
    note: question.isCareful ? question.note : null,
    avoid,
  });
  const singles = proposeEdits([...cells.values()], { rows: subject.data.rows, seed: request.seed });
  const found = await findFlip({ trial, singles, cells, most: request.most, rows: subject.data.rows, avoid });
  return {
    ...found,
    before,
    by,
    singles: singles.length,
    fatal: singles.filter((edit) => avoid.has(editsKey([edit]))),
    elapsedMs: performance.now() - startedAt,
  };
}

async function editableCells(
  { model, subject, profiles, request, choices, signal }: FlipQuestion,
  row: ColumnBatch,
): Promise<Map<string, EditableCell>> {
  const cells = new Map<string, EditableCell>();
  for (const name of model.columns) {
    const profile = profiles.get(name);
    const column = row.columns[name];
    if (!profile || !column || (request.columns && !request.columns.includes(name))) continue;
    const isText = column.kind === 'text';
    cells.set(name, {
      profile,
      isText,
      value: cellOf(column, 0, profile),
      choices: hasChoices(profile, isText) ? await choices(subject.data, profile, signal) : [],
    });
  }
  return cells;
}

/** Whether copies of a row in one batch get other answers than the row alone: then every set is run by itself. */
async function mixesRows(model: RowModel, row: ColumnBatch, profiles: ReadonlyMap<string, ColumnProfile>): Promise<boolean> {
  const [alone, together] = [await model.run(row), await model.run(editedRows(row, profiles, [new Map(), new Map(), new Map()]))];
  const one = answerOf(model.plan, alone, 0);
  const other = answerOf(model.plan, together, 2);
  const differ = (a: number, b: number): boolean => Math.abs(a - b) > 1e-4 * Math.max(1, Math.abs(a));
  if (typeof one.prediction === 'number' && typeof other.prediction === 'number') return differ(one.prediction, other.prediction);
  return one.prediction !== other.prediction || (one.scores ?? []).some((score, k) => differ(score, other.scores?.[k] ?? NaN));
}
