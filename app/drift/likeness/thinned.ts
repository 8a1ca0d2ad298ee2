import type { NumberSample } from '../../timeline/drift/samples.ts';

/** Numbers as values of equal weight, ascending; and the share of rows without one. */
export interface Thinned {
  values: Float64Array;
  missing: number;
  /** Rows with a value. */
  n: number;
}

const points = 256;

/** The quantiles (i + ½) / 256: whatever one row in a hundred does is in them, however many rows there are. */
export function thinned({ values, counts, n, missing }: NumberSample): Thinned {
  const taken = new Float64Array(n === 0 ? 0 : points);
  let at = 0;
  let seen = counts[0] ?? 0;
  for (let i = 0; i < taken.length; i++) {
    const wanted = ((i + 0.5) / points) * n;
    while (seen < wanted && at + 1 < values.length) seen += counts[++at] as number;
    taken[i] = values[at] as number;
  }
  return { values: taken, missing: n + missing > 0 ? missing / (n + missing) : 0, n };
}

/**
 * How far two lie apart: the mean over the values of both of |F - G|, the distribution functions reaching up to the share of rows
 * that have a value; and the difference of the shares that have none. By ranks, so that no value is too large to be compared.
 */
export function apart(a: Pick<Thinned, 'values' | 'missing'>, b: Pick<Thinned, 'values' | 'missing'>): number {
  const [n, m] = [a.values.length, b.values.length];
  // Not taken apart from arrays: numbers that change in a loop would then be boxed, which takes twice as long.
  let i = 0;
  let j = 0;
  let sum = 0;
  while (i < n || j < m) {
    const value = Math.min(a.values[i] ?? Infinity, b.values[j] ?? Infinity);
    const before = i + j;
    while (i < n && (a.values[i] as number) <= value) i++;
    while (j < m && (b.values[j] as number) <= value) j++;
    const difference = ((1 - a.missing) * i) / Math.max(1, n) - ((1 - b.missing) * j) / Math.max(1, m);
    sum += Math.abs(difference) * (i + j - before);
  }
  return sum / Math.max(1, n + m) + Math.abs(a.missing - b.missing);
}

/** Of two samples of one distribution: E ∫ |F - G| dF = √(2 / π) · π / 8 · √(1 / n + 1 / m), for a Brownian bridge. */
export function apartByChance({ n }: Pick<Thinned, 'n'>, { n: m }: Pick<Thinned, 'n'>): number {
  return Math.sqrt(2 / Math.PI) * (Math.PI / 8) * Math.sqrt(1 / Math.max(1, n) + 1 / Math.max(1, m));
}

const golden = (Math.sqrt(5) - 1) / 2;

/** A number in [0, 1) for each place, spread as evenly over any stretch of places as over all of them. */
export function spreadOver(place: number): number {
  return ((place + 1) * golden) % 1;
}
