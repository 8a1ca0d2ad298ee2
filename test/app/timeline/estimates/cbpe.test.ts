import { expect, test } from 'vitest';
import { fitIsotonic } from '../../../../app/metrics/calibration/fitIsotonic.ts';
import { calibratedProbabilities } from '../../../../app/timeline/estimates/cbpe/calibratedProbabilities.ts';
import type { CbpeModel, CbpeReference, CbpeRows } from '../../../../app/timeline/estimates/cbpe/cbpeModel.ts';
import { estimateCbpe } from '../../../../app/timeline/estimates/cbpe/estimateCbpe.ts';
import { cellFigures, eachAgainstRest, expectedConfusion } from '../../../../app/timeline/estimates/cbpe/expectedConfusion.ts';
import { fitCbpe } from '../../../../app/timeline/estimates/cbpe/fitCbpe.ts';
import { equalCountEce } from '../../../../app/timeline/estimates/cbpe/needsCalibration.ts';
import { Lcg } from './lcg.ts';
import { reference, type Chunk, type NannyMetric } from './reference.ts';

// The published row of section 5.8: twenty scores, their labels, decided at 0.5.
const p = [0.05, 0.15, 0.2, 0.25, 0.35, 0.4, 0.45, 0.55, 0.6, 0.65, 0.68, 0.3, 0.72, 0.77, 0.5, 0.82, 0.1, 0.88, 0.89, 0.97];
const y = [0, 0, 1, 0, 1, 1, 0, 1, 1, 1, 0, 0, 1, 1, 0, 1, 0, 1, 1, 1];
const twenty = { scores: [Float64Array.from(p)], decided: Int32Array.from(p, (one) => Number(one >= 0.5)) };
const raw: CbpeModel = { classCount: 2, lines: [null], sampling: {} };

const names = {
  accuracy: 'accuracy',
  precision: 'precision',
  recall: 'recall',
  f1: 'f1',
  rocAuc: 'roc_auc',
  averagePrecision: 'average_precision',
} as const satisfies Record<string, NannyMetric>;

/** Average precision's sampling error is drawn, 50 times there and here: either is known to a tenth (one deviation). */
function compare(model: CbpeModel, window: CbpeRows, chunk: Chunk<NannyMetric>, tolerance: { value: number; auc: number }): void {
  const found = estimateCbpe(model, window);
  for (const [name, theirs] of Object.entries(names) as [keyof typeof names, NannyMetric][]) {
    const { value, low, high } = found[name];
    expect(Math.abs(value! - chunk[theirs].value), name).toBeLessThan(tolerance.value);
    const error = model.sampling[name]! / Math.sqrt(window.decided.length);
    if (name === 'averagePrecision') expect(Math.abs(error / chunk[theirs].error - 1)).toBeLessThan(0.5);
    else if (name === 'rocAuc') expect(Math.abs(error / chunk[theirs].error - 1)).toBeLessThan(tolerance.auc);
    else expect(error).toBeCloseTo(chunk[theirs].error, 10);
    expect(low).toBeCloseTo(Math.max(0, value! - 3 * error), 12);
    expect(high).toBeCloseTo(Math.min(1, value! + 3 * error), 12);
  }
}

test('CBPE on raw probabilities: expected rows, and the figures from them', () => {
  const cells = expectedConfusion(calibratedProbabilities(twenty.scores, [null]), twenty.decided);
  const positive = eachAgainstRest(cells, 2)[1]!;
  expect(positive.tp).toBeCloseTo(8.03, 12);
  expect(positive.fp).toBeCloseTo(2.97, 12);
  expect(positive.fn).toBeCloseTo(2.25, 12);
  expect(positive.tn).toBeCloseTo(6.75, 12);
  expect(cellFigures.specificity(positive)).toBeCloseTo(0.6944444444444445, 12);
  const found = estimateCbpe(raw, twenty);
  const expected = {
    accuracy: 0.739,
    precision: 0.73,
    recall: 0.7811284046692607,
    f1: 0.7546992481203009,
    rocAuc: 0.8176490368448865,
  };
  for (const [name, value] of Object.entries(expected)) {
    expect(found[name as keyof typeof expected].value).toBeCloseTo(value, 12);
  }
  expect(found.balancedAccuracy.value).toBeCloseTo((0.7811284046692607 + 0.6944444444444445) / 2, 12);
  expect(found.mcc.value).toBeCloseTo((8.03 * 6.75 - 2.97 * 2.25) / Math.sqrt(11 * 10.28 * 9.72 * 9), 12);
  expect(found.brier.value).toBeCloseTo(p.reduce((sum, s) => sum + s * (1 - s), 0) / 20, 12);
  expect(found.accuracy).toMatchObject({ low: null, high: null });
});

test('sampling errors of the published row', () => {
  const { sampling } = fitCbpe({ ...twenty, labels: Int32Array.from(y), classCount: 2, seed: 1 });
  expect(sampling.accuracy! / Math.sqrt(50)).toBeCloseTo(0.06123724356957945, 14);
  expect(sampling.rocAuc!).toBeCloseTo(0.16535945694153692 / Math.sqrt(0.4), 14);
});

/** Rows from counts of equal ones; `actual` follows `predicted` where there is one. */
function expand(counts: readonly (readonly number[])[], labelled: boolean): CbpeReference {
  const rows = counts.flatMap((count) => Array.from({ length: count.at(-1)! }, () => count));
  return {
    scores: [Float64Array.from(rows, ([percent]) => percent! / 100)],
    decided: Int32Array.from(rows, (row) => row[1]!),
    labels: Int32Array.from(rows, (row) => (labelled ? row[2]! : -1)),
  };
}

const binary = {
  reference: expand(reference.binary.reference, true),
  chunks: reference.binary.chunks.map((one) => expand(one, false)),
};

test('NannyML’s binary data set: its figures for raw scores to 1e-6, for calibrated ones to 1e-6, and its decision', () => {
  const model = fitCbpe({ ...binary.reference, classCount: 2, seed: 42 });
  expect(model.lines[0] !== null).toBe(reference.binary.needsCalibration);
  // Equal scores stand in numpy's order there and count half here: the sampling errors of the areas differ by that.
  const tolerance = { value: 1e-6, auc: 0.02 };
  binary.chunks.forEach((window, c) => {
    compare({ ...model, lines: [null] }, window, reference.binary.raw[c]!, tolerance);
    compare(model, window, reference.binary.own[c]!, tolerance);
    const lines = model.lines;
    const cells = eachAgainstRest(expectedConfusion(calibratedProbabilities(window.scores, lines), window.decided), 2)[1]!;
    [cells.tp, cells.fp, cells.fn, cells.tn].forEach((rows, k) => expect(rows).toBeCloseTo(reference.binary.ownCells[c]![k]!, 6));
    expect(cellFigures.specificity(cells)).toBeCloseTo(reference.binary.own[c]!.specificity.value, 10);
  });
});

test('the published figures of that data set, as near as NannyML’s own test asks (1e-5; NannyML 0.13.1 itself is 3e-6 off in the area)', () => {
  const published = {
    rocAuc: [0.9711057564966745, 0.9636286015592977],
    f1: [0.9479079222515973, 0.9278089207836576],
    precision: [0.9436121782, 0.9197836255],
    recall: [0.9522429574, 0.9359754933],
    accuracy: [0.9478536003, 0.9245926107],
    averagePrecision: [0.9629778664, 0.9576117462],
  };
  const model = fitCbpe({ ...binary.reference, classCount: 2, seed: 42 });
  binary.chunks.forEach((window, c) => {
    const found = estimateCbpe(model, window);
    for (const [name, values] of Object.entries(published)) {
      expect(Math.abs(found[name as keyof typeof published].value! - values[c]!), name).toBeLessThan(1e-5);
    }
  });
});

test('several classes: NannyML’s figures to 1e-6 for raw scores and for the lines it draws, to 0.01 (under one sampling error) where a close decision differs', () => {
  const typed = ({ scores, decided }: { scores: number[][]; decided: number[] }, from = 0, to = decided.length): CbpeRows => ({
    scores: scores.map((one) => Float64Array.from(one.slice(from, to))),
    decided: Int32Array.from(decided.slice(from, to)),
  });
  const many = reference.multiclass;
  const known = typed(many.reference);
  const model = fitCbpe({ ...known, labels: Int32Array.from(many.reference.labels), classCount: 3, seed: 42 });
  const lines = many.needsCalibration.map((needed, k) => {
    const truth = Float64Array.from(many.reference.labels, (label) => Number(label === k));
    return needed ? fitIsotonic(known.scores[k]!, truth) : null;
  });
  // A close call: with other seeds (1 and 2 of the first three) NannyML's own rule leaves the class in the middle as it is, as ours does.
  expect(model.lines).toEqual([lines[0], null, lines[2]]);
  many.raw.forEach((chunk, c) => {
    const window = typed(many.window, 750 * c, 750 * (c + 1));
    compare({ ...model, lines: [null, null, null] }, window, chunk, { value: 1e-6, auc: 0.001 });
    compare({ ...model, lines }, window, many.own[c]!, { value: 1e-6, auc: 0.001 });
    compare(model, window, many.own[c]!, { value: 0.01, auc: 0.001 });
  });
});

test('too bold scores are made right: what is estimated is what comes', () => {
  const random = new Lcg(9);
  const draw = (n: number): CbpeReference => {
    const odds = Float64Array.from({ length: n }, () => 1.5 * random.noise());
    return {
      scores: [odds.map((x) => 1 / (1 + Math.exp(-3 * x)))],
      labels: Int32Array.from(odds, (x) => Number(random.uniform() < 1 / (1 + Math.exp(-x)))),
      decided: Int32Array.from(odds, (x) => Number(x > 0.4)),
    };
  };
  const model = fitCbpe({ ...draw(10000), classCount: 2, seed: 3 });
  expect(model.lines[0]).not.toBeNull();
  const window = draw(10000);
  const found = estimateCbpe(JSON.parse(JSON.stringify(model)) as CbpeModel, window);
  const hits = window.labels.reduce((sum, label, row) => sum + Number(label === window.decided[row]), 0);
  expect(found.accuracy.low!).toBeLessThan(hits / 10000);
  expect(found.accuracy.high!).toBeGreaterThan(hits / 10000);
  expect(found.accuracy.value!).toBeCloseTo(hits / 10000, 1);
  const s = window.scores[0]!;
  const mean = (of: (row: number) => number): number => s.reduce((sum, _, row) => sum + of(row), 0) / 10000;
  const truth = {
    brier: mean((row) => (s[row]! - window.labels[row]!) ** 2),
    logLoss: mean((row) => -Math.log(window.labels[row] === 1 ? s[row]! : 1 - s[row]!)),
  };
  for (const name of ['brier', 'logLoss'] as const) {
    expect(found[name].low!).toBeLessThan(truth[name]);
    expect(found[name].high!).toBeGreaterThan(truth[name]);
  }
});

test('rows without score or label are left out; nothing is estimated of no rows', () => {
  const gaps = { scores: [Float64Array.of(NaN, ...p)], decided: Int32Array.of(1, ...twenty.decided) };
  expect(estimateCbpe(raw, gaps)).toEqual(estimateCbpe(raw, twenty));
  expect(estimateCbpe(raw, { scores: [Float64Array.of(NaN)], decided: Int32Array.of(1) }).accuracy.value).toBeNull();
  const fit = (labels: number[], rows: CbpeRows) => fitCbpe({ ...rows, labels: Int32Array.from(labels), classCount: 2, seed: 1 });
  expect(fit([0, ...y], gaps)).toEqual(fit(y, twenty));
  expect(() =>
    fit(
      y.map(() => -1),
      twenty,
    ),
  ).toThrow(RangeError);
});

test('one kind of label: no calibration, and no bounds where the reference cannot tell', () => {
  const model = fitCbpe({ ...twenty, labels: new Int32Array(20).fill(1), classCount: 2, seed: 1 });
  expect(model.lines).toEqual([null]);
  const found = estimateCbpe(model, twenty);
  expect(found.rocAuc).toMatchObject({ low: null, high: null });
  expect(found.recall.low).not.toBeNull();
});

test('calibration error in bins of equal counts: the last takes what is left over, few rows go in pairs', () => {
  expect(equalCountEce(Float64Array.of(0.9, 0.1, 0.2, 0.8), Float64Array.of(1, 0, 0, 0))).toBeCloseTo((0.3 + 0.7) / 4, 14);
  const n = 205;
  const scores = Float64Array.from({ length: n }, (_, i) => i / n);
  const gaps = Array.from({ length: 10 }, (_, b) =>
    scores.slice(20 * b, b === 9 ? n : 20 * b + 20).reduce((sum, s) => sum + s, 0),
  );
  expect(equalCountEce(scores, new Float64Array(n))).toBeCloseTo(gaps.reduce((sum, gap) => sum + gap, 0) / n, 12);
  expect(equalCountEce(Float64Array.of(1), Float64Array.of(1))).toBeNaN();
});
