// Against scikit-learn, numpy and scipy: test/reference/quality.py.
import { readFileSync } from 'node:fs';
import { expect, describe, it } from 'vitest';
import { editDistance } from '../../../app/quality/maths/editDistance.ts';
import { exceedanceProbability } from '../../../app/quality/maths/exceedances.ts';
import { stratifiedFolds } from '../../../app/quality/maths/folds.ts';
import { findGiveaway } from '../../../app/quality/maths/giveaway.ts';
import {
  averagePathLength,
  growForest,
  isolationScores,
  type IsolationTree,
} from '../../../app/quality/maths/isolationForest.ts';
import { linearTrend } from '../../../app/quality/maths/linearTrend.ts';
import { classPower, numberPower } from '../../../app/quality/maths/predictivePower.ts';
import { plainText, similarTexts } from '../../../app/quality/maths/similarTexts.ts';
import type { ColumnSample } from '../../../app/quality/sampleColumns.ts';

interface PowerCase {
  name: string;
  feature?: number[];
  categories?: number[];
  labels?: number[];
  target?: number[];
  model: number;
  naive: number;
  score: number;
}

const reference = JSON.parse(readFileSync(new URL('../../reference/quality.json', import.meta.url), 'utf8')) as {
  predictivePower: PowerCase[];
  stratifiedFolds: { labels: number[]; folds: number[] };
  isolation: {
    columns: [number[], number[]];
    small: { trees: Record<keyof IsolationTree, number[]>[]; sampleSize: number; scores: number[] };
    scores: number[];
    pathLengths: [number, number][];
  };
  trend: { windows: { at: number; rows: number; hits: number }[]; z: number; pValue: number; change: number };
};

const numbers = (values: number[]): ColumnSample => ({ kind: 'number', values: Float64Array.from(values) });
const categories = (codes: number[]): ColumnSample => ({
  kind: 'category',
  codes: Int32Array.from(codes),
  texts: [...new Set(codes)].map(String),
});

describe('predictive power', () => {
  it.each(reference.predictivePower)(
    'is that of scikit-learn: $name',
    ({ feature, categories: codes, labels, target, ...expected }) => {
      const sample = feature ? numbers(feature) : categories(codes ?? []);
      const power = labels
        ? classPower(sample, Int32Array.from(labels), Math.max(...labels) + 1)
        : numberPower(sample, Float64Array.from(target ?? []));
      expect(power?.model).toBeCloseTo(expected.model, 10);
      expect(power?.naive).toBeCloseTo(expected.naive, 10);
      expect(power?.score).toBeCloseTo(expected.score, 10);
    },
  );

  it('leaves out missing cells and missing labels, and says nothing of one class or too few rows', () => {
    const sample = numbers([1, 2, NaN, 1, 2, 1, 2, 1, 2, 5]);
    const labels = Int32Array.of(0, 1, 0, 0, 1, 0, 1, 0, 1, -1);
    expect(classPower(sample, labels, 2)).toMatchObject({ rows: 8, score: 1 });
    expect(classPower(sample, new Int32Array(10), 2)).toBeNull();
    expect(classPower(numbers([1, 2, 3]), Int32Array.of(0, 1, 0), 2)).toBeNull();
    expect(numberPower(numbers([1, 2, 3, 4]), Float64Array.of(7, 7, 7, 7))).toBeNull();
  });

  it('deals folds as StratifiedKFold does', () => {
    const { labels, folds } = reference.stratifiedFolds;
    expect(Array.from(stratifiedFolds(labels, 3, 4))).toEqual(folds);
  });
});

describe('isolation forest', () => {
  const columns = reference.isolation.columns.map((values) => Float64Array.from(values));

  it('scores rows as scikit-learn does with the same trees', () => {
    const { trees, sampleSize, scores } = reference.isolation.small;
    const forest = {
      sampleSize,
      trees: trees.map((tree) => ({
        feature: Int32Array.from(tree.feature),
        threshold: Float64Array.from(tree.threshold),
        left: Int32Array.from(tree.left),
        right: Int32Array.from(tree.right),
        size: Int32Array.from(tree.size),
      })),
    };
    const found = isolationScores(
      forest,
      columns.map((values) => values.map(Math.fround)),
    );
    for (const [row, score] of scores.entries()) expect(found[row]).toBeCloseTo(score, 12);
  });

  it.each(reference.isolation.pathLengths)('the mean path in %i rows is %d', (n, length) => {
    expect(averagePathLength(n)).toBeCloseTo(length, 12);
  });

  it('grown here, it ranks rows as that of scikit-learn does, and finds the planted ones', () => {
    const found = isolationScores(growForest(columns, { seed: 1 }), columns);
    const rank = (values: ArrayLike<number>): number[] => {
      const order = Array.from({ length: values.length }, (_, i) => i).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
      const ranks: number[] = [];
      for (const [place, row] of order.entries()) ranks[row] = place;
      return ranks;
    };
    const [a, b] = [rank(found), rank(reference.isolation.scores)];
    const n = a.length;
    const squares = a.reduce((sum, value, row) => sum + (value - (b[row] ?? 0)) ** 2, 0);
    expect(1 - (6 * squares) / (n * (n * n - 1))).toBeGreaterThan(0.95);
    expect(
      Array.from(found.keys())
        .sort((x, y) => (found[y] ?? 0) - (found[x] ?? 0))
        .slice(0, 3)
        .sort(),
    ).toEqual([300, 301, 302]);
    expect(isolationScores(growForest(columns, { seed: 1 }), columns)).toEqual(found);
    expect(isolationScores(growForest(columns, { seed: 2 }), columns)).not.toEqual(found);
  });

  it('has nothing to say of rows that are all the same, and of none', () => {
    const same = [new Float64Array(20).fill(3)];
    expect(new Set(isolationScores(growForest(same, { seed: 0 }), same)).size).toBe(1);
    expect(isolationScores(growForest([], { seed: 0 }), [])).toHaveLength(0);
  });
});

it('the trend over windows is that of Cochran and Armitage', () => {
  const { windows, z, pValue, change } = reference.trend;
  const found = linearTrend(windows);
  expect(found.z).toBeCloseTo(z, 10);
  expect(Math.abs(found.pValue - pValue)).toBeLessThan(1e-14);
  expect(found.change).toBeCloseTo(change, 12);
  expect(
    linearTrend([
      { at: 1, rows: 5, hits: 5 },
      { at: 2, rows: 5, hits: 5 },
    ]),
  ).toEqual({ z: 0, pValue: 1, change: 0 });
});

it.each([
  ['acft', 'acfts', 1],
  ['boeing', 'beoing', 1],
  ['kitten', 'sitting', 3],
  ['ca', 'abc', 3],
  ['', 'abc', 3],
  ['same', 'same', 0],
])('the edit distance of %s and %s is %i', (a, b, distance) => {
  expect(editDistance(a, b, 5)).toBe(distance);
  expect(editDistance(b, a, 5)).toBe(distance);
  expect(editDistance(a, b, 1)).toBe(Math.min(distance, 2));
});

it('finds spellings and slips, and leaves codes and short words alone', async () => {
  const texts = [
    'Canada goose',
    'CANADA  GOOSE',
    'Canada gooze',
    'Câñada goose',
    'B-737-200',
    'B-737-300',
    'KC-135E',
    'C-135E',
    'Gull',
    'Bull',
  ];
  const pairs = await similarTexts(
    texts.map((text, at) => ({
      text,
      count: at === 0 || text === 'B-737-200' || text === 'KC-135E' || text === 'Gull' ? 500 : 2,
    })),
  );
  expect(pairs.map(({ rare, usual, why }) => [rare.text, usual.text, why])).toEqual([
    ['CANADA  GOOSE', 'Canada goose', 'spelling'],
    ['Câñada goose', 'Canada goose', 'spelling'],
    ['Canada gooze', 'Canada goose', 'typo'],
  ]);
  // Frequent for a slip, but swapped neighbours hardly make another word; another letter may.
  const counted = [
    { text: 'Premium', count: 556 },
    { text: 'Premuim', count: 60 },
    { text: 'Premiux', count: 60 },
  ];
  expect((await similarTexts(counted)).map(({ rare }) => rare.text)).toEqual(['Premuim']);
  expect(plainText(' Ünïted-States ')).toBe('unitedstates');
});

describe('what gives a label away', () => {
  const options = { classCount: 2, mostBase: 0.3 };
  const labels = Int32Array.from({ length: 1000 }, (_, row) => (row < 100 ? 1 : 0));

  it('is the part of a number in which a rare label is certain', () => {
    const cost = numbers(Array.from({ length: 1000 }, (_, row) => (row < 80 ? 100 + row : 0)));
    expect(findGiveaway(cost, labels, options)).toMatchObject({
      label: 1,
      isLabel: true,
      where: { kind: 'from', value: 100 },
      rows: 80,
      hits: 80,
      base: 0.1,
    });
  });

  it('is a text, or that there is no value', () => {
    const text: ColumnSample = {
      kind: 'category',
      codes: Int32Array.from({ length: 1000 }, (_, row) => (row < 90 ? 1 : 0)),
      texts: ['none', 'repaired'],
    };
    expect(findGiveaway(text, labels, options)?.where).toEqual({ kind: 'text', text: 'repaired' });
    const gone = numbers(Array.from({ length: 1000 }, (_, row) => (row < 90 ? NaN : row % 7)));
    expect(findGiveaway(gone, labels, options)?.where).toEqual({ kind: 'missing' });
  });

  it('is not certain for few rows, nor for what is frequent anyhow', () => {
    const few = numbers(Array.from({ length: 1000 }, (_, row) => (row < 5 ? 9 : row % 3)));
    expect(findGiveaway(few, labels, options)?.certainty).toBeLessThan(0.6);
    const half = Int32Array.from({ length: 1000 }, (_, row) => row % 2);
    expect(findGiveaway(numbers(Array.from(half)), half, options)).toBeNull();
  });
});

it('values beyond the earlier ones: as often as counting all orders says', () => {
  const orders = (left: number[]): number[][] =>
    left.length === 0
      ? [[]]
      : left.flatMap((value) => orders(left.filter((other) => other !== value)).map((rest) => [value, ...rest]));
  const all = orders([1, 2, 3, 4, 5]);
  for (const k of [0, 1, 2]) {
    const hits = all.filter((order) => order.slice(3).filter((value) => value > Math.max(...order.slice(0, 3))).length >= k);
    expect(exceedanceProbability(k, 2, 3)).toBeCloseTo(hits.length / all.length, 12);
  }
  expect(exceedanceProbability(4, 4, 1)).toBeCloseTo(1 / 5, 12);
  expect(exceedanceProbability(1e7, 1e7, 1e6)).toBeLessThan(1e-299);
});
