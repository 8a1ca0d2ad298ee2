// Against river, frouros, scipy, statsmodels and ruptures (test/reference/detectors.py).
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { controlLimits, type ControlLimits } from '../../../../app/timeline/detectors/binomialChart.ts';
import { changePoints } from '../../../../app/timeline/detectors/changePoints.ts';
import { cusum } from '../../../../app/timeline/detectors/cusum.ts';
import type { ParameterValues } from '../../../../app/timeline/detectors/detector.ts';
import { gma } from '../../../../app/timeline/detectors/gma.ts';
import { equalSizesPValue } from '../../../../app/timeline/detectors/kswin.ts';
import { detectorKind } from '../../../../app/timeline/detectors/registry.ts';
import { alarmsOf } from './support/alarmsOf.ts';
import { PythonRandom } from './support/pythonRandom.ts';

interface Run {
  kind: string;
  parameters: ParameterValues;
  drifts: number[];
  warnings: number[];
}
interface Chart {
  referenceRate: number;
  window: number;
  falseAlarm: number;
  direction: 'up' | 'down' | 'both';
  exact: ControlLimits;
  wilson: ControlLimits;
}
interface Series {
  name: string;
  values: number[];
  weights: number[] | null;
  penalty: number;
  minLength: number;
  changes: number[];
  cost: number;
}
const reference = JSON.parse(readFileSync(new URL('../../../reference/detectors.json', import.meta.url), 'utf8')) as {
  bits: { name: string; values: string; runs: Run[] }[];
  numbers: { name: string; values: number[]; runs: Run[] }[];
  frourosOwn: { values: number[]; cusum: number[]; gma: number[] };
  charts: Chart[];
  pValues: [number, number, number][];
  changePoints: Series[];
};

const streams = [...reference.bits.map((one) => ({ ...one, values: Array.from(one.values, Number) })), ...reference.numbers];

describe.each(streams.map((one) => [one.name, one] as const))('%s', (_, { values, runs }) => {
  test.each(runs.map((run) => [`${run.kind} ${JSON.stringify(run.parameters)}`, run] as const))('%s', (_name, run) => {
    const seed = Number(run.parameters['seed']);
    const create = () =>
      detectorKind(run.kind).create(run.parameters, run.kind === 'kswin' ? () => new PythonRandom(seed) : undefined);
    expect(alarmsOf(create(), values)).toEqual(run.drifts);
    expect(alarmsOf(create(), values, 'warning')).toEqual(run.warnings);
  });
});

test('frouros’s own test of its change detection', () => {
  const { values, cusum: ofCusum, gma: ofGma } = reference.frourosOwn;
  expect({ ofCusum, ofGma }).toEqual({ ofCusum: [113, 226], ofGma: [134] });
  expect(alarmsOf(cusum.create({ minValues: 1 }), values)).toEqual(ofCusum);
  expect(alarmsOf(gma.create({ minValues: 1 }), values)).toEqual(ofGma);
});

test('limits of the p chart are those of binomial tails and of Wilson’s interval', () => {
  for (const { exact, wilson, falseAlarm, ...options } of reference.charts) {
    expect(controlLimits({ ...options, limits: 'exact' }, falseAlarm)).toEqual(exact);
    expect(controlLimits({ ...options, limits: 'wilson' }, falseAlarm)).toEqual(wilson);
  }
});

test('p-values of equal samples are scipy’s exact ones', () => {
  for (const [n, h, pValue] of reference.pValues) expect(equalSizesPValue(n, h) / pValue).toBeCloseTo(1, 9);
});

test.each(reference.changePoints.map((one) => [one.name, one] as const))('change points: %s', (_, one) => {
  const found = changePoints(one.values, one.weights, { penalty: one.penalty, minLength: one.minLength });
  expect(found.changes).toEqual(one.changes);
  expect(found.cost).toBeCloseTo(one.cost, 8);
});
