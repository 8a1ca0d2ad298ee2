// The mark of an abstain gate: in predictions.parquet, and the same in the rows that are shown, of runs of any age.
import { rename, rm } from 'node:fs/promises';
import { afterAll, expect, it } from 'vitest';
import { PageRequest, type RowPage } from '../../../app/api/schemas/common.ts';
import type { Mapping } from '../../../app/api/schemas/mapping.ts';
import type { Abstain } from '../../../app/api/schemas/repairs.ts';
import { quoteText } from '../../../app/data/duckdb.ts';
import { runRows } from '../../../app/runs/evaluateRun.ts';
import { validate } from '../../../app/runs/validate.ts';
import { perColumn } from '../../support/tinyModels.ts';
import { prepareRun, query, writeParquet, type PreparedRun } from './support/prepareRun.ts';

const rows = `
  SELECT CASE WHEN i % 11 = 3 THEN NULL ELSE (20 + i * 7 % 60)::DOUBLE END AS age, (i % 5)::BIGINT AS visits,
         ['berlin', 'paris', 'rome'][1 + i % 3] AS city, CASE WHEN i % 4 = 1 THEN 'yes' ELSE 'no' END AS label
  FROM range(203) t(i) ORDER BY i`;
const made: PreparedRun[] = [];
afterAll(() => Promise.all(made.map(({ root }) => rm(root, { recursive: true, force: true }))));

async function finished(abstain?: Abstain): Promise<PreparedRun> {
  // A row without an age is not answered.
  const map = (mapping: Mapping): Mapping => ({
    ...mapping,
    inputs: mapping.inputs.map((input) => ({
      ...input,
      feeds: input.feeds.map((feed) => (feed.column === 'age' ? { ...feed, missing: { kind: 'reject' } } : feed)),
    })),
    ...(abstain && { abstain }),
  });
  const run = await prepareRun({ model: perColumn(), sql: rows, roles: { target: 'label' }, map });
  made.push(run);
  await validate(run.request, {});
  return run;
}

/** Values of a column of the rows that are shown. */
function shown({ columns, rows: cells }: RowPage, name: string): unknown[] {
  const at = columns.findIndex((column) => column.name === name);
  return cells.map((row) => row[at]);
}

it.each<[Abstain, string]>([
  [{ kind: 'confidence', least: 0.7 }, 'greatest(score_no, score_yes) < 0.7'],
  [
    { kind: 'conformal', level: 0.9, quantile: 0.6 },
    '(score_no >= 0.4 - 1e-12)::INTEGER + (score_yes >= 0.4 - 1e-12)::INTEGER <> 1',
  ],
])('%j: the file marks the rows that the rows shown mark, none without an answer', async (abstain, unsure) => {
  const run = await finished(abstain);
  const { predictions } = run.folder;
  const saved = await query(`SELECT predicted, abstained, ${unsure} AS expected FROM ${quoteText(predictions)} ORDER BY row`);
  const marks = saved.map(({ abstained }) => abstained);
  expect(new Set(marks)).toEqual(new Set([true, false, null]));
  expect(marks).toEqual(saved.map(({ predicted, expected }) => (predicted === null ? null : expected)));

  const page = (): Promise<RowPage> =>
    runRows({ runDir: run.folder.dir, data: run.request.data }, { filters: [] }, PageRequest.parse({ limit: 1000 }));
  const whole = await page();
  expect(shown(whole, 'abstained')).toEqual(marks);

  // A run made before the file had the mark.
  await writeParquet(`${predictions}.old`, `SELECT * EXCLUDE (abstained) FROM ${quoteText(predictions)}`);
  await rename(`${predictions}.old`, predictions);
  expect(await page()).toEqual(whole);
});

it('without a gate there is no such column', async () => {
  const run = await finished();
  const names = (await query(`DESCRIBE SELECT * FROM ${quoteText(run.folder.predictions)}`)).map((row) => row['column_name']);
  expect(names).toEqual(['row', 'actual', 'predicted', 'score_no', 'score_yes']);
});
