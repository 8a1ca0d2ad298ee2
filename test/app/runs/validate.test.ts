import { cpSync } from 'node:fs';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { LiveFigures, RunRecord, RunReport } from '../../../app/api/schemas/runs.ts';
import { AppError } from '../../../app/base/errors.ts';
import { openSession } from '../../../app/inference/runtime.ts';
import { readRunRecord, readRunReport } from '../../../app/runs/runStore.ts';
import { settleRun } from '../../../app/runs/settleRun.ts';
import { validate } from '../../../app/runs/validate.ts';
import { constant, tensor, writeModel } from '../../support/onnxWriter.ts';
import { logisticRegression, multiclassLogits, regression, sigmoid } from '../../support/tinyModels.ts';
import { prepareRun, query, type PreparedRun, type PrepareOptions } from './support/prepareRun.ts';

const roots: string[] = [];
afterAll(async () => {
  for (const root of roots) await rm(root, { recursive: true, force: true });
});

async function prepared(options: PrepareOptions): Promise<PreparedRun> {
  const run = await prepareRun(options);
  roots.push(run.root);
  return run;
}

const weights = [1, -2, 0.5];
/** No row lies on the border, where float32 and float64 may differ. */
const bias = 0.03;
const model = logisticRegression({ weights, bias });

/** 3,000 rows over 300 days; labels follow the model with noise; every 50th has none, every 60th no time. */
const rows = 3000;
const sql = `
  SELECT (i % 17 / 8.0 - 1)::FLOAT AS f0, (i % 13 / 6.0 - 1)::FLOAT AS f1, (i % 7 / 3.0 - 1)::FLOAT AS f2,
         CASE WHEN i % 50 = 49 THEN NULL
              ELSE CASE WHEN ((i % 17 / 8.0 - 1) - 2 * (i % 13 / 6.0 - 1) + 0.5 * (i % 7 / 3.0 - 1) > 0) <> (i % 5 = 0) THEN 1 ELSE 0 END END AS label,
         CASE WHEN i % 60 = 59 THEN NULL ELSE TIMESTAMP '2020-01-01' + INTERVAL 1 HOUR * (i * 24 / 10)::INTEGER END AS at,
         'row-' || i AS id
  FROM range(${rows}) t(i) ORDER BY i`;
const roles = { target: 'label', time: 'at', id: 'id' };

describe('a model that mixes the rows of a batch', () => {
  /** Centres every column over the batch, as a batch normalisation left in training mode does. */
  const centred = writeModel({
    nodes: [
      { op: 'ReduceMean', inputs: ['X'], outputs: ['mean'], attributes: { axes: { ints: [0] }, keepdims: { int: 1 } } },
      { op: 'Sub', inputs: ['X', 'mean'], outputs: ['centred'] },
      { op: 'MatMul', inputs: ['centred', 'W'], outputs: ['variable'] },
    ],
    initializers: [constant('W', 'float32', [3, 1], [1, -2, 0.5])],
    inputs: [tensor('X', 'float32', ['N', 3])],
    outputs: [tensor('variable', 'float32', ['N', 1])],
  });

  it.each([null, 100])('is found out, whether the batch size is measured or told (%s)', async (batch) => {
    const run = await prepared({ model: centred, sql, roles, settings: { batch } });
    const { warnings } = await validate(run.request, {});
    const { batch: used } = await readRunRecord(run.folder);
    expect(warnings).toContainEqual(
      expect.objectContaining({
        code: 'batch-dependent',
        message: expect.stringMatching(/mixes the rows of a batch: 4 of 4 rows got another answer alone/) as string,
        hint: expect.stringContaining(`batches of ${used?.toLocaleString('en-US')} rows`) as string,
      }),
    );
  });

  it('is found out in a run that goes on after a crash which came before it was looked at', async () => {
    const run = await prepared({ model: centred, sql, roles, settings: { batch: 256 } });
    const { warnings } = await validate({ ...run.request, resume: { isolate: { from: 0, to: 32 }, fatalRows: [2, 20] } }, {});
    expect(warnings.map(({ code }) => code)).toContain('batch-dependent');
  });

  it('is told of a run that was finished from its folder alone, as far as its process had seen', async () => {
    const run = await prepared({ model: centred, sql, roles, settings: { batch: 256 } });
    const copy = `${run.folder.dir}-copy`;
    let copied = false;
    await validate(run.request, {
      onProgress: ({ done }) => {
        // As if its process had ended here.
        if (done > 1000 && !copied) cpSync(run.folder.dir, copy, { recursive: true });
        copied ||= done > 1000;
      },
    });
    const report = await settleRun(copy, 'its process ended unexpectedly');
    expect(report?.rows).toBeLessThan(rows);
    expect(report?.warnings.map(({ code }) => code)).toContain('batch-dependent');
  });

  it('is not looked for again by a run that goes on', async () => {
    const run = await prepared({ model, sql, roles, settings: { batch: 256 } });
    const earlier = { ok: false, rows: 4, maxDifference: 0.5, differing: [1] };
    await writeFile(run.folder.invariance, JSON.stringify({ result: earlier }));
    const { warnings } = await validate({ ...run.request, resume: { isolate: null, fatalRows: [] } }, {});
    expect(warnings.find(({ code }) => code === 'batch-dependent')?.message).toContain('1 of 4 rows');
  });

  it('is not seen in one that does not', async () => {
    const run = await prepared({ model, sql, roles, settings: { batch: 256 } });
    expect((await validate(run.request, {})).warnings.map(({ code }) => code)).not.toContain('batch-dependent');
  });
});

describe('a validation run', () => {
  it('predicts every row, counts the figures and writes record, metrics and predictions', async () => {
    const run = await prepared({ model, sql, roles, settings: { window: 'month', batch: 256 } });
    const partials: LiveFigures[] = [];
    const stages = new Set<string>();
    const report = await validate(run.request, {
      onProgress: ({ stage }) => stages.add(stage),
      onPartial: (figures) => partials.push(LiveFigures.parse(figures)),
    });

    RunReport.parse(report);
    const record = RunRecord.parse(await readRunRecord(run.folder));
    expect(await readRunReport(run.folder)).toEqual(report);
    expect(record).toMatchObject({
      state: 'complete',
      provider: 'cpu',
      batch: 256,
      rows: { total: rows, done: rows, labelled: rows - 60, withoutLabel: 60, withoutTime: 50, withoutPrediction: 0 },
      fatalRows: [],
      headline: { metrics: report.metrics },
    });
    expect([...stages]).toEqual(['opening the model', 'measuring the batch size', 'running', 'evaluating']);
    expect(partials.at(-1)).toMatchObject({ rows, labelled: rows - 60 });
    expect((await readdir(run.folder.dir)).sort()).toEqual(['metrics.json', 'predictions.parquet', 'run.json']);

    // The same figures straight from the definition, over the rows of the dataset.
    const data = await query(`SELECT * FROM '${run.dataPath}'`);
    const truth = data.filter((row) => row['label'] !== null);
    const score = (row: Record<string, unknown>): number =>
      sigmoid(weights.reduce((sum, weight, index) => sum + weight * Number(row[`f${index}`]), bias));
    const right = truth.filter((row) => (score(row) > 0.5 ? 1 : 0) === row['label']).length;
    expect(report.metrics.accuracy?.value).toBeCloseTo(right / truth.length, 12);
    // The saved scores: float32 has ties where float64 has none.
    const ranked = await query(`SELECT actual, score_1 FROM '${run.folder.predictions}' WHERE actual IS NOT NULL`);
    const scoresOf = (label: string): number[] =>
      ranked.filter((row) => row['actual'] === label).map((row) => Number(row['score_1']));
    let wins = 0;
    for (const p of scoresOf('1')) for (const n of scoresOf('0')) wins += p === n ? 0.5 : p > n ? 1 : 0;
    expect(report.metrics.rocAuc?.value).toBeCloseTo(wins / (scoresOf('1').length * scoresOf('0').length), 12);

    const january = report.timeline.windows[0];
    expect(january).toMatchObject({ start: '2020-01-01T00:00:00.000Z', end: '2020-02-01T00:00:00.000Z' });
    const inJanuary = truth.filter((row) => row['at'] !== null && (row['at'] as Date) < new Date('2020-02-01'));
    expect(january?.labelled).toBe(inJanuary.length);
    expect(january?.metrics.accuracy?.value).toBeCloseTo(
      inJanuary.filter((row) => (score(row) > 0.5 ? 1 : 0) === row['label']).length / inJanuary.length,
      12,
    );
    expect(january?.metrics.rocAuc?.value).toBeGreaterThan(0.5);
    expect(report.timeline).toMatchObject({ unit: 'month', auto: false, rowsWithoutTime: 50, rowsWithoutLabel: 60 });

    const saved = await query(`SELECT * FROM '${run.folder.predictions}' ORDER BY row`);
    expect(saved).toHaveLength(rows);
    expect(Object.keys(saved[0] ?? {})).toEqual(['row', 'time', 'id', 'actual', 'predicted', 'score_0', 'score_1']);
    for (const index of [0, 49, 59, 1234, 2999]) {
      const from = data[index] as Record<string, unknown>;
      expect(saved[index]).toMatchObject({
        row: BigInt(index + 1),
        time: from['at'],
        id: `row-${index}`,
        actual: from['label'] === null ? null : String(from['label'] as number),
        predicted: score(from) > 0.5 ? '1' : '0',
      });
      expect(saved[index]?.['score_1']).toBeCloseTo(score(from), 6);
    }
    expect(report.warnings.map((warning) => warning.code)).toEqual(['rows-without-label', 'rows-without-time']);
  });

  it('gives the same figures whatever the batch size', async () => {
    const one = await validate((await prepared({ model, sql, roles, settings: { batch: 3000 } })).request, {});
    const many = await validate((await prepared({ model, sql, roles, settings: { batch: 7 } })).request, {});
    expect(many.confusion).toEqual(one.confusion);
    for (const [name, interval] of Object.entries(one.metrics)) {
      expect(many.metrics[name as 'accuracy']?.value).toBeCloseTo(interval.value ?? NaN, 12);
    }
  });

  it('measures the batch size when none is given', async () => {
    const run = await prepared({ model, sql, roles });
    await validate(run.request, {});
    const { batch } = await readRunRecord(run.folder);
    expect(batch).toBeGreaterThanOrEqual(64);
  });

  it('keeps and evaluates the finished rows when it is cancelled', async () => {
    const run = await prepared({ model, sql, roles, settings: { batch: 100 } });
    const stop = new AbortController();
    const report = await validate(run.request, {
      signal: stop.signal,
      onProgress: ({ done }) => {
        if (done >= 1000) stop.abort();
      },
    });
    expect(report.rows).toBe(1000);
    expect(report.warnings[0]).toMatchObject({ code: 'partial-run', count: 2000 });
    expect(await readRunRecord(run.folder)).toMatchObject({
      state: 'partial',
      stateReason: 'cancelled',
      rows: { total: rows, done: 1000 },
    });
    expect(await query(`SELECT count(*)::INTEGER AS n FROM '${run.folder.predictions}'`)).toEqual([{ n: 1000 }]);
  });

  it('fails, and says so, when it is cancelled before the first row', async () => {
    const run = await prepared({ model, sql, roles });
    await expect(validate(run.request, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await readRunRecord(run.folder)).toMatchObject({
      state: 'cancelled',
      stateReason: 'cancelled before any row was finished',
    });
  });

  it('keeps the finished rows when the runtime throws on the way, and throws that error', async () => {
    const run = await prepared({ model, sql, roles, settings: { batch: 500 } });
    let calls = 0;
    const failing = validate(run.request, {
      openSession: async (path, options) => {
        const session = await openSession(path, options);
        return {
          ...session,
          run: (tensors, outputs) => {
            // Batches of the run itself, not the first look at the model.
            if (tensors['X']?.dims[0] === 500 && ++calls > 3)
              throw new AppError('DATA_MISMATCH', 'Batch four is not to my taste.', { hint: 'None.' });
            return session.run(tensors, outputs);
          },
        };
      },
    });
    await expect(failing).rejects.toThrow('Batch four');
    expect(await readRunRecord(run.folder)).toMatchObject({
      state: 'partial',
      stateReason: 'Batch four is not to my taste.',
      rows: { done: 1500 },
    });
  });

  it('goes without labels: predictions are counted, metrics are undefined, and it is said', async () => {
    const unlabelled = sql.replace(/CASE WHEN i % 50 = 49[\s\S]*? AS label/, 'NULL::INTEGER AS label');
    const run = await prepared({ model, sql: unlabelled, roles });
    const report = await validate(run.request, {});
    expect(report).toMatchObject({ rows, labelled: 0, metrics: { accuracy: { value: null } } });
    expect(report.predictedCounts?.reduce((sum, { count }) => sum + count, 0)).toBe(rows);
    expect(report.warnings.map((warning) => warning.code)).toContain('no-labels');
  });

  it('counts labels the model does not know as wrong, and lists them', async () => {
    const strange = sql.replace('ELSE CASE WHEN', 'WHEN i % 100 = 7 THEN 5 WHEN i % 1000 = 8 THEN 9 ELSE CASE WHEN');
    const run = await prepared({ model, sql: strange, roles, settings: { batch: 64 } });
    const report = await validate(run.request, {});
    expect(report.unknownLabels).toEqual([
      { label: '5', count: 30 },
      { label: '9', count: 3 },
    ]);
    expect(report.confusion?.labels).toEqual(['0', '1', '5', '9']);
    expect(report.warnings.find(({ code }) => code === 'unknown-labels')).toMatchObject({ count: 33 });
    const actual = await query(`SELECT actual, count(*)::INTEGER AS n FROM '${run.folder.predictions}' GROUP BY 1 ORDER BY 1`);
    expect(actual.find((row) => row['actual'] === '9')).toEqual({ actual: '9', n: 3 });
  });

  it('gives no prediction to rows that the missing-value policy rejects, and counts them', async () => {
    const holes = sql.replace(
      '(i % 13 / 6.0 - 1)::FLOAT AS f1',
      'CASE WHEN i % 10 = 3 THEN NULL ELSE (i % 13 / 6.0 - 1)::FLOAT END AS f1',
    );
    const run = await prepared({
      model,
      sql: holes,
      roles,
      map: (mapping) => ({
        ...mapping,
        inputs: mapping.inputs.map((input) => ({
          ...input,
          feeds: input.feeds.map((feed) => ({ ...feed, missing: { kind: 'reject' as const } })),
        })),
      }),
    });
    const report = await validate(run.request, {});
    expect(report.warnings.map(({ code, count }) => [code, count])).toContainEqual(['rejected-missing', 300]);
    expect(report.warnings.find(({ code }) => code === 'missing-values')).toMatchObject({
      message: 'f1 is missing in 10 % of the rows: these rows get no prediction.',
      where: { column: 'f1' },
    });
    expect(await readRunRecord(run.folder)).toMatchObject({ state: 'complete', rows: { withoutPrediction: 300 } });
    expect(
      await query(`SELECT count(*)::INTEGER AS n FROM '${run.folder.predictions}' WHERE predicted IS NULL AND score_1 IS NULL`),
    ).toEqual([{ n: 300 }]);
  });

  it('ranks every class of a multiclass model against the rest, in windows too', async () => {
    const run = await prepared({
      model: multiclassLogits(2, 3),
      sql: `SELECT (i % 11 / 5.0 - 1)::FLOAT AS a, (i % 7 / 3.0 - 1)::FLOAT AS b, (i * 7 % 3)::INTEGER AS label FROM range(600) t(i) ORDER BY i`,
      roles: { target: 'label' },
      settings: { window: 'rows:200' },
    });
    const report = await validate(run.request, {});
    expect(report.task).toBe('multiclass');
    expect(Object.keys(report.perClass ?? {})).toHaveLength(3);
    const perClass = Object.values(report.perClass ?? {}).map((metrics) => metrics.rocAuc?.value ?? NaN);
    expect(report.metrics.rocAuc?.value).toBeCloseTo(perClass.reduce((a, b) => a + b) / 3, 12);
    expect(report.timeline.windows.map(({ firstRow, lastRow, rows: inside }) => [firstRow, lastRow, inside])).toEqual([
      [1, 200, 200],
      [201, 400, 200],
      [401, 600, 200],
    ]);
    expect(report.timeline.windows.every((window) => window.metrics.rocAuc?.value !== null)).toBe(true);
  });

  it('measures a regression with its median error, residuals and windows', async () => {
    const run = await prepared({
      model: regression([1, 2, 3], 0.5),
      sql: `SELECT (i % 5)::FLOAT AS a, (i % 3)::FLOAT AS b, (i % 2)::FLOAT AS c,
                   (i % 5) + 2 * (i % 3) + 3 * (i % 2) + 0.5 + (i % 4) AS y FROM range(1000) t(i) ORDER BY i`,
      roles: { target: 'y' },
      settings: { window: 'rows:500' },
    });
    const report = await validate(run.request, {});
    // The errors are 0, 1, 2, 3 in turn.
    expect(report.metrics.mae?.value).toBeCloseTo(1.5, 9);
    expect(report.metrics.medianAe?.value).toBeCloseTo(1.5, 9);
    expect(report.metrics.rmse?.value).toBeCloseTo(Math.sqrt(3.5), 9);
    expect(report.residuals?.sample).toHaveLength(1000);
    expect(report.timeline.windows.map((window) => window.metrics.medianAe?.value)).toEqual([1.5, 1.5]);
    expect(Object.keys((await query(`SELECT * FROM '${run.folder.predictions}' LIMIT 1`))[0] ?? {})).toEqual([
      'row',
      'actual',
      'predicted',
    ]);
  });

  it('weighs rows by the weight column: twice the weight is the row twice', async () => {
    const base = `SELECT (i % 17 / 8.0 - 1)::FLOAT AS f0, (i % 13 / 6.0 - 1)::FLOAT AS f1, (i % 7 / 3.0 - 1)::FLOAT AS f2, (i * 5 % 3 > 0)::INTEGER AS label`;
    const weighted = await validate(
      (
        await prepared({
          model,
          sql: `${base}, (1 + i % 2)::DOUBLE AS w FROM range(400) t(i) ORDER BY i`,
          roles: { target: 'label', weight: 'w' },
        })
      ).request,
      {},
    );
    const repeated = await validate(
      (
        await prepared({
          model,
          sql: `${base} FROM range(400) t(i), range(1 + i % 2) r(j) ORDER BY i`,
          roles: { target: 'label' },
        })
      ).request,
      {},
    );
    for (const name of ['accuracy', 'f1', 'rocAuc', 'averagePrecision', 'logLoss'] as const) {
      expect(weighted.metrics[name]?.value).toBeCloseTo(repeated.metrics[name]?.value ?? NaN, 12);
    }
  });

  it('refuses calendar windows without times before anything is run', async () => {
    const run = await prepared({
      model,
      sql,
      roles: { target: 'label' },
      map: (mapping) => ({
        ...mapping,
        columns: mapping.columns.map((column) => (column.role === 'time' ? { ...column, role: 'ignored' as const } : column)),
      }),
      settings: { window: 'month' },
    });
    await expect(validate(run.request, {})).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(await readRunRecord(run.folder)).toMatchObject({ state: 'failed' });
  });
});
