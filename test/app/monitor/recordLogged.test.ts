import { readFile, rm } from 'node:fs/promises';
import { afterEach, expect, it } from 'vitest';
import { recordLogged } from '../../../app/monitor/recordLogged.ts';
import { prepareRun, query, type PreparedRun } from '../runs/support/prepareRun.ts';

let run: PreparedRun;
afterEach(() => rm(run.root, { recursive: true, force: true }));

const features = ['a', 'b', 'c', 'd', 'e', 'f'];

/** A log as it is kept: answers and labels are texts, which are read as the numbers that they name. */
const log = `SELECT ${features.map((name, k) => `(i * ${String(k + 1)} % 7)::DOUBLE AS ${name}`).join(', ')},
  TIMESTAMP '2026-01-01' + to_hours(i) AS time, 'row ' || i AS id,
  CASE WHEN i % 10 = 9 THEN NULL ELSE (i % 2)::VARCHAR END AS prediction, (i % 3 % 2)::VARCHAR AS label FROM range(60) t(i)`;

it('knows the answers of a model whose classes are numbers', async () => {
  run = await prepareRun({
    model: await readFile(new URL('../../fixtures/models/sklearn-logistic-int.onnx', import.meta.url)),
    sql: log,
    roles: { target: 'label', time: 'time', id: 'id' },
    map: (mapping) => ({
      ...mapping,
      inputs: mapping.inputs.map((input) => ({
        ...input,
        feeds: input.feeds.map((feed, k) => ({ ...feed, column: features[k] ?? null })),
      })),
    }),
  });
  const columns = { time: 'time', id: 'id', prediction: 'prediction', label: 'label', scores: [] };
  const report = await recordLogged({ run: run.request, columns, deployed: { runId: 'validated', refused: 0, unmatched: 0 } });
  expect(report).toMatchObject({ rows: 60, labelled: 60 });
  const rows = await query(`SELECT predicted, actual FROM read_parquet('${run.folder.predictions}') ORDER BY "row"`);
  const told = (i: number): string | null => (i % 10 === 9 ? null : String(i % 2));
  expect(rows).toEqual(rows.map((_, i) => ({ predicted: told(i), actual: String((i % 3) % 2) })));
});
