// The server holds what comes in against what was validated: the figures of /metrics against figures worked out here.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Baseline, type BaselineFeature } from '../../../app/api/schemas/monitoring.ts';
import { PreparationPlan } from '../../../app/api/schemas/mapping.ts';
import { Random } from '../../../app/base/random.ts';
import { askServer } from '../../../app/monitor/askServer.ts';
import { parseExposition } from '../../../app/monitor/serverFigures.ts';
import { numberCell } from '../../../app/metrics/shares/cells.ts';
import { jensenShannon } from '../../../app/metrics/shares/jensenShannon.ts';
import { psiDeciles } from '../../../app/timeline/drift/numbers/psiDeciles.ts';
import { psi as psiOfCategories } from '../../../app/timeline/drift/categories/psi.ts';
import { categorySample, numberSample } from '../../../app/timeline/drift/samples.ts';
import type { TensorType } from '../../../app/api/schemas/models.ts';
import { DataWatch } from '../../../main/server/watch/dataWatch.ts';
import { CellGrid } from '../../../main/server/watch/cellGrid.ts';
import { RollingCells } from '../../../main/server/watch/rollingCells.ts';
import { LabelJoin } from '../../../main/server/watch/labelJoin.ts';
import { perColumn, sigmoid } from '../../support/tinyModels.ts';
import { exportableRun, type ExportableRun } from '../../app/bundle/support/exportedBundle.ts';
import { installed, startServer, type RunningServer } from '../../app/bundle/support/runningServer.ts';

/** 4,000 rows: ages from 20 to 79 with holes, three cities; labels drawn by the very probabilities of the model. */
const rowsSql = `
  WITH base AS (
    SELECT i, CASE WHEN i % 20 = 3 THEN NULL ELSE (20 + (i * 7919) % 60)::DOUBLE END AS age, ((i * 31) % 5)::BIGINT AS visits,
           ['berlin', 'paris', 'rome'][1 + (i * 17) % 3] AS city, hash(i) % 100000 / 100000.0 AS draw FROM range(4000) t(i))
  SELECT age, visits, city, CASE WHEN draw < 1 / (1 + exp(-(0.1 * (coalesce(age, 50) - 40) + 0.5 * visits +
           CASE city WHEN 'berlin' THEN 1 WHEN 'paris' THEN -1 ELSE 0.5 END))) THEN 'yes' ELSE 'no' END AS label,
         TIMESTAMP '2020-01-01' + INTERVAL 1 HOUR * i AS at FROM base ORDER BY i`;

let run: ExportableRun;
let folder: string;
let baseline: Baseline;
let plan: PreparationPlan;

beforeAll(async () => {
  run = await exportableRun({ model: perColumn(), sql: rowsSql, roles: { target: 'label', time: 'at' } });
  folder = await installed(run);
  baseline = Baseline.parse(JSON.parse(await readFile(join(folder, 'monitoring/baseline.json'), 'utf8')));
  plan = PreparationPlan.parse(JSON.parse(await readFile(join(folder, 'model/preprocess.json'), 'utf8')));
});
afterAll(async () => {
  await run.remove();
});

interface Row {
  age: number | null;
  visits: number;
  city: string;
}
const validatedAge = (i: number): number | null => (i % 20 === 3 ? null : 20 + ((i * 7919) % 60));

function rows(count: number, draw: (random: Random) => Row): Row[] {
  const random = new Random(5);
  return Array.from({ length: count }, () => draw(random));
}
const asValidated = (random: Random): Row => ({
  age: random.integer(20) === 0 ? null : 20 + random.integer(60),
  visits: random.integer(5),
  city: ['berlin', 'paris', 'rome'][random.integer(3)] as string,
});
const moved = (random: Random): Row => ({
  age: random.integer(2) === 0 ? null : 50 + random.integer(60),
  visits: random.integer(5),
  city: ['berlin', 'berlin', 'oslo', 'rome'][random.integer(4)] as string,
});

async function figures(server: RunningServer): Promise<(name: string, labels?: Record<string, string>) => number | undefined> {
  const samples = parseExposition((await server.get('/metrics')).text);
  return (name, labels = {}) =>
    samples.find((one) => one.name === name && Object.entries(labels).every(([key, value]) => one.labels[key] === value))?.value;
}

async function withServer(env: Record<string, string>, use: (server: RunningServer) => Promise<void>): Promise<void> {
  const server = await startServer(folder, env);
  try {
    await use(server);
  } finally {
    await server.stop();
  }
}

describe('monitoring/baseline.json', () => {
  it('holds shares, range, categories and limits of the validated rows', () => {
    expect(baseline.rows).toBe(4000);
    expect(baseline.window).toEqual({ rows: 400, count: 10, byTime: true });
    const [age, visits, city] = baseline.features;
    expect(age).toMatchObject({ column: 'age', missing: 0.05, range: { min: 20, max: 79 } });
    expect(age?.edges).toHaveLength(9);
    expect(age?.counts.reduce((sum, count) => sum + count, 0)).toBe(3800);
    expect(visits).toMatchObject({ column: 'visits', missing: 0, range: { min: 0, max: 4 } });
    expect(city).toMatchObject({ column: 'city', categories: ['berlin', 'paris', 'rome'], complete: true, range: null });
    for (const feature of baseline.features) expect(feature.limits.psi).toBeGreaterThanOrEqual(0.1);
    expect(baseline.predictions).toMatchObject({ categories: ['no', 'yes'] });
    expect(baseline.metrics.accuracy?.value).toBeGreaterThan(0.6);
    expect(baseline.estimate?.least).toBeLessThan(baseline.metrics.accuracy?.value ?? 0);
  });
});

describe('the figures of the last rows', () => {
  it('are those of the workbench: same bins, same index, whatever the door', async () => {
    const sent = rows(400, moved);
    const ages = sent.map(({ age }) => age ?? NaN);
    const reference = numberSample(Array.from({ length: 4000 }, (_, i) => validatedAge(i) ?? NaN));
    const expectedAge = psiDeciles.compare(reference, numberSample(ages)).score;
    const cities = Array.from({ length: 4000 }, (_, i) => ['berlin', 'paris', 'rome'][(i * 17) % 3] as string);
    const expectedCity = psiOfCategories.compare(categorySample(cities), categorySample(sent.map(({ city }) => city))).score;
    const filling = plan.inputs[0]?.features[0]?.missing;
    const filledAge = filling?.kind === 'constant' ? Number(filling.value) : NaN;
    const nulls = sent.filter(({ age }) => age === null).length / 400;
    const column = (name: keyof Row, datatype: string): object => ({
      name,
      datatype,
      shape: [400, 1],
      data: sent.map((row) => row[name]),
    });
    const inputs = [column('age', 'FP32'), column('visits', 'INT64'), column('city', 'BYTES')];
    const doors: ((server: RunningServer) => Promise<{ status: number }>)[] = [
      (server) => server.post('/predict', sent),
      (server) => server.post('/v2/models/strike-damage/infer', { inputs }),
    ];
    for (const send of doors) {
      await withServer({}, async (server) => {
        expect(await figures(server).then((figure) => figure('drydock_feature_psi', { feature: 'age' }))).toBeUndefined();
        expect((await send(server)).status).toBe(200);
        await expect.poll(async () => (await figures(server))('drydock_watch_rows')).toBe(400);
        const figure = await figures(server);
        expect(figure('drydock_feature_psi', { feature: 'age' })).toBeCloseTo(expectedAge, 9);
        expect(figure('drydock_feature_psi', { feature: 'city' })).toBeCloseTo(expectedCity, 9);
        const counts = ['berlin', 'paris', 'rome', 'oslo'].map((name) => sent.filter(({ city }) => city === name).length);
        const before = ['berlin', 'paris', 'rome', 'oslo'].map((name) => cities.filter((city) => city === name).length);
        expect(figure('drydock_feature_js', { feature: 'city' })).toBeCloseTo(jensenShannon(before, counts), 9);
        expect(figure('drydock_input_null_ratio', { feature: 'age' })).toBeCloseTo(nulls, 12);
        expect(figure('drydock_input_out_of_range_total', { feature: 'age' })).toBe(ages.filter((age) => age > 79).length);
        expect(figure('drydock_input_unseen_category_total', { feature: 'city' })).toBe(counts[3]);
        expect(figure('drydock_feature_psi_limit', { feature: 'age' })).toBe(baseline.features[0]?.limits.psi);
        const { watch } = await askServer(server.url, undefined);
        expect(watch).toMatchObject({ rows: 400, windowRows: 400, labels: 0 });
        const told = watch?.columns.find(({ name }) => name === 'city');
        expect(told?.psi.value).toBeCloseTo(expectedCity, 9);
        expect(told).toMatchObject({
          unseen: counts[3],
          psi: { limit: baseline.features[2]?.limits.psi },
          missing: { value: 0 },
        });
        // Worked out by hand: the score of the predicted class, whose mean is the accuracy that CBPE expects.
        const city = { berlin: 1, paris: -1, rome: 0.5, oslo: 0 } as Record<string, number>;
        const sure = sent.map((row) => {
          const p = sigmoid(0.1 * ((row.age ?? filledAge) - 40) + 0.5 * row.visits + (city[row.city] ?? 0));
          return Math.max(p, 1 - p);
        });
        const mean = sure.reduce((sum, p) => sum + p, 0) / 400;
        if (baseline.estimate?.lines[0] === null) expect(figure('drydock_accuracy_estimate')).toBeCloseTo(mean, 5);
        else expect(figure('drydock_accuracy_estimate')).toBeGreaterThan(0.5);
        expect(figure('drydock_confidence_count')).toBe(400);
        expect(figure('drydock_confidence_sum')).toBeCloseTo(400 * mean, 2);
        expect(figure('drydock_confidence_bucket', { le: '0.8' })).toBe(sure.filter((p) => p <= 0.8).length);
        expect((await server.get('/')).text).toMatch(/these columns have moved further than in the validation: age, city/);
      });
    }
  }, 60_000);

  it('keep within their limits while nothing changes, and are not there below half a window', async () => {
    await withServer({}, async (server) => {
      await server.post('/predict', rows(199, asValidated));
      await expect.poll(async () => (await figures(server))('drydock_watch_rows')).toBe(199);
      expect((await figures(server))('drydock_input_null_ratio', { feature: 'age' })).toBeUndefined();
      await server.post('/predict', rows(1000, asValidated));
      await expect.poll(async () => (await figures(server))('drydock_watch_rows')).toBe(400);
      const figure = await figures(server);
      for (const { column, limits } of baseline.features) {
        expect(figure('drydock_feature_psi', { feature: column })).toBeLessThan(limits.psi);
        expect(figure('drydock_input_null_ratio', { feature: column })).toBeLessThan(limits.missing);
      }
      expect(figure('drydock_prediction_psi')).toBeLessThan(baseline.predictions.limits.psi);
      expect(figure('drydock_accuracy_estimate')).toBeGreaterThan(baseline.estimate?.least ?? 1);
      expect((await server.get('/')).text).toContain('The last 400 rows look like the validated ones.');
    });
  });

  it('forget: only the last rows count', async () => {
    await withServer({ WATCH_ROWS: '50' }, async (server) => {
      await server.post('/predict', rows(200, moved));
      await server.post(
        '/predict',
        rows(50, () => ({ age: null, visits: 1, city: 'rome' })),
      );
      await expect.poll(async () => (await figures(server))('drydock_input_null_ratio', { feature: 'age' })).toBe(1);
      expect((await figures(server))('drydock_watch_rows')).toBe(50);
    });
    await withServer({ WATCH_ROWS: '0' }, async (server) => {
      await server.post('/predict', rows(500, moved));
      expect((await server.get('/metrics')).text).not.toContain('drydock_watch_rows');
    });
  });

  it('join labels that come later, the last one of each row', async () => {
    await withServer({ DRYDOCK_LOG_DIR: join(run.root, 'log') }, async (server) => {
      const sent = rows(60, asValidated);
      const answer = await server.post('/predict', sent, { 'Content-Type': 'application/json', 'X-Request-Id': 'r' });
      const predicted = (answer.body as { prediction: string }[]).map(({ prediction }) => prediction);
      await expect.poll(async () => (await figures(server))('drydock_watch_rows')).toBe(60);
      const labels = predicted.map((prediction, row) => ({
        id: `r:${row}`,
        label: row % 4 === 0 ? (prediction === 'yes' ? 'no' : 'yes') : prediction,
      }));
      expect((await server.post('/feedback', labels)).status).toBe(202);
      expect((await server.post('/feedback', [labels[0], { id: 'never', label: 'yes' }])).status).toBe(202);
      const figure = await figures(server);
      expect(figure('drydock_accuracy')).toBeCloseTo(0.75, 12);
      // Wilson's interval of 45 of 60.
      expect(figure('drydock_accuracy_low')).toBeCloseTo(0.6277, 3);
      expect(figure('drydock_accuracy_high')).toBeCloseTo(0.8422, 3);
      expect(figure('drydock_feedback_total', { joined: 'true' })).toBe(60);
      expect(figure('drydock_feedback_total', { joined: 'false' })).toBe(1);
      const corrected = predicted.map((label, at) => ({ id: `r:${at}`, label })).filter((_, at) => at % 4 === 0);
      expect((await server.post('/feedback', corrected)).status).toBe(202);
      expect((await figures(server))('drydock_accuracy')).toBe(1);
    });
  });
});

describe('rolling counts', () => {
  it('are those of the last values, against counting anew', () => {
    const random = new Random(2);
    const cells = new RollingCells(37, 5);
    const all: number[] = [];
    for (let i = 0; i < 500; i++) {
      all.push(random.integer(5));
      cells.add(all.at(-1) as number);
      const last = all.slice(-37);
      expect([...cells.counts]).toEqual([0, 1, 2, 3, 4].map((cell) => last.filter((one) => one === cell).length));
    }
  });

  it('find the cell of a number by a grid as by halving', () => {
    const random = new Random(6);
    const lists = [
      [],
      [0],
      [-1, 0, 1],
      [0, 1e-9, 2e-9, 1, 1e9],
      [-Number.MAX_VALUE, 0, Number.MAX_VALUE],
      Array.from({ length: 9 }, () => random.uniform() ** 8 * 1e6 - 3),
    ].map((edges) => edges.sort((a, b) => a - b));
    for (const edges of lists) {
      const grid = new CellGrid(edges);
      const near = edges.flatMap((edge) => [edge, edge - 1e-12, edge + 1e-12, edge * (1 + Number.EPSILON)]);
      const far = Array.from({ length: 500 }, () => (random.uniform() - 0.3) * 10 ** random.integer(12));
      for (const value of [...near, ...far, Number.MAX_VALUE, -Number.MAX_VALUE].filter(Number.isFinite))
        expect(grid.cellOf(value), `${String(value)} among ${String(edges)}`).toBe(numberCell(edges, value));
    }
  });

  it('count several cells at once as one after the other', () => {
    const random = new Random(4);
    const [one, many] = [new RollingCells(37, 5), new RollingCells(37, 5)];
    // More than the window at once, too.
    for (const count of [1, 20, 30, 0, 37, 100, 5]) {
      const cells = Uint16Array.from({ length: count + 4 }, () => random.integer(5));
      for (const cell of cells.subarray(2, count + 2)) one.add(cell);
      many.addAll(cells, 2, count + 2);
      expect([...many.counts], String(count)).toEqual([...one.counts]);
      expect(many.size).toBe(one.size);
    }
  });

  it('are the same however many requests wait to be looked at, counters of all rows among them', () => {
    const random = new Random(8);
    // Numbers with range, single floats, and texts; a window that most requests are larger than, and some smaller.
    const feature = { missing: 0, single: false, range: { min: 0, max: 9 }, complete: false, limits: { psi: 1, missing: 1 } };
    const features: BaselineFeature[] = [
      { ...feature, column: 'n', edges: [2, 5, 7], counts: [1, 1, 1, 1] },
      { ...feature, column: 'f', single: true, range: null, edges: [0.1, 0.5], counts: [1, 1, 1] },
      { ...feature, column: 't', range: null, complete: true, categories: ['a', 'b'], counts: [1, 1, 0] },
    ];
    const input = (column: string, type: TensorType): PreparationPlan['inputs'][number] => ({
      ...plan.inputs[0]!,
      input: column,
      type,
      features: [{ ...plan.inputs[0]!.features[0]!, column }],
    });
    const own = { ...plan, inputs: [input('n', 'float64'), input('f', 'float32'), input('t', 'string')] };
    const watches = [0, 1].map(() => new DataWatch({ ...baseline, features }, own, 50));
    const [atOnce, late] = watches as [DataWatch, DataWatch];
    for (const rowCount of [3, 120, 20, 49, 51, 7, 300, 1, 30, 10]) {
      const tensors = [
        { name: 'n', data: Array.from({ length: rowCount }, () => [null, Infinity, -1, 3, 6, 11][random.integer(6)]) },
        { name: 'f', data: Float32Array.from({ length: rowCount }, () => [NaN, 0.1, 0.3, 0.7][random.integer(4)] as number) },
        { name: 't', data: Array.from({ length: rowCount }, () => ['a', 'b', 'c', null][random.integer(4)]) },
      ];
      for (const watch of watches) watch.add({ rowCount, batch: null, tensors, predictions: undefined, idOf: null });
      atOnce.settle();
    }
    late.settle();
    const told = (watch: DataWatch): object[] =>
      watch.features.map(({ rows, nullRatio, outOfRange, unseen, distance }) => ({
        rows,
        nullRatio,
        outOfRange,
        unseen,
        distance,
      }));
    expect(told(late)).toEqual(told(atOnce));
    expect(late.features[0]?.outOfRange).toBeGreaterThan(50);
    expect(late.features[2]?.unseen).toBeGreaterThan(50);
    expect([late.rows, late.windowSize]).toEqual([591, 50]);
  });

  it('remember a bounded number of predictions', () => {
    const join = new LabelJoin(true);
    for (let i = 0; i < 100_010; i++) join.remember(String(i), i);
    join.label('3', 1);
    join.label('100009', 100_012);
    expect([join.joined, join.unknown, join.meanAbsoluteError]).toEqual([1, 1, 3]);
  });

  it('leave out what says that it is a test, in the log as well', async () => {
    const folderOfLog = join(run.root, 'log of tests');
    await withServer({ DRYDOCK_LOG_DIR: folderOfLog }, async (server) => {
      const headers = { 'Content-Type': 'application/json', 'X-Drydock-Test': '1' };
      expect((await server.post('/predict', rows(40, asValidated), headers)).status).toBe(200);
      expect((await server.post('/predict', rows(20, asValidated))).status).toBe(200);
      await expect.poll(async () => (await figures(server))('drydock_watch_rows')).toBe(20);
      expect((await figures(server))('drydock_rows_total', { route: 'predict' })).toBe(60);
      expect((await figures(server))('drydock_log_rows_total', { kind: 'predictions' })).toBeLessThanOrEqual(20);
    });
  });
});
