import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../../app/base/random.ts';
import { categoryShift } from '../../../../app/timeline/drift/calibrated/categoryShift.ts';
import { chiSquareGroups } from '../../../../app/timeline/drift/calibrated/chiSquareGroups.ts';
import { hypergeometric, multivariateHypergeometric } from '../../../../app/timeline/drift/calibrated/hypergeometric.ts';
import { missingShift, settleMissing } from '../../../../app/timeline/drift/calibrated/missingShift.ts';
import { newCategories } from '../../../../app/timeline/drift/calibrated/newCategories.ts';
import { numberShift } from '../../../../app/timeline/drift/calibrated/numberShift.ts';
import { permute } from '../../../../app/timeline/drift/calibrated/permute.ts';
import { pooledBins } from '../../../../app/timeline/drift/calibrated/pooledBins.ts';
import { verdictOf } from '../../../../app/timeline/drift/calibrated/verdict.ts';
import { categorySample, numberSample, type NumberSample } from '../../../../app/timeline/drift/samples.ts';

interface Permuted {
  name: string;
  reference: number[];
  current: number[];
  distance: number;
  pValue: number;
  band: number;
}

/** Written by test/reference/driftCalibration.py with scipy. */
const reference = JSON.parse(readFileSync(new URL('../../../reference/driftCalibration.json', import.meta.url), 'utf8')) as {
  hypergeometric: {
    marked: number;
    unmarked: number;
    drawn: number;
    mean: number;
    variance: number;
    cdf: [number, number][];
  }[];
  numbers: Permuted[];
  categories: Permuted[];
  missing: { reference: [number, number]; current: [number, number]; exact: boolean; pValue: number }[];
};

function normals(rows: number, seed: number, shift = 0): NumberSample {
  const random = new Random(seed);
  return numberSample(Float64Array.from({ length: rows }, () => random.normal() + shift));
}

const names = (numbers: number[]): string[] => numbers.map((number) => `category ${number}`);

describe('hypergeometric draws', () => {
  it.each(reference.hypergeometric)(
    'have scipy’s mean, variance and distribution: $marked of $marked + $unmarked, $drawn drawn',
    ({ mean, variance, cdf, ...urn }) => {
      const random = new Random(7);
      const draws = Float64Array.from({ length: 40_000 }, () => hypergeometric(random, urn));
      const found = draws.reduce((sum, k) => sum + k, 0) / draws.length;
      const spread = draws.reduce((sum, k) => sum + (k - mean) ** 2, 0) / draws.length;
      // Four standard errors, and a little where there is no spread.
      expect(Math.abs(found - mean)).toBeLessThanOrEqual(4 * Math.sqrt(variance / draws.length) + 1e-9);
      expect(Math.abs(spread - variance)).toBeLessThanOrEqual(0.04 * variance + 2e-3);
      for (const [k, expected] of cdf) {
        const share = draws.filter((draw) => draw <= k).length / draws.length;
        expect(Math.abs(share - expected)).toBeLessThanOrEqual(
          4.5 * Math.sqrt((expected * (1 - expected)) / draws.length) + 1e-9,
        );
      }
    },
  );

  it('of several cells add up, and no cell gives more than it has', () => {
    const random = new Random(3);
    const counts = Float64Array.of(5, 0, 1000, 17, 1, 400);
    const found = new Float64Array(counts.length);
    const sums = new Float64Array(counts.length);
    for (let round = 0; round < 5000; round++) {
      multivariateHypergeometric(random, counts, 300, found);
      expect(found.reduce((sum, k) => sum + k, 0)).toBe(300);
      found.forEach((k, i) => {
        expect(k).toBeLessThanOrEqual(counts[i] as number);
        sums[i] = (sums[i] as number) + k / 5000;
      });
    }
    sums.forEach((mean, i) => expect(Math.abs(mean - (300 * (counts[i] as number)) / 1423)).toBeLessThan(0.5));
  });
});

describe('a shift against its permutations', () => {
  /** Both p-values are from draws: four standard errors of either, ours with as few as 20 above. */
  const isNear = (found: number, expected: number): void => {
    expect(Math.abs(found - expected)).toBeLessThanOrEqual(4 * expected * Math.sqrt(1 / 20 + 1 / (20_000 * expected)) + 1e-3);
  };

  it.each(reference.numbers)('of numbers is what permuting the rows in scipy says: $name', (one) => {
    const shift = numberShift(numberSample(one.reference), numberSample(one.current), 5);
    expect(shift.distance).toBeCloseTo(one.distance, 12);
    isNear(shift.pValue, one.pValue);
    expect(Math.abs(shift.band / one.band - 1)).toBeLessThan(0.15);
  });

  it.each(reference.categories)('of categories is what permuting the rows in scipy says: $name', (one) => {
    const shift = categoryShift(categorySample(names(one.reference)), categorySample(names(one.current)), 5);
    expect(shift.distance).toBeCloseTo(one.distance, 12);
    isNear(shift.pValue, one.pValue);
    expect(Math.abs(shift.band / one.band - 1)).toBeLessThan(0.15);
  });

  it('has p-values that are at or below 5 % about one time in twenty when nothing changes', () => {
    const pValues = Array.from({ length: 200 }, (_, i) => numberShift(normals(300, 2 * i + 1), normals(80, 2 * i + 2), i).pValue);
    expect(pValues.filter((p) => p <= 0.05).length).toBeLessThanOrEqual(21);
    expect(pValues.filter((p) => p <= 0.05).length).toBeGreaterThanOrEqual(2);
    expect(pValues.filter((p) => p <= 0.5).length).toBeGreaterThan(75);
  });

  it('stops early where nothing changes and says “below” where it is certain, still with a band', () => {
    const still = numberShift(normals(2000, 1), normals(500, 2), 1);
    expect(still).toMatchObject({ draws: 200, isBound: false });
    const moved = numberShift(normals(2000, 1), normals(500, 2, 1), 1);
    expect(moved).toMatchObject({ draws: 200, isBound: true, pValue: 1e-6 });
    expect(moved.band).toBeLessThan(0.3);
    expect(moved.distance).toBeGreaterThan(0.9);
  });

  it('does not take certainty about something else for certainty about the distance', () => {
    // Normals rounded to tenths: any test of bins knows, the distance hardly does.
    const rounded = numberSample(Array.from(normals(3000, 2).values, (x) => Math.round(x * 10) / 10));
    const { distance, pValue, isBound } = numberShift(normals(3000, 1), rounded, 1);
    expect(distance).toBeLessThan(0.1);
    expect(isBound).toBe(false);
    expect(pValue).toBeGreaterThan(1e-4);
  });

  it('does not take one row of a category never seen for certain', () => {
    const many = categorySample(Array.from({ length: 20_000 }, (_, i) => `${i % 3}`));
    const few = categorySample([...Array.from({ length: 300 }, (_, i) => `${i % 3}`), 'new']);
    const { pValue, isBound } = categoryShift(many, few, 1);
    expect(isBound).toBe(false);
    expect(pValue).toBeGreaterThan(0.005);
  });

  it('is the same for the same seed, for rows in any order and at any scale', () => {
    const rows = Array.from({ length: 500 }, (_, i) => Math.sin(i * i));
    const now = Array.from({ length: 100 }, (_, i) => Math.sin(i * i + 0.2) + 0.1);
    const first = numberShift(numberSample(rows), numberSample(now), 9);
    expect(numberShift(numberSample([...rows].reverse()), numberSample(now), 9)).toEqual(first);
    const scaled = numberShift(numberSample(rows.map((x) => x * 1e6)), numberSample(now.map((x) => x * 1e6)), 9);
    expect(scaled.distance).toBeCloseTo(first.distance, 10);
    expect(scaled.pValue).toBe(first.pValue);
  });

  it('of a constant column is none while it stays, and measured in the spread of both once it moves', () => {
    const constant = numberSample(Array.from({ length: 200 }, () => 0.1));
    const none = { distance: 0, pValue: 1, isBound: false, band: 0, draws: 0 };
    expect(numberShift(constant, numberSample([0.1, 0.1]), 1)).toEqual(none);
    const moved = numberShift(constant, numberSample(Array.from({ length: 200 }, () => 0.3)), 1);
    expect(moved.distance).toBeCloseTo(2, 12);
    expect(moved.isBound).toBe(true);
    // 0.1 + 0.2 is not 0.3, which is rounding and no change.
    expect(numberShift(numberSample([0.3, 0.3, 0.3]), numberSample([0.1 + 0.2]), 1)).toEqual(none);
    expect(categoryShift(categorySample(['a', 'a']), categorySample(['a']), 1)).toEqual(none);
  });

  it('is in the spread of the reference however far off a value of now is, and a number at any', () => {
    const random = new Random(5);
    const before = numberSample(Array.from({ length: 200 }, () => random.uniform()));
    const deviation = Math.sqrt(1 / 12);
    for (const far of [1e10, 1e100]) {
      const { distance, pValue } = numberShift(before, numberSample(Array.from({ length: 40 }, () => far)), 1);
      expect(distance / (far / deviation)).toBeCloseTo(1, 0);
      expect(pValue).toBeLessThan(0.001);
    }
    const largest = Number.MAX_VALUE;
    const outermost = numberShift(before, numberSample([...Array.from({ length: 40 }, () => largest), -largest]), 1);
    expect(outermost.pValue).toBeLessThan(0.001);
    expect(outermost.distance).toBeGreaterThan(1e100);
    expect(Number.isFinite(outermost.distance)).toBe(true);
    // Of a reference of such values, too.
    const wide = Array.from({ length: 99 }, (_, i) => (i / 98) * largest);
    expect(numberShift(numberSample(wide), numberSample(wide), 1)).toMatchObject({ distance: 0 });
  });

  it('of more than 61 categories shares a cell among the rare ones only where permutations are compared', () => {
    const random = new Random(5);
    const draw = (rows: number): string[] => Array.from({ length: rows }, () => `${Math.floor(300 * random.uniform() ** 3)}`);
    const shift = categoryShift(categorySample(draw(3000)), categorySample(draw(800)), 1);
    expect(shift.distance).toBeGreaterThan(shift.band);
    expect(shift.pValue).toBeGreaterThan(0.05);
  });
});

describe('cells', () => {
  it('are one for each value while these are few, else about even', () => {
    const few = pooledBins(numberSample([1, 1, 2, 5]), numberSample([2, 7]), 64);
    expect(few).toEqual({
      reference: Float64Array.of(2, 1, 1, 0),
      current: Float64Array.of(0, 1, 0, 1),
      means: Float64Array.of(1, 2, 5, 7),
    });
    const many = pooledBins(normals(6000, 1), normals(400, 2), 64);
    expect(many.means).toHaveLength(64);
    many.reference.forEach((count, i) => expect(count + (many.current[i] as number)).toBe(100));
  });

  it('keep a value together that is very frequent', () => {
    const zeros = Array.from({ length: 900 }, () => 0);
    const others = Array.from({ length: 100 }, (_, i) => i + 1);
    const bins = pooledBins(numberSample([...zeros, ...others]), numberSample([0]), 64);
    expect(bins.reference[0]).toBe(900);
    expect(bins.reference.reduce((sum, count) => sum + count, 0)).toBe(1000);
    expect(bins.means.length).toBeLessThan(10);
  });

  it('are grouped for the chi-squared test until each expects five rows of either sample', () => {
    // The groups are the first cell, and the three others.
    const { statistic, degrees } = chiSquareGroups(Float64Array.of(40, 0, 50, 1), Float64Array.of(9, 1, 7, 3));
    const [first, others] = [(49 * 20) / 111, (62 * 20) / 111];
    expect(degrees).toBe(1);
    expect(statistic).toBeCloseTo((9 - first) ** 2 * (1 / first + 1 / (49 - first) + 1 / others + 1 / (62 - others)), 12);
    expect(chiSquareGroups(Float64Array.of(100, 100), Float64Array.of(1, 2)).degrees).toBe(0);
  });

  it('are permuted to the exact p-value of a table of two', () => {
    // Fisher's exact test, one-sided in |difference|: of the 20 ways only 2 are as uneven as this.
    const cells = { reference: Float64Array.of(3, 0), current: Float64Array.of(0, 3) };
    const found = permute(cells, (current) => Math.abs((current[0] as number) - 1.5), 1);
    expect(Math.abs(found.pValue - 0.1)).toBeLessThan(0.07);
  });
});

describe('the verdict', () => {
  const at = (effect: number, pValue: number, adjustedPValue = pValue): string =>
    verdictOf({ effect, threshold: 0.1, pValue, adjustedPValue });

  it('takes a change that is certain and large for drift', () => {
    expect(at(0.1, 0.05)).toBe('drift');
    expect(at(0.099, 0.001)).toBe('possible');
    expect(at(0.049, 1e-6)).toBe('none');
  });

  it('takes a large one that is not certain among so many columns for possible', () => {
    expect(at(0.4, 0.02, 0.2)).toBe('possible');
    expect(at(0.4, 0.02, 0.3)).toBe('none');
    expect(at(0.4, 0.06)).toBe('none');
  });
});

describe('missing values', () => {
  it.each(reference.missing)('have scipy’s p-value: $reference, $current', ({ reference: before, current: now, pValue }) => {
    const rowsOf = ([rows, missing]: [number, number]): { n: number; missing: number } => ({ n: rows - missing, missing });
    const found = missingShift(rowsOf(before), rowsOf(now));
    expect(Math.abs((found.pValue ?? NaN) / pValue - 1)).toBeLessThan(1e-8);
    expect(found.reference).toBe(before[1] / before[0]);
    expect(found.current).toBe(now[1] / now[0]);
  });

  it('are drift when clearly more, possible when certain and few, none with no rows', () => {
    expect(missingShift({ n: 1000, missing: 0 }, { n: 300, missing: 30 }).verdict).toBe('drift');
    expect(missingShift({ n: 1000, missing: 0 }, { n: 970, missing: 30 }).verdict).toBe('possible');
    expect(missingShift({ n: 1000, missing: 10 }, { n: 990, missing: 10 }).verdict).toBe('none');
    const alone = missingShift({ n: 30, missing: 2 }, { n: 22, missing: 10 });
    expect(alone.verdict).toBe('drift');
    expect(settleMissing(alone, 5 * (alone.pValue as number)).verdict).not.toBe('drift');
    expect(missingShift({ n: 0, missing: 0 }, { n: 3, missing: 0 })).toMatchObject({ pValue: null, verdict: 'none' });
  });
});

describe('new categories', () => {
  it('are listed with their share, most frequent first', () => {
    const now = categorySample(['a', 'z', 'c', 'c', 'y', null, 'a', 'a', 'a', 'a']);
    expect(newCategories(categorySample(['a', 'b', null]), now)).toEqual([
      { category: 'c', share: 2 / 9 },
      { category: 'y', share: 1 / 9 },
      { category: 'z', share: 1 / 9 },
    ]);
  });
});
