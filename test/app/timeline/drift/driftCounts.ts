// Reference values that test/reference/driftCounts.py computed with numpy and scipy.
import { readFileSync } from 'node:fs';

type Written = number | 'Infinity';

export interface CountCase {
  name: string;
  reference: number[];
  current: number[];
  psi: Record<'deepchecks' | 'giskard' | 'evidently', number>;
  kl: Written;
  klFilled: number;
  jensenShannon: number;
  jensenShannon2: number;
  hellinger: number;
  lInfinity: number;
  totalVariation: number;
  cramersV: number;
  /** Plain, with a minimum share of 0.1, with classes balanced. */
  balanced: [number, number, number];
  chiSquareFit?: [Written, number];
  gTest?: [Written, number];
  chiSquareTable?: [number, number];
  chiSquareYates?: [number, number];
  gTestTable?: [number, number];
  proportionZ?: [number, number];
  fisher?: number;
}

export interface SampleCase {
  name: string;
  reference: number[];
  current: number[];
  integers: boolean;
  sturges: number[];
  sturgesCounts: [number[], number[]];
  doane: number[];
  doaneCounts: [number[], number[]];
  outside: [below: number, above: number];
  deciles: number[];
  psiDeciles: number;
  nannyml: Record<'jensenShannon' | 'hellinger', number>;
  evidently: Record<'psi' | 'kl' | 'jensenShannon', number>;
}

export const driftCounts = JSON.parse(readFileSync(new URL('../../../reference/driftCounts.json', import.meta.url), 'utf8')) as {
  gamma: [a: number, x: number, q: number][];
  tails: [score: number, degrees: number, pValue: number][];
  counts: CountCase[];
  samples: SampleCase[];
};

/** Relative difference of two figures, absolute for figures below 1e-9 unless `floor` says otherwise. 0 for the same infinity. */
export function apart(found: number | null, expected: Written, floor = 1e-9): number {
  const [a, b] = [found ?? NaN, Number(expected)];
  return a === b ? 0 : Math.abs(a - b) / Math.max(Math.abs(b), floor);
}

/** The i-th of the closed-form numbers that published values are of. */
function uniform(i: number): number {
  return (i * 0.6180339887498949) % 1;
}

/** Two samples of a formula, 2000 and 1500 rows. */
export const formula = {
  reference: Array.from({ length: 2000 }, (_, k) => 10 + 4 * uniform(k + 1) + 2 * uniform(7 * (k + 1) + 3)),
  current: Array.from({ length: 1500 }, (_, k) => 10.5 + 4 * uniform(k + 5001) + 2.5 * uniform(7 * (k + 1) + 11)),
};
