import { expect, test } from 'vitest';
import { Random } from '../../../../app/base/random.ts';
import { estimateDle, fitDle } from '../../../../app/timeline/estimates/dle.ts';
import { classifyDomain } from '../../../../app/timeline/estimates/domainClassifier.ts';
import { fitPca, reconstructionError, type PcaModel } from '../../../../app/timeline/estimates/pcaReconstruction.ts';
import { symmetricEigen } from '../../../../app/timeline/estimates/symmetricEigen.ts';
import { columnsOf, Lcg } from './lcg.ts';
import { reference } from './reference.ts';

interface RegressionTable {
  columns: Float64Array[];
  predicted: Float64Array;
  actual: Float64Array;
}

/** As regression_table of estimates.py. */
function regressionTable(n: number, seed: number, shift: number): RegressionTable {
  const random = new Lcg(seed);
  const rows = Array.from({ length: n }, () => {
    const u = [random.uniform(), random.uniform(), random.uniform(), random.uniform()] as const;
    const x0 = u[0] + shift * (1 - u[0]) * u[0];
    const predicted = 5 + 4 * x0 + 3 * u[1] * u[1];
    const actual = predicted + random.noise() * (0.2 + x0 * x0 + (u[1] > 0.7 ? 0.5 : 0));
    return [x0, u[1], u[3] < 0.1 ? NaN : u[2], predicted, actual];
  });
  const [x0, x1, x2, predicted, actual] = columnsOf(rows) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  return { columns: [x0, x1, x2], predicted, actual };
}

test('DLE: estimates are NannyML’s within 2 %, its sampling errors to 1e-9, and the errors seen lie between the bounds', () => {
  const model = fitDle(regressionTable(6000, 11, 0));
  const { columns, predicted } = regressionTable(4000, 12, 1);
  reference.dle.chunks.forEach((chunk, c) => {
    const part = (column: Float64Array): Float64Array => column.subarray(2000 * c, 2000 * (c + 1));
    const found = estimateDle(model, { columns: columns.map(part), predicted: part(predicted) });
    for (const name of ['mae', 'rmse', 'rmsle'] as const) {
      const { value, low, high } = found[name];
      expect(Math.abs(value! / chunk[name].value - 1), name).toBeLessThan(0.02);
      expect((high! - value!) / 3).toBeCloseTo(chunk[name].error, 9);
      expect((value! - low!) / 3).toBeCloseTo(chunk[name].error, 9);
      expect(reference.dle.realised[name][c]).toBeGreaterThan(low!);
      expect(reference.dle.realised[name][c]).toBeLessThan(high!);
    }
  });
});

test('DLE leaves out rows without label or prediction, and has no logarithm of what lies below -1', () => {
  const predicted = Float64Array.of(1, 2, NaN, 4);
  const settings = { leafRows: 1 };
  const model = fitDle({ columns: [Float64Array.of(1, 1, 1, 1)], predicted, actual: Float64Array.of(-3, NaN, 5, 4), settings });
  expect(model.logarithmic).toBeNull();
  expect(model.absolute).toMatchObject({ mean: 2, deviation: 2 });
  const { rmsle, mae } = estimateDle(model, { columns: [Float64Array.of(1)], predicted: Float64Array.of(NaN) });
  expect([rmsle.value, mae.value]).toEqual([null, null]);
  expect(() => fitDle({ columns: [], predicted, actual: predicted.map(() => NaN) })).toThrow(RangeError);
});

interface DriftTable {
  numbers: Float64Array[];
  colours: (string | null)[];
}

/** As drift_table of estimates.py. */
function driftTable(n: number, seed: number, twist: number): DriftTable {
  const random = new Lcg(seed);
  const colours: (string | null)[] = [];
  const rows = Array.from({ length: n }, () => {
    const [a, b, c] = [random.noise(), random.noise(), random.uniform()];
    const x2 = (1 - twist) * (a - b) + twist * 2 * random.noise() + 0.1 * b;
    const colour = c < 0.5 + 0.1 * a ? 'red' : c < 0.8 ? 'green' : c > 0.98 && twist > 0 ? 'new' : 'blue';
    const [u, v] = [random.uniform(), random.uniform()];
    colours.push(v < 0.05 ? null : colour);
    return [a, u < 0.05 ? NaN : 0.8 * a + 0.6 * b, x2];
  });
  return { numbers: columnsOf(rows), colours };
}

const windows = [driftTable(1000, 22, 0), driftTable(1000, 23, 0.3), driftTable(1000, 24, 1)];

test('PCA reconstruction error and its bounds are NannyML’s, from a model that went through JSON', () => {
  const { numbers, colours } = driftTable(3000, 21, 0);
  const fitted = fitPca([...numbers, colours]);
  expect(fitted.components).toHaveLength(reference.multivariate.components);
  const model = JSON.parse(JSON.stringify(fitted)) as PcaModel;
  windows.forEach((window, w) => {
    const { reconstruction } = reference.multivariate.windows[w]!;
    const { value, low, high } = reconstructionError(model, [...window.numbers, window.colours]);
    expect(value).toBeCloseTo(reconstruction.value, 9);
    expect(low).toBeCloseTo(reconstruction.low, 9);
    expect(high).toBeCloseTo(reconstruction.high, 9);
  });
  expect(reconstructionError(model, [...numbers.map((x) => x.subarray(0, 1)), colours.slice(0, 1)]).low).toBeNull();
});

test('the domain classifier’s area is NannyML’s within 0.03', () => {
  const { numbers } = driftTable(3000, 21, 0);
  windows.forEach((window, w) => {
    const { domainAuc } = reference.multivariate.windows[w]!;
    const { rocAuc, drifted } = classifyDomain({ reference: numbers, window: window.numbers });
    expect(Math.abs(rocAuc - domainAuc)).toBeLessThan(0.03);
    expect(drifted).toBe(domainAuc > 0.65);
  });
});

test('eigenvalues and vectors of a matrix known in closed form', () => {
  // -1, 2, -1 on three diagonals: the eigenvalues are 2 - 2 cos(kπ / (n + 1)).
  const n = 40;
  const matrix = Float64Array.from({ length: n * n }, (_, at) => [2, -1][Math.abs((at % n) - Math.floor(at / n))] ?? 0);
  const { values, vectors } = symmetricEigen(matrix.slice(), n);
  values.forEach((value, i) => {
    expect(value).toBeCloseTo(2 - 2 * Math.cos(((n - i) * Math.PI) / (n + 1)), 12);
    const vector = vectors[i]!;
    const turned = vector.map((_, r) => vector.reduce((sum, x, c) => sum + matrix[r * n + c]! * x, 0));
    turned.forEach((x, r) => expect(x).toBeCloseTo(value * vector[r]!, 11));
  });
});

test('of few rows of noise an area is high now and then, and its p-value says that chance gives it', () => {
  const random = new Random(5);
  const noise = (rows: number): Float64Array[] =>
    Array.from({ length: 5 }, () => Float64Array.from({ length: rows }, () => random.normal()));
  const told = Array.from({ length: 40 }, () =>
    classifyDomain({ reference: noise(60), window: noise(20), settings: { trees: 40, leaves: 8, bins: 64 } }),
  );
  // The interval of the area alone would call these drift.
  expect(told.filter(({ area }) => (area.value ?? 0) > 0.65 && (area.low ?? 0) > 0.5).length).toBeGreaterThan(0);
  expect(told.filter(({ pValue }) => pValue * told.length < 0.05)).toEqual([]);
  const moved = noise(20).map((column) => column.map((value) => value + 2));
  expect(
    classifyDomain({ reference: noise(60), window: moved, settings: { trees: 40, leaves: 8, bins: 64 } }).pValue,
  ).toBeLessThan(1e-4);
});

test('PCA reconstruction: one number at the end of what a number can be makes the error large and not undefined', () => {
  const random = new Lcg(3);
  const column = (): Float64Array => Float64Array.from({ length: 60 }, () => random.uniform());
  const model = fitPca([column(), column(), column()]);
  const far = column();
  far[7] = -Number.MAX_VALUE;
  const { value, high } = reconstructionError(model, [column(), far, column()]);
  expect(value).toBeGreaterThan(1e9);
  expect(Number.isFinite(value) && Number.isFinite(high)).toBe(true);
  expect(reconstructionError(fitPca([column(), far, column()]), [column(), far, column()]).value).not.toBeNaN();
});
