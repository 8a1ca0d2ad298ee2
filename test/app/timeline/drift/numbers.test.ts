// Tests of numbers against scipy (test/reference/driftNumbers.py) and against values that Evidently and Deepchecks test themselves with.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Random } from '../../../../app/base/random.ts';
import { normalPValue } from '../../../../app/metrics/paired/pValues.ts';
import { andersonDarling } from '../../../../app/timeline/drift/numbers/andersonDarling.ts';
import { cramerVonMises } from '../../../../app/timeline/drift/numbers/cramerVonMises.ts';
import { cramerVonMisesUpperTail } from '../../../../app/timeline/drift/numbers/distributions/cramerVonMisesLimit.ts';
import { kolmogorovUpperTail } from '../../../../app/timeline/drift/numbers/distributions/kolmogorov.ts';
import { emdScaled, scaledDistance } from '../../../../app/timeline/drift/numbers/emdScaled.ts';
import { energy } from '../../../../app/timeline/drift/numbers/energy.ts';
import { eppsSingleton } from '../../../../app/timeline/drift/numbers/eppsSingleton.ts';
import { ks } from '../../../../app/timeline/drift/numbers/ks.ts';
import { mannWhitney } from '../../../../app/timeline/drift/numbers/mannWhitney.ts';
import { mannWhitneyLess } from '../../../../app/timeline/drift/numbers/mannWhitneyLess.ts';
import { tTest } from '../../../../app/timeline/drift/numbers/tTest.ts';
import { wasserstein, wassersteinDistance } from '../../../../app/timeline/drift/numbers/wasserstein.ts';
import { welch } from '../../../../app/timeline/drift/numbers/welch.ts';
import { numberSample, type NumberSample } from '../../../../app/timeline/drift/samples.ts';

type Rows = [values: number[], counts: number[]];
interface Case {
  name: string;
  reference: Rows;
  current: Rows;
  distance: number;
  /** Statistic and p-value by name of the test. */
  tests: Record<string, [number | null, number | null]>;
}
const reference = JSON.parse(readFileSync(new URL('../../../reference/driftNumbers.json', import.meta.url), 'utf8')) as {
  cases: Case[];
  kolmogorov: [n: number, x: number, p: number][];
  cramerVonMises: [x: number, p: number][];
};

const all = [
  ks,
  wasserstein,
  energy,
  mannWhitney,
  mannWhitneyLess,
  tTest,
  welch,
  andersonDarling,
  cramerVonMises,
  eppsSingleton,
  emdScaled,
];

function sampleOf([values, counts]: Rows): NumberSample {
  return {
    values: Float64Array.from(values),
    counts: Float64Array.from(counts),
    n: counts.reduce((sum, count) => sum + count, 0),
    missing: 0,
  };
}

const repeated = (counts: number[]): NumberSample => sampleOf([counts.map((_, i) => i + 1), counts]);

/** What scipy's own p-values are off: it stops the series of the Cramér-von Mises limit early, and takes the sum from 1. */
const off: Record<string, number> = { cramerVonMises: 3e-7 };

/** |found - expected| within a share of the expected; 1e-14 for what rounding leaves of nought. */
function expectNear(found: number | null, expected: number | null, share: number, rest = 1e-14): void {
  if (expected === null) {
    expect(found === null || !Number.isFinite(found)).toBe(true);
    return;
  }
  expect(Math.abs((found ?? NaN) - expected), `${found} for ${expected}`).toBeLessThanOrEqual(share * Math.abs(expected) + rest);
}

describe.each(reference.cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
  const [first, second] = [sampleOf(one.reference), sampleOf(one.current)];
  test.each(all.map((drift) => [drift.name, drift] as const))('%s as scipy', (name, drift) => {
    const [statistic, pValue] = one.tests[name] as Case['tests'][string];
    const found = drift.compare(first, second);
    expectNear(found.score, statistic, 1e-9);
    expectNear(found.pValue, pValue, 1e-6, off[name]);
  });
  test('the distance undivided', () => {
    expectNear(wassersteinDistance(first, second), one.distance, 1e-9);
  });
});

test('the distribution of one sample, from 1 row to 5 million, from the middle far into the tail', () => {
  for (const [n, x, p] of reference.kolmogorov) expectNear(kolmogorovUpperTail(n, x), p, 1e-6);
  // scipy loses its sixth digit here. Twice the one-sided expansion in 1/√n (H. A. Lauwerier, Z. Wahrscheinlichkeitstheorie 2, 1963).
  const n = 5_000_000;
  for (const z of [2.2, 3, 4]) {
    const [root, z2] = [Math.sqrt(n), z * z];
    const second = ((2 * z2) / 3) * (1 - (2 * z2) / 3);
    const third = ((4 * z) / 9) * (1 / 5 - (19 * z2) / 15 + (2 * z2 * z2) / 3);
    const expected = 2 * Math.exp(-2 * z2) * (1 - (2 * z) / 3 / root + second / n + third / (n * root));
    expectNear(kolmogorovUpperTail(n, z / root) / expected, 1, 1e-9);
  }
});

test('the limit of the Cramér-von Mises statistic, and its tail beyond what a sum taken from 1 can tell', () => {
  for (const [x, p] of reference.cramerVonMises) expectNear(cramerVonMisesUpperTail(x), p, 1e-9);
  // Its greatest part is that of the greatest eigenvalue 1/π² (V. M. Zolotarev 1961): √2 P(|Z| > π √x), from above.
  for (const x of [5, 20, 60]) {
    const ratio = cramerVonMisesUpperTail(x) / (Math.SQRT2 * normalPValue(Math.PI * Math.sqrt(x)));
    expect(ratio).toBeGreaterThan(1);
    expect(ratio).toBeLessThan(1 + 1 / x / 10);
  }
});

describe('published values', () => {
  const a = repeated([16, 18, 16, 14, 12, 12]);
  const b = repeated([16, 16, 16, 16, 16, 8]);
  const r = numberSample([38.7, 41.5, 43.8, 44.5, 45.5, 46, 47.7, 58]);
  const c = numberSample([39.2, 39.3, 39.7, 41.4, 41.8, 42.9, 43.3, 45.8]);

  test('those of Evidently', () => {
    expect(mannWhitneyLess.compare(a, b).pValue).toBeCloseTo(0.481, 3);
    expect(mannWhitney.compare(a, b).pValue).toBeCloseTo(0.962866, 6);
    expect(eppsSingleton.compare(a, b).pValue).toBeCloseTo(0.8100227257, 9);
    expect(andersonDarling.compare(r, c).pValue).toBeCloseTo(0.0635146772876083, 10);
    expect(tTest.compare(r, c).pValue).toBeCloseTo(0.08410572024, 10);
    expect(ks.compare(r, c)).toEqual({ score: 0.625, pValue: expect.closeTo(0.08702408702, 10) as number });
    expect(wasserstein.compare(r, c).score).toBeCloseTo(0.781236105789, 11);
    const moved = { ...r, values: r.values.map((value) => value + 5) };
    expect(energy.compare(r, moved).score).toBeCloseTo(1.93326149292, 10);
  });

  test('those of Deepchecks', () => {
    const [ones, zeros] = [numberSample(Array(100).fill(1)), numberSample(Array(100).fill(0))];
    const range = (from: number, to: number): NumberSample => numberSample(Array.from({ length: to - from }, (_, i) => from + i));
    expect(scaledDistance(ones, zeros, 0)).toBe(1);
    expect(scaledDistance(numberSample(Array(100).fill(10)), zeros, 0)).toBe(1);
    expect(scaledDistance(range(0, 100), range(50, 150), 0)).toBeCloseTo(0.3355704697986578, 14);
    const [outlying, other] = [numberSample([...Array(99).fill(10), 100]), numberSample([...Array(99).fill(0), 1])];
    expect(scaledDistance(outlying, other, 0.01)).toBe(1);
    for (const margin of [-1, 0.5, NaN]) expect(() => scaledDistance(ones, zeros, margin)).toThrow(RangeError);
    expect(ks.compare(zeros, zeros)).toEqual({ score: 0, pValue: 1 });
    expect(ks.compare(ones, zeros).score).toBe(1);
    const random = new Random(3);
    const normal = (at: number): NumberSample => numberSample(Array.from({ length: 10_000 }, () => at + random.normal()));
    expect(Math.abs(ks.compare(normal(0), normal(1)).score - 0.382)).toBeLessThan(0.015);
  });

  test('those on closed-form samples', () => {
    const u = (i: number): number => (i * 0.6180339887498949) % 1;
    const first = Array.from({ length: 2000 }, (_, i) => 10 + 4 * u(i + 1) + 2 * u(7 * (i + 1) + 3));
    const second = Array.from({ length: 1500 }, (_, i) => 10.5 + 4 * u(i + 5001) + 2.5 * u(7 * (i + 1) + 11));
    const [x, y] = [numberSample(first), numberSample(second)];
    expectNear(ks.compare(x, y).score, 0.19, 1e-14);
    expectNear(ks.compare(x, y).pValue, 1.6539456294390882e-27, 1e-9);
    expectNear(wassersteinDistance(x, y), 0.7490029969468309, 1e-12);
    expectNear(wasserstein.compare(x, y).score, 0.5722671634762582, 1e-12);
    expectNear(energy.compare(x, y).score, 0.47610208535364523, 1e-12);
    expect(mannWhitney.compare(x, y).score).toBe(1051603);
    expectNear(mannWhitney.compare(x, y).pValue, 6.87314914169837e-52, 1e-9);
    expectNear(tTest.compare(x, y).score, -16.65260744361462, 1e-11);
    expectNear(tTest.compare(x, y).pValue, 5.5755e-60, 1e-5);
    expectNear(welch.compare(x, y).score, -16.6204812632951, 1e-11);
    expectNear(welch.compare(x, y).pValue, 1.43882e-59, 1e-5);
    expectNear(emdScaled.compare(x, y).score, 0.13443009448538215, 1e-12);
    expectNear(scaledDistance(x, y, 0), 0.11441802961931727, 1e-12);
    const [fewer, less] = [numberSample(first.slice(0, 200)), numberSample(second.slice(0, 150))];
    expectNear(cramerVonMises.compare(fewer, less).score, 2.0091619047619034, 1e-12);
    // scipy takes it from 1.
    expectNear(cramerVonMises.compare(fewer, less).pValue, 1.204247817976345e-5, 1e-7);
    expectNear(ks.compare(fewer, less).score, 0.20333333333333334, 1e-14);
    expectNear(ks.compare(fewer, less).pValue, 0.0014392260980068796, 1e-10);
    expectNear(andersonDarling.compare(fewer, less).score, 14.013713312472843, 1e-11);
    expectNear(eppsSingleton.compare(fewer, less).score, 30.688731541505327, 1e-10);
    expectNear(eppsSingleton.compare(fewer, less).pValue, 3.5432e-6, 1e-5);
  });
});

describe('degenerate samples', () => {
  const one = numberSample([2]);
  const same = numberSample(Array(30).fill(0.1));
  const other = numberSample(Array(30).fill(0.3));
  const spread = numberSample([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);

  test('every test returns without throwing, a p-value within [0, 1] or null', () => {
    for (const drift of all) {
      for (const x of [one, same, other, spread]) {
        for (const y of [one, same, other, spread]) {
          const { score, pValue } = drift.compare(x, y);
          expect(typeof score).toBe('number');
          if (pValue !== null) expect(pValue >= 0 && pValue <= 1, `${drift.name} ${pValue}`).toBe(true);
          if (Number.isNaN(score)) expect(pValue, drift.name).toBeNull();
        }
      }
    }
  });

  test('constant columns: the same is no difference, another value the greatest', () => {
    const nothing = { score: NaN, pValue: null };
    expect(ks.compare(same, same)).toEqual({ score: 0, pValue: 1 });
    expect(wasserstein.compare(same, same)).toEqual({ score: 0, pValue: null });
    expect(wasserstein.compare(same, other).score).toBeCloseTo(200, 10);
    expect(mannWhitney.compare(same, same).pValue).toBe(1);
    expect(mannWhitneyLess.compare(same, same).pValue).toBe(1);
    for (const drift of [tTest, welch, andersonDarling, cramerVonMises, eppsSingleton]) {
      expect(drift.compare(same, same), drift.name).toEqual(nothing);
    }
    for (const drift of [tTest, welch]) expect(drift.compare(same, other)).toEqual({ score: -Infinity, pValue: 0 });
    expect(emdScaled.compare(same, same).score).toBe(0);
    expect(emdScaled.compare(same, other).score).toBe(1);
    expect(emdScaled.compare(numberSample([1, 2]), spread).score).toBeNaN();
  });
});

test('a million rows each with values of their own: fast, and the same when scaled by what keeps every digit', () => {
  const random = new Random(11);
  const draw = (at: number): NumberSample => numberSample(Array.from({ length: 1_000_000 }, () => at + random.normal()));
  const [x, y] = [draw(0), draw(0.002)];
  const larger = (sample: NumberSample): NumberSample => ({ ...sample, values: sample.values.map((value) => value * 1024) });
  for (const drift of all) {
    const before = process.cpuUsage();
    const { score, pValue } = drift.compare(x, y);
    const { user } = process.cpuUsage(before);
    // Microseconds of a processor that others share: a few times what it takes alone.
    expect(user, drift.name).toBeLessThan(1_500_000);
    const again = drift.compare(larger(x), larger(y));
    expectNear(again.score / (drift === energy ? 32 : 1), score, 1e-11);
    expectNear(again.pValue, pValue, 1e-9);
  }
});
