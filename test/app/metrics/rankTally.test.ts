import { describe, expect, it } from 'vitest';
import { Random } from '../../../app/base/random.ts';
import { rankRows } from '../../../app/metrics/evaluateRows.ts';
import { CURVE_POINTS, RankTally } from '../../../app/metrics/rankTally.ts';
import { descendingOrder } from '../../../app/metrics/sortOrder.ts';

/** Scores and labels of a noisy model, best first. */
function ranked(count: number, seed: number): { score: number; positive: number }[] {
  const random = new Random(seed);
  return Array.from({ length: count }, (_, i) => {
    const score = 1 - i / count;
    return { score, positive: random.uniform() < score * score ? 1 : 0 };
  });
}

function area(points: { x: number; y: number }[]): number {
  return points.reduce((sum, point, i) => {
    const before = points[i - 1] ?? point;
    return sum + ((point.x - before.x) * (point.y + before.y)) / 2;
  }, 0);
}

describe('rank metrics', () => {
  it('are the same for equal scores fed row by row or as one step', () => {
    const [rows, steps] = [new RankTally(), new RankTally()];
    for (const [score, positives, negatives] of [
      [0.9, 3, 1],
      [0.5, 2, 2],
      [0.1, 1, 4],
    ] as const) {
      steps.add(score, positives, negatives);
      for (let i = 0; i < positives; i++) rows.add(score, 1, 0);
      for (let i = 0; i < negatives; i++) rows.add(score, 0, 1);
    }
    expect(rows.rocAuc()).toEqual(steps.rocAuc());
    expect(rows.averagePrecision()).toEqual(steps.averagePrecision());
    expect(rows.roc()).toEqual(steps.roc());
  });

  it('turn round with the scores', () => {
    const forwards = new RankTally();
    const backwards = new RankTally();
    for (const { score, positive } of ranked(300, 1)) forwards.add(score, positive, 1 - positive);
    for (const { score, positive } of ranked(300, 1).reverse()) backwards.add(-score, positive, 1 - positive);
    expect(backwards.rocAuc().value).toBeCloseTo(1 - (forwards.rocAuc().value ?? NaN), 12);
    expect(backwards.deLong().ofPositives).toBeCloseTo(forwards.deLong().ofPositives, 14);
  });

  it('refuse scores that rise, and count those that are no numbers', () => {
    const tally = new RankTally();
    tally.add(0.5, 1, 0);
    expect(() => {
      tally.add(0.6, 0, 1);
    }).toThrow('descending');
    tally.add(NaN, 1, 0);
    tally.add(-Infinity, 1, 0);
    expect(tally.withoutScore).toBe(2);
  });

  it('of one class only are undefined, and of a single positive row have no interval', () => {
    const tally = new RankTally();
    tally.add(0.9, 0, 1);
    tally.add(0.8, 0, 1);
    expect(tally.rocAuc().value).toBeNull();
    expect(tally.averagePrecision().value).toBeNull();
    expect([tally.roc(), tally.pr()]).toEqual([[], []]);
    tally.add(0.7, 1, 0);
    expect(tally.rocAuc()).toEqual({ value: 0, low: null, high: null });
    expect(tally.averagePrecision().value).toBeCloseTo(1 / 3, 15);
  });

  it('of a perfect order have an interval that is not of zero width, narrower with more rows', () => {
    const [few, many] = [10, 1000].map((count) => {
      const tally = new RankTally();
      for (let i = 0; i < count; i++) tally.add(2 - i / count, 1, 0);
      for (let i = 0; i < count; i++) tally.add(1 - i / count, 0, 1);
      return tally.rocAuc();
    });
    expect([few?.value, few?.high]).toEqual([1, 1]);
    expect(few?.low).toBeLessThan(0.9);
    expect(many?.low).toBeGreaterThan(0.98);
    expect(many?.low).toBeLessThan(1);
  });
});

describe('ROC and precision-recall curves', () => {
  it('hold every point while there are few, the anchors of scikit-learn among them', () => {
    const tally = new RankTally();
    for (const [score, positive] of [
      [0.8, 1],
      [0.4, 0],
      [0.35, 1],
      [0.1, 0],
    ] as const) {
      tally.add(score, positive, 1 - positive);
    }
    expect(tally.roc().map(({ x, y }) => [x, y])).toEqual([
      [0, 0],
      [0, 0.5],
      [0.5, 0.5],
      [0.5, 1],
      [1, 1],
    ]);
    expect(tally.pr().map(({ x, y, threshold }) => [x, y, threshold])).toEqual([
      [0, 1, null],
      [0.5, 1, 0.8],
      [0.5, 0.5, 0.4],
      [1, 2 / 3, 0.35],
      [1, 0.5, 0.1],
    ]);
  });

  it('of a hundred thousand scores keep their ends and their shape in five hundred points', () => {
    const tally = new RankTally();
    const rows = ranked(100_000, 2);
    for (const { score, positive } of rows) tally.add(score, positive, 1 - positive);
    const [roc, pr] = [tally.roc(), tally.pr()];
    expect([roc.length, pr.length]).toEqual([CURVE_POINTS, CURVE_POINTS]);
    expect(roc[0]).toEqual({ x: 0, y: 0, threshold: null });
    expect(roc[CURVE_POINTS - 1]).toEqual({ x: 1, y: 1, threshold: rows[rows.length - 1]?.score });
    expect(pr[CURVE_POINTS - 1]?.x).toBe(1);
    expect(area(roc)).toBeCloseTo(tally.rocAuc().value ?? NaN, 5);
    expect(area(pr)).toBeCloseTo(tally.averagePrecision().value ?? NaN, 3);
    for (const [i, point] of roc.entries()) expect(point.x).toBeGreaterThanOrEqual(roc[i - 1]?.x ?? 0);
    // Points that are kept are points of the curve, not invented ones.
    const { threshold, x, y } = roc[250] ?? { threshold: null, x: NaN, y: NaN };
    const above = rows.filter(({ score }) => score >= (threshold ?? Infinity));
    const positives = rows.filter(({ positive }) => positive === 1).length;
    expect(y).toBeCloseTo(above.filter(({ positive }) => positive === 1).length / positives, 12);
    expect(x).toBeCloseTo(above.filter(({ positive }) => positive === 0).length / (rows.length - positives), 12);
  });

  it('of a step keep the corner', () => {
    const tally = new RankTally();
    for (let i = 0; i < 20_000; i++) tally.add(1 - i / 40_000, i < 10_000 ? 1 : 0, i < 10_000 ? 0 : 1);
    expect(tally.roc().map(({ x, y }) => [x, y])).toContainEqual([0, 1]);
    expect(area(tally.roc())).toBe(1);
  });
});

describe('the descending order of numbers', () => {
  it.each([0, 1, 50, 5000, 20_000])('of %d numbers of every kind is that of a comparison sort', (count) => {
    const random = new Random(count);
    const kinds = [0, -0, 1, -1, 1e-320, -1e-320, 1e300, -1e300, Infinity, -Infinity];
    const numbers = Float64Array.from({ length: count }, () => {
      const u = random.uniform();
      return u < 0.2 ? (kinds[random.integer(kinds.length)] ?? 0) : u < 0.5 ? random.normal() : Math.round(random.normal() * 9);
    });
    const right = [...numbers.keys()].sort((a, b) => {
      const [x = 0, y = 0] = [numbers[a], numbers[b]];
      return x === y ? a - b : y > x ? 1 : -1;
    });
    expect([...descendingOrder(numbers)]).toEqual(right);
  });

  it('lets rank metrics skip rows without label, prediction, weight or score', () => {
    const rows = {
      rowCount: 7,
      actual: Int32Array.of(1, 0, -1, -2, 1, 0, 1),
      predicted: Int32Array.of(1, 0, 1, 1, -1, 0, 1),
      scores: Float64Array.from([0.9, 0.2, 0.95, 0.99, 0.1, NaN, 0.01].flatMap((score) => [1 - score, score])),
      weight: Float64Array.of(1, 1, 1, 1, 1, 1, 0),
    };
    const tally = rankRows(rows, 2, 1);
    expect(tally).toMatchObject({ positives: 1, negatives: 1, withoutScore: 1 });
    expect(tally.rocAuc().value).toBe(1);
  });
});
