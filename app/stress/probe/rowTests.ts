// Rows with the answers they must get, as a file: what was found once stays found.
import type { ColumnBatch } from '../../base/columns.ts';
import { AppError } from '../../base/errors.ts';
import type { ExpectedAnswer, ReplayResult, RowTest, RowTests, SaveTestRequest } from '../../api/schemas/probe.ts';
import { answerDifference, goldenTolerance } from '../../bundle/golden/compareAnswers.ts';
import { goldenAnswers, type GoldenAnswer } from '../../bundle/golden/expectedAnswers.ts';
import { namedRow } from '../../bundle/golden/namedRows.ts';
import { truthColumns } from '../../prepare/cellRules.ts';
import { rowsToBatch } from '../../prepare/rows.ts';
import { editedRows } from './cellValues.ts';
import { goalOf } from './flipGoal.ts';
import { requireColumns, type RowQuestion } from './probeRow.ts';
import { answerOf, type RowModel } from './rowModel.ts';

/**
 * A test of the row as it is, and with edits one of the edited row.
 * @throws DATA_MISMATCH where JSON cannot say the row exactly, or /predict does not take it
 */
export async function rowTestsOf(
  question: RowQuestion,
  { row, edits, expect }: Pick<SaveTestRequest, 'row' | 'edits' | 'expect'>,
): Promise<RowTest[]> {
  const { model, subject, profiles } = question;
  requireColumns(model, Object.keys(edits));
  const plain = await testOf(question, question.row);
  const names = Object.entries(edits).map(([column, cell]) => `${column} = ${cell === null ? 'missing' : JSON.stringify(cell)}`);
  const own: RowTest = { name: `row ${row} as it is`, row: plain.row, expect: plain.answer, from: { row, edits: [] } };
  if (names.length === 0) return [own];
  const edited = await testOf(question, editedRows(question.row, profiles, [new Map(Object.entries(edits))]));
  let expected: ExpectedAnswer = edited.answer;
  if (expect === 'unchanged') {
    const before = answerOf(model.plan, await model.run(question.row), 0);
    const { by } = goalOf(subject, { toward: null, by: null, row }, before);
    expected = { prediction: plain.answer.prediction, ...(by !== null && { within: by }) };
  }
  return [own, { name: `row ${row} with ${names.join(', ')}`, row: edited.row, expect: expected, from: { row, edits: names } }];
}

/** The row as a client sends it, and what it gets. */
async function testOf(
  { model, profiles }: RowQuestion,
  batch: ColumnBatch,
): Promise<{ row: RowTest['row']; answer: GoldenAnswer }> {
  const inWords = truthColumns(model.plan);
  const truths = new Set(
    [...profiles.values()].filter(({ name, type }) => type === 'boolean' && inWords.has(name)).map(({ name }) => name),
  );
  const columns = Object.fromEntries(model.columns.map((name) => [name, batch.columns[name] as ColumnBatch['columns'][string]]));
  const row = namedRow({ ...batch, columns }, 0, truths);
  if (!row) {
    throw new AppError(
      'DATA_MISMATCH',
      'The row holds an infinite number or an integer beyond 2^53, which JSON cannot say exactly.',
      {
        hint: 'Change that cell, or take another row.',
      },
    );
  }
  return { row, answer: await answerTo(model, row) };
}

async function answerTo(model: RowModel, row: RowTest['row']): Promise<GoldenAnswer> {
  const answers = await model.run(rowsToBatch(model.plan, [row]));
  return goldenAnswers(model.plan, answers)[0] as GoldenAnswer;
}

/** One test through a model; what is wrong, in words. @throws errors of preparation and runtime */
export async function replayTest(
  model: RowModel,
  { row, expect, name }: RowTest,
  bounds: RowTests['tolerance'],
): Promise<ReplayResult['checks'][number]> {
  const got = await answerTo(model, row);
  const tolerance = { ...goldenTolerance(model.plan), ...bounds };
  const difference =
    expect.within === undefined
      ? answerDifference(
          got,
          { prediction: expect.prediction, ...(expect.scores !== undefined && { scores: expect.scores }) },
          tolerance,
        )
      : farther(got.prediction, Number(expect.prediction), expect.within);
  return { name, ok: difference === null, detail: difference ?? `predicts ${JSON.stringify(got.prediction)}` };
}

function farther(got: GoldenAnswer['prediction'], expected: number, within: number): string | null {
  const isNear = typeof got === 'number' && Math.abs(got - expected) <= within;
  return isNear ? null : `predicts ${JSON.stringify(got)}, which is not within ${within} of ${expected}`;
}
