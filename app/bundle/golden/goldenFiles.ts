// golden/: real rows with the answers they must get, one /predict body and one answer a line.
import type { PreparationPlan } from '../../api/schemas/mapping.ts';
import { AppError, isAppError } from '../../base/errors.ts';
import { openDatabase, quoteText } from '../../data/duckdb.ts';
import { readBatches } from '../../data/readBatches.ts';
import { openSession } from '../../inference/runtime.ts';
import { createPreparer } from '../../prepare/preparer.ts';
import { truthColumns } from '../../prepare/cellRules.ts';
import { rowsToBatch } from '../../prepare/rows.ts';
import type { BundleSources } from '../bundleSources.ts';
import { chooseGoldenRows, type GoldenChoice } from './chooseGoldenRows.ts';
import { answerDifference, goldenTolerance } from './compareAnswers.ts';
import { expectedAnswers, type GoldenAnswer } from './expectedAnswers.ts';
import { namedRow, type NamedRow } from './namedRows.ts';

export interface GoldenRow extends GoldenChoice {
  values: NamedRow;
}

export interface GoldenSet {
  rows: GoldenRow[];
  answers: GoldenAnswer[];
  plan: PreparationPlan;
}

const blockRows = 65_536;

/** Why the server does not take the row: a number that an input cannot hold is refused there, not answered. Null = it does. */
function refusalOf(plan: PreparationPlan, values: NamedRow): string | null {
  try {
    rowsToBatch(plan, [values]);
    return null;
  } catch (error) {
    if (isAppError(error)) return error.message;
    throw error;
  }
}

/** The chosen rows with their values. Blocks without a chosen row are not read. */
async function readRows(
  sources: BundleSources,
  columns: string[],
  choices: GoldenChoice[],
  signal?: AbortSignal,
): Promise<GoldenRow[]> {
  const { plan } = sources.record;
  const inWords = truthColumns(plan);
  const truths = new Set(
    sources.data.columns.filter(({ name, type }) => type === 'boolean' && inWords.has(name)).map(({ name }) => name),
  );
  const byBlock = new Map<number, GoldenChoice[]>();
  for (const choice of choices) {
    const block = Math.floor((choice.row - 1) / blockRows);
    byBlock.set(block, [...(byBlock.get(block) ?? []), choice]);
  }
  const rows: GoldenRow[] = [];
  const refusals = new Set<string>();
  for (const wanted of byBlock.values()) {
    const first = Math.min(...wanted.map(({ row }) => row)) - 1;
    const last = Math.max(...wanted.map(({ row }) => row));
    for await (const batch of readBatches(sources.data, {
      columns,
      batchRows: blockRows,
      startRow: first,
      endRow: last,
      signal,
    })) {
      for (const choice of wanted) {
        const index = choice.row - 1 - batch.firstRow;
        if (index < 0 || index >= batch.rowCount) continue;
        const values = namedRow(batch, index, truths);
        const refusal = values && refusalOf(plan, values);
        if (values && refusal === null) rows.push({ ...choice, values });
        else if (refusal) refusals.add(refusal);
      }
    }
  }
  const [why] = refusals;
  if (rows.length === 0 && why !== undefined) {
    throw new AppError('CONFLICT', `None of the rows that would test the bundle is taken by its server: ${why}`, {
      hint: 'Look at that value. Where the data are read otherwise than when they were validated, validate again and export that run.',
    });
  }
  return rows;
}

/** The run's own predictions of these rows: proof that named rows give what the validation gave. */
async function checkAgainstRun(sources: BundleSources, golden: GoldenSet): Promise<void> {
  const { plan } = sources.record;
  const isRegression = plan.reading.task === 'regression';
  const tolerance = goldenTolerance(plan);
  const database = await openDatabase({ threads: 1 });
  try {
    const connection = await database.connect();
    const numbers = golden.rows.map(({ row }) => String(row)).join(', ');
    const stored = await connection.rows<{ row: bigint; predicted: string | number | null }>(
      `SELECT row, ${isRegression ? 'predicted' : 'CAST(predicted AS VARCHAR) AS predicted'} FROM read_parquet(${quoteText(sources.predictions)}) WHERE row IN (${numbers})`,
    );
    const byRow = new Map(stored.map(({ row, predicted }) => [Number(row), predicted]));
    for (const [index, { row }] of golden.rows.entries()) {
      if (!byRow.has(row)) continue;
      const validated = byRow.get(row) ?? null;
      const expected = golden.answers[index]!;
      const difference = answerDifference({ ...expected, prediction: validated }, expected, tolerance);
      if (difference === null) continue;
      throw new AppError('CONFLICT', `Row ${row}: the validation ${difference}, which is what a server would answer.`, {
        hint: sources.report.warnings.some(({ code }) => code === 'batch-dependent')
          ? 'The model mixes the rows of a batch, so that a server cannot give what was validated. Export the model for inference and validate it anew.'
          : 'Validate again with this version on the CPU and export that run; if it persists, please report it with the project.',
        where: { row },
      });
    }
  } finally {
    database.close();
  }
}

/**
 * @throws CONFLICT when the server's code would not give what the run found.
 */
export async function goldenSet(sources: BundleSources, signal?: AbortSignal): Promise<GoldenSet> {
  const { plan, fatalRows, refusedRows = [] } = sources.record;
  const { columns } = createPreparer(plan);
  const choices = await chooseGoldenRows({ data: sources.data, predictions: sources.predictions, columns, plan }, signal);
  const harmless = choices.filter(({ row }) => !fatalRows.includes(row) && !refusedRows.includes(row));
  const rows = await readRows(sources, columns, harmless, signal);
  if (rows.length === 0) {
    throw new AppError('DATA_INVALID', 'There is no row to test the bundle with.', {
      hint: 'Validate on data with at least one row.',
    });
  }
  const session = await openSession(sources.runPath, { provider: 'cpu', threads: 1 });
  try {
    const answers = await expectedAnswers(
      session,
      plan,
      rows.map((row) => row.values),
    );
    const golden = { rows, answers, plan };
    await checkAgainstRun(sources, golden);
    return golden;
  } finally {
    await session.close();
  }
}

const lines = (items: unknown[]): string => items.map((item) => `${JSON.stringify(item)}\n`).join('');

export function goldenFiles(golden: GoldenSet): { path: string; text: string }[] {
  return [
    { path: 'golden/requests.jsonl', text: lines(golden.rows.map((row) => [row.values])) },
    { path: 'golden/responses.jsonl', text: lines(golden.answers.map((answer) => [answer])) },
    {
      path: 'golden/rows.json',
      text: `${JSON.stringify(
        golden.rows.map(({ row, why }) => ({ row, why })),
        null,
        1,
      )}\n`,
    },
    { path: 'golden/tolerance.json', text: `${JSON.stringify(goldenTolerance(golden.plan), null, 2)}\n` },
  ];
}
