// Models and data that between them have every policy, cast, repair, reading, calibration and gate that a plan can hold.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Feed, Mapping } from '../../../app/api/schemas/mapping.ts';
import type { Repair } from '../../../app/api/schemas/repairs.ts';
import { columnRows } from '../../app/bundle/support/exportedBundle.ts';
import type { PrepareOptions } from '../../app/runs/support/prepareRun.ts';
import { constant, tensor, writeModel } from '../../support/onnxWriter.ts';
import {
  everyType,
  failsOutOfRange,
  fixedBatch,
  float16,
  multiclassLogits,
  perColumn,
  positiveProbability,
  regression,
  zipMapClassifier,
} from '../../support/tinyModels.ts';

export interface Case extends PrepareOptions {
  name: string;
}

type Change = (feed: Feed) => Partial<Feed>;

/** Changes the feeds, and adds what stands beside them. */
function mapped(change: Change, more: Partial<Mapping> = {}): (mapping: Mapping) => Mapping {
  return (mapping) => ({
    ...mapping,
    inputs: mapping.inputs.map((entry) => ({ ...entry, feeds: entry.feeds.map((feed) => ({ ...feed, ...change(feed) })) })),
    ...more,
  });
}

const constantOf = (value: number | string | boolean): Pick<Feed, 'missing'> => ({
  missing: { kind: 'constant', value, from: 'a test' },
});
const reject: Pick<Feed, 'missing'> = { missing: { kind: 'reject' } };
const decision = { threshold: 0.6, falsePositiveCost: 1, falseNegativeCost: 1 };

const repairs: Record<string, Repair[]> = {
  age: [
    { kind: 'sentinels', values: [-1, 999, -999.99] },
    { kind: 'unit', low: 10, high: 110, factors: [0.1, 0.01] },
    { kind: 'clip', low: 0, high: 80 },
  ],
  visits: [
    { kind: 'sentinels', values: [-9] },
    { kind: 'clip', low: null, high: 12.5 },
  ],
  city: [
    { kind: 'sentinels', values: ['N/A', ' - '] },
    {
      kind: 'category',
      known: ['berlin', 'paris', 'rome', 'Rom', 'straße', 'bern'],
      ignoreCase: true,
      ignoreSpaces: true,
      distance: 2,
      unknown: { kind: 'category', value: 'paris' },
    },
  ],
};

const messyRows = `
  SELECT CASE WHEN i % 11 = 3 THEN -1 WHEN i % 17 = 0 THEN (20 + i * 7 % 60) * 10 ELSE (20 + i * 7 % 90)::DOUBLE END AS age,
         CASE WHEN i % 19 = 4 THEN -9 ELSE (i % 5) END::BIGINT AS visits,
         CASE WHEN i % 13 = 5 THEN 'n/a' WHEN i % 7 = 2 THEN ' ROME' WHEN i % 29 = 1 THEN 'berlln' WHEN i % 31 = 1 THEN 'oslo'
              ELSE ['berlin', 'paris', 'rome'][1 + i % 3] END AS city,
         CASE WHEN i % 4 = 1 THEN 'yes' ELSE 'no' END AS label,
         TIMESTAMP '2020-01-01' + INTERVAL 1 DAY * i AS at
  FROM range(400) t(i) ORDER BY i`;

/** Numbers as text (leading zeros make them codes), truth values and numbers into text, times, and whether a cell is missing. */
const castRows = `
  SELECT CASE WHEN i = 77 THEN 'old' WHEN i = 78 THEN '1,5' WHEN i % 11 = 3 THEN 'n/a' WHEN i % 17 = 4 THEN NULL ELSE '0' || (20 + i * 7 % 60) END AS age,
         CASE WHEN i = 80 THEN 'many' WHEN i % 9 = 1 THEN NULL ELSE '0' || (i % 70) END AS visits,
         CASE WHEN i % 13 = 5 THEN NULL ELSE (i % 4) + CASE WHEN i % 2 = 0 THEN 0.5 ELSE 0 END END::DOUBLE AS city,
         CASE WHEN i % 4 = 1 THEN 'yes' ELSE 'no' END AS label
  FROM range(300) t(i) ORDER BY i`;

const truthRows = `
  SELECT (20 + i * 7 % 60)::DOUBLE AS age, CASE WHEN i % 9 = 1 THEN NULL ELSE i % 3 = 0 END AS visits,
         CASE WHEN i % 13 = 5 THEN NULL ELSE i % 2 = 0 END AS city,
         CASE WHEN i % 4 = 1 THEN 'yes' ELSE 'no' END AS label
  FROM range(300) t(i) ORDER BY i`;

const typeRows = `
  SELECT (i * 1.25)::FLOAT AS f32, CASE WHEN i % 12 = 7 THEN NULL ELSE i / 3.0 END::DOUBLE AS f64,
         CASE WHEN i % 10 = 1 THEN NULL ELSE i - 50 END::INTEGER AS i32, (i * 100000)::BIGINT AS i64,
         CASE WHEN i % 14 = 3 THEN NULL ELSE i % 2 = 0 END AS flag,
         CASE WHEN i % 15 = 2 THEN NULL ELSE ['x', 'y', 'ü'][1 + i % 3] END AS text, i * 1.5 AS target
  FROM range(200) t(i) ORDER BY i`;

const matrixRows = (columns: number, target: string): string => `
  SELECT ${Array.from({ length: columns }, (_, k) => `CASE WHEN i % ${11 + 3 * k} = 2 THEN NULL ELSE ((i * ${7 + k}) % 19 - 9)::DOUBLE / 4 END AS x${k}`).join(', ')},
         ${target} AS target FROM range(300) t(i) ORDER BY i`;

/** `X` [N] of each whole type and a bool, summed to a float: inputs of rank 1. */
function wholeTypes(): Uint8Array {
  const types = ['int8', 'uint8', 'int16', 'uint16', 'uint32', 'uint64', 'int64', 'bool'] as const;
  return writeModel({
    nodes: [
      ...types.map((type) => ({ op: 'Cast', inputs: [`in_${type}`], outputs: [`f_${type}`], attributes: { to: { int: 1 } } })),
      { op: 'Sum', inputs: types.map((type) => `f_${type}`), outputs: ['value'] },
    ],
    inputs: types.map((type) => tensor(`in_${type}`, type, ['N'])),
    outputs: [tensor('value', 'float32', ['N'])],
  });
}

const wholeRows = `
  SELECT (i % 100)::BIGINT AS in_int8, (i % 200)::BIGINT AS in_uint8, i::BIGINT AS in_int16, (i * 3)::BIGINT AS in_uint16,
         CASE WHEN i % 9 = 2 THEN NULL ELSE i * 1000 END::BIGINT AS in_uint32, (i * 5)::BIGINT AS in_uint64, (i - 100)::DOUBLE AS in_int64,
         (i % 2)::BIGINT AS in_bool, i AS target
  FROM range(200) t(i) ORDER BY i`;

/** `X` float64 [N, 2] -> `score` float64 [N, 1], a logit of the second class. */
function positiveLogit(): Uint8Array {
  return writeModel({
    nodes: [{ op: 'MatMul', inputs: ['X', 'W'], outputs: ['logit'] }],
    initializers: [constant('W', 'float64', [2, 1], [1.5, -1])],
    inputs: [tensor('X', 'float64', ['N', 2])],
    outputs: [tensor('logit', 'float64', ['N', 1])],
  });
}

/** `X` float64 [N, 2] -> `value` float64 [N, 1] = days since 1970 (of milliseconds) + the other. */
function days(): Uint8Array {
  return writeModel({
    nodes: [{ op: 'MatMul', inputs: ['X', 'W'], outputs: ['value'] }],
    initializers: [constant('W', 'float64', [2, 1], [1 / 86_400_000, 1])],
    inputs: [tensor('X', 'float64', ['N', 2])],
    outputs: [tensor('value', 'float64', ['N', 1])],
  });
}

const timeRows = `
  SELECT CASE WHEN i % 9 = 2 THEN NULL ELSE TIMESTAMP '1969-12-30 00:00:00.123457' + INTERVAL 37 MINUTE * i END AS moment,
         (i % 7)::INTEGER AS x, i AS target FROM range(300) t(i) ORDER BY i`;

/** `root`: of the repository. */
export async function cases(root: string): Promise<Case[]> {
  const strikes = join(root, 'examples/birdstrikes/strikes.parquet');
  const fixture = (path: string): Promise<Uint8Array> => readFile(join(root, path));
  return [
    {
      name: 'columns',
      model: perColumn(),
      sql: columnRows,
      roles: { target: 'label', time: 'at' },
      map: mapped(({ column }) => (column === 'visits' ? reject : {})),
    },
    {
      name: 'hardened',
      model: perColumn(),
      sql: messyRows,
      roles: { target: 'label', time: 'at' },
      map: mapped(
        ({ column }) => ({
          ...(column !== null && repairs[column] ? { repairs: repairs[column] } : {}),
          ...(column === 'age' ? constantOf(-5) : column === 'city' ? { missing: { kind: 'empty' as const } } : reject),
        }),
        {
          decision,
          calibration: { kind: 'isotonic', classes: [{ x: [0.05, 0.5, 0.9], y: [0.1, 0.4, 0.95] }] },
          abstain: { kind: 'confidence', least: 0.7 },
        },
      ),
    },
    {
      name: 'casts',
      model: perColumn(),
      sql: castRows,
      roles: { target: 'label' },
      map: mapped(
        ({ column }) => {
          if (column === 'age')
            return {
              ...constantOf(33),
              repairs: [
                { kind: 'sentinels', values: ['?', -1] },
                { kind: 'clip', low: 0, high: 70.5 },
              ],
            };
          if (column === 'city')
            return {
              ...constantOf('berlin'),
              repairs: [
                { kind: 'sentinels', values: [2, 'x'] },
                {
                  kind: 'category',
                  known: ['1.5', '0', 'rome'],
                  ignoreCase: false,
                  ignoreSpaces: false,
                  distance: 1,
                  unknown: { kind: 'missing' },
                },
              ],
            };
          return reject;
        },
        {
          calibration: { kind: 'platt', classes: [{ a: -1.3, b: 0.2 }] },
          abstain: { kind: 'conformal', level: 0.9, quantile: 0.65 },
        },
      ),
    },
    {
      name: 'indicators',
      model: perColumn(),
      sql: castRows,
      roles: { target: 'label' },
      map: mapped(({ column }) =>
        column === 'age' || column === 'visits' ? { indicator: true } : { missing: { kind: 'empty' } },
      ),
    },
    {
      name: 'truths',
      model: perColumn(),
      sql: truthRows,
      roles: { target: 'label' },
      map: mapped(({ column }) => (column === 'city' ? constantOf('True') : constantOf(0))),
    },
    {
      name: 'types',
      model: everyType(),
      sql: typeRows,
      roles: { target: 'target' },
      map: mapped(({ column }) =>
        column === 'flag'
          ? constantOf(true)
          : column === 'text'
            ? { missing: { kind: 'empty' } }
            : column === 'i32'
              ? constantOf(7)
              : column === 'i64'
                ? reject
                : { missing: { kind: 'nan' } },
      ),
    },
    {
      name: 'whole',
      model: wholeTypes(),
      sql: wholeRows,
      roles: { target: 'target' },
      map: mapped(({ column }) =>
        column === 'in_uint16'
          ? { ...reject, repairs: [{ kind: 'unit', low: 0, high: 100, factors: [0.5, 10] }] }
          : column === 'in_bool'
            ? constantOf(1)
            : reject,
      ),
    },
    {
      name: 'half',
      model: float16(),
      sql: matrixRows(2, 'i'),
      roles: { target: 'target' },
      map: mapped(({ column }) => (column === 'x0' ? { missing: { kind: 'nan' } } : reject)),
    },
    {
      name: 'regression',
      model: regression(),
      sql: matrixRows(3, 'i * 0.5'),
      roles: { target: 'target' },
      map: mapped(({ column }) => (column === 'x0' ? constantOf(0.25) : column === 'x1' ? reject : { missing: { kind: 'nan' } })),
    },
    {
      name: 'multiclass',
      model: multiclassLogits(),
      sql: matrixRows(4, `['0', '1', '2'][1 + i % 3]`),
      roles: { target: 'target' },
      map: mapped(() => constantOf(0.5), {
        calibration: { kind: 'temperature', temperature: 1.7 },
        abstain: { kind: 'conformal', level: 0.8, quantile: 0.6 },
      }),
    },
    {
      name: 'isotonic-three',
      model: multiclassLogits(),
      sql: matrixRows(4, `['0', '1', '2'][1 + i % 3]`),
      roles: { target: 'target' },
      map: mapped(() => reject, {
        calibration: {
          kind: 'isotonic',
          classes: [
            { x: [0.1, 0.4, 0.8], y: [0, 0.5, 0.5] },
            { x: [0.3], y: [0.2] },
            { x: [0, 1], y: [0, 1] },
          ],
        },
      }),
    },
    {
      name: 'zipmap',
      model: zipMapClassifier(),
      sql: matrixRows(2, `['bird', 'cat', 'dog'][1 + i % 3]`),
      roles: { target: 'target' },
      map: mapped(() => ({ missing: { kind: 'nan' } })),
    },
    {
      name: 'zipmap-ints',
      model: zipMapClassifier({ labels: 'int' }),
      sql: matrixRows(2, `[3, 5, 9][1 + i % 3]`),
      roles: { target: 'target' },
      map: mapped(() => reject),
    },
    { name: 'fixed', model: fixedBatch(4), sql: matrixRows(2, `i % 2`), roles: { target: 'target' }, map: mapped(() => reject) },
    {
      name: 'one-probability',
      model: positiveProbability(),
      sql: matrixRows(2, `i % 2`),
      roles: { target: 'target' },
      map: mapped(() => constantOf(1), { decision }),
    },
    {
      name: 'one-logit',
      model: positiveLogit(),
      sql: matrixRows(2, `i % 2`),
      roles: { target: 'target' },
      map: (mapping) => ({
        ...mapped(() => ({ missing: { kind: 'nan' } }))(mapping),
        reading: { task: 'binary', classes: ['0', '1'], scores: { output: 'logit', form: 'positive-logit' } },
        positive: '1',
      }),
    },
    {
      name: 'fails',
      model: failsOutOfRange(),
      sql: 'SELECT (i % 4)::DOUBLE AS x, i AS target FROM range(300) t(i) ORDER BY i',
      roles: { target: 'target' },
      map: mapped(() => reject),
    },
    {
      name: 'times',
      model: days(),
      sql: timeRows,
      roles: { target: 'target' },
      map: (mapping) => ({
        ...mapping,
        inputs: mapping.inputs.map((entry) => ({
          ...entry,
          feeds: entry.feeds.map((feed, element) => ({ ...feed, ...reject, column: ['moment', 'x'][element] ?? null })),
        })),
      }),
    },
    {
      name: 'birdstrikes',
      model: await fixture('examples/birdstrikes/model.onnx'),
      sql: `SELECT * FROM '${strikes}'`,
      roles: { target: 'Damage', time: 'Flight Date' },
    },
  ];
}
