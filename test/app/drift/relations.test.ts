import { rm } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { Random } from '../../../app/base/random.ts';
import { learned, relation, relationOf, turnedRound, turnedWords, type RelationPair } from '../../../app/drift/relations.ts';
import type { ComparedPredictions } from '../../../app/drift/comparedPredictions.ts';
import { textDrift } from '../../../app/drift/textDrift.ts';
import { logisticRegression } from '../../support/tinyModels.ts';
import { prepareRun } from '../runs/support/prepareRun.ts';
import { driftOfRun } from './driftOfRun.ts';

it('is Spearman’s correlation of scipy, ties and all, with the interval of Fieller, Hartley and Pearson', () => {
  const x = Float64Array.of(1, 2, 2, 4, 5, 7, 7, 7, 9, 10);
  const y = Float64Array.of(0, 0, 1, 0, 1, 1, 0, 1, 1, 1);
  const found = relation(x, y);
  // scipy.stats.spearmanr(x, y).statistic, and tanh(atanh(r) -+ 1.959964 sqrt(1.06 / 7)).
  expect(found?.value).toBeCloseTo(0.5412658773652741, 12);
  expect(found?.low).toBeCloseTo(Math.tanh(Math.atanh(0.5412658773652741) - 1.959963984540054 * Math.sqrt(1.06 / 7)), 12);
  expect(found?.high).toBeCloseTo(Math.tanh(Math.atanh(0.5412658773652741) + 1.959963984540054 * Math.sqrt(1.06 / 7)), 12);
  expect(
    relation(
      x,
      y.map(() => 1),
    ),
  ).toBeNull();
});

/** `slope` 1: the label rises with the column in two thirds of the rows. */
function pairOf(random: Random, slopes: [number, number], n = 400): RelationPair {
  const made = slopes.map((slope) => {
    const x = Float64Array.from({ length: n }, () => random.normal());
    const y = x.map((value) => Number(slope * value + 1.5 * random.normal() > 0));
    return relation(x, y);
  });
  const [before, now] = made;
  if (!before || !now) throw new Error('there are enough rows');
  return { before, now };
}

it('turns round where it goes the other way beyond chance on both sides, and not where it only fades or never was', () => {
  const random = new Random(4);
  const turned = pairOf(random, [1, -1]);
  expect(
    turnedRound([turned, pairOf(random, [1, 0]), pairOf(random, [1, 1]), pairOf(random, [0, 1]), pairOf(random, [0, 0])]),
  ).toEqual([true, false, false, false, false]);
  expect(turnedWords(turned, '“Damage”')).toMatch(
    /^its relation with “Damage” turned round: rank correlation -0\.\d+ \(-0\.\d+ to -0\.\d+\), before 0\.\d+ \(0\.\d+ to 0\.\d+\)$/,
  );
});

it('of a hundred columns without any relation, next to none is said to have turned round', () => {
  const random = new Random(5);
  let found = 0;
  for (let repetition = 0; repetition < 20; repetition++) {
    found += turnedRound(Array.from({ length: 100 }, () => pairOf(random, [0, 0], 200))).filter(Boolean).length;
  }
  expect(found).toBeLessThanOrEqual(2);
});

it('is of two classes or of numbers, over the rows that have both; rows without a known label are none', () => {
  const about = { classes: ['no', 'yes'], positive: 1, actual: Int32Array.of(0, 1, -1, -2) } as unknown as ComparedPredictions;
  expect([...(learned(about) ?? [])]).toEqual([0, 1, NaN, NaN]);
  expect(learned({ ...about, classes: ['a', 'b', 'c'], positive: null })).toBeNull();
  expect(learned({ ...about, actual: null })).toBeNull();
  const values = Float64Array.from({ length: 100 }, (_, i) => (i % 10 === 0 ? NaN : i));
  const rows = { offsets: Int32Array.of(0, 50, 100), together: null };
  const found = relationOf(
    { kind: 'number', values },
    values.map((value) => -value),
    { rows, windows: [0, 1] },
  );
  expect(found).toMatchObject({ n: 90, value: -1 });
  expect(
    relationOf({ kind: 'number', values }, values, { rows: { ...rows, offsets: Int32Array.of(0, 20) }, windows: [0] }),
  ).toBeNull();
});

it('is told first of what changed in a column of a run with labels, and of that column alone', async () => {
  const months = "TIMESTAMP '2020-01-01' + INTERVAL (i // 150) MONTH + INTERVAL (i % 28) DAY";
  const u = (salt: number): string => `((hash(i * 7 + ${String(salt)}) % 1000003) / 1000003.0)`;
  const run = await prepareRun({
    model: logisticRegression({ weights: [2, 1], bias: 0, metadata: { classes: "['no', 'yes']" } }),
    sql: `SELECT (2 * ${u(1)} - 1)::FLOAT AS f0, (2 * ${u(2)} - 1)::FLOAT AS f1, ${months} AS day,
            CASE WHEN CASE WHEN i < 600 THEN 1 ELSE -1 END * (2 * ${u(1)} - 1) + (2 * ${u(2)} - 1) + 2 * ${u(3)} - 1 > 0 THEN 'yes' ELSE 'no' END AS label
          FROM range(1200) t(i) ORDER BY i`,
    roles: { target: 'label', time: 'day' },
  });
  try {
    const report = await driftOfRun(run);
    const changes = (name: string) => report.columns.find((column) => column.name === name)?.changes ?? [];
    // Of all windows after the first two months half still went the old way.
    expect(changes('f0')[0]).toMatch(/its relation with “label” turned round: rank correlation -0\.\d+ \(.*\), before 0\.\d+ \(/);
    const [f0, f1] = ['f0', 'f1'].map((name) => report.columns.find((column) => column.name === name));
    expect([f0?.turned?.last, f1?.turned]).toEqual([expect.any(Boolean), undefined]);
    expect(f0?.turned?.now.high).toBeLessThan(0);
    expect(f0?.turned?.before.low).toBeGreaterThan(0);
    expect(textDrift(report)).toMatch(/^ {2}f0 .* turned round: rank correlation/m);
    expect(changes('f1').join()).not.toMatch(/turned round/);
    expect(report.columns.filter(({ changes: all }) => all.some((words) => words.includes('turned round')))).toHaveLength(1);
  } finally {
    await rm(run.root, { recursive: true, force: true });
  }
});
