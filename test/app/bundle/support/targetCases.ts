// Runs of models that engines take in different ways: what the tests of targets and `npm run check:targets` both try.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CapacityPlan } from '../../../../app/api/schemas/capacity.ts';
import type { Mapping } from '../../../../app/api/schemas/mapping.ts';
import {
  everyType,
  fixedBatch,
  float16,
  mlp,
  multiclassLogits,
  perColumn,
  regression,
  zipMapClassifier,
} from '../../../support/tinyModels.ts';
import type { PrepareOptions } from '../../runs/support/prepareRun.ts';
import { columnRows } from './exportedBundle.ts';
import { capacity } from './targetContext.ts';

export interface TargetCase {
  options: PrepareOptions;
  capacity?: CapacityPlan;
}

/** Every kind of preparation that an engine with the model alone leaves out. */
export function everythingAround(mapping: Mapping): Mapping {
  return {
    ...mapping,
    inputs: mapping.inputs.map((entry) => ({
      ...entry,
      feeds: entry.feeds.map((feed) => ({
        ...feed,
        ...(feed.column === 'age'
          ? {
              repairs: [{ kind: 'sentinels' as const, values: [-1] }],
              missing: { kind: 'constant' as const, value: 33, from: 'a test' },
            }
          : {}),
        ...(feed.column === 'city' ? { missing: { kind: 'reject' as const } } : {}),
      })),
    })),
    decision: { threshold: 0.6, falsePositiveCost: 1, falseNegativeCost: 1 },
    calibration: { kind: 'temperature', temperature: 2 },
    abstain: { kind: 'confidence', least: 0.7 },
  };
}

const numbers = (columns: number, label: string): string =>
  `SELECT ${Array.from({ length: columns }, (_, k) => `((i * ${k + 3}) % 17 - 8)::DOUBLE / 4 AS x${k}`).join(', ')}, ${label} AS label
   FROM range(200) t(i) ORDER BY i`;

const everyTypeRows = `
  SELECT (i % 9)::FLOAT AS f32, (i % 7)::DOUBLE AS f64, (i % 5)::INTEGER AS i32, i::BIGINT AS i64, i % 2 = 0 AS flag,
         ['x', 'y'][1 + i % 2] AS text, (i % 30)::DOUBLE AS label FROM range(120) t(i) ORDER BY i`;

/** `root`: of the repository, where the fixtures are. */
export async function targetCases(root: string): Promise<Record<string, TargetCase>> {
  const interop = (name: string): string => join(root, 'test/fixtures/interop', name);
  const file = (name: string): Promise<Uint8Array> => readFile(interop(name));
  const table = (name: string): string => `SELECT * FROM read_parquet('${interop(name)}')`;
  const roles = { target: 'label' };
  const columns: PrepareOptions = { model: perColumn(), sql: columnRows, roles: { target: 'label', time: 'at' } };
  return {
    columns: { options: columns },
    'everything-around': { options: { ...columns, map: everythingAround }, capacity },
    matrix: { options: { model: mlp(4, 8), sql: numbers(4, 'i % 2'), roles }, capacity },
    zipmap: { options: { model: zipMapClassifier(), sql: numbers(2, "['bird', 'cat', 'dog'][1 + i % 3]"), roles } },
    fixed: { options: { model: fixedBatch(4), sql: numbers(2, 'i % 2'), roles } },
    logits: { options: { model: multiclassLogits(4, 3), sql: numbers(4, 'i % 3'), roles } },
    values: { options: { model: regression(), sql: numbers(3, 'i % 50'), roles } },
    half: { options: { model: float16(), sql: numbers(2, 'i % 50'), roles } },
    types: { options: { model: everyType(), sql: everyTypeRows, roles } },
    external: {
      options: {
        model: await file('torchDynamic.onnx'),
        beside: { 'torchDynamic.onnx.data': await file('torchDynamic.onnx.data') },
        sql: table('wineScaled.parquet'),
        roles: { target: 'target' },
      },
    },
    sklearn: {
      options: { model: await file('sklearnColumns.onnx'), sql: table('wine.parquet'), roles: { target: 'cultivar' } },
    },
    lightgbm: {
      options: { model: await file('lightgbm.onnx'), sql: table('breastCancer.parquet'), roles: { target: 'diagnosis' } },
    },
    xgboost: {
      options: { model: await file('xgboost.onnx'), sql: table('breastCancer.parquet'), roles: { target: 'diagnosis' } },
    },
  };
}
