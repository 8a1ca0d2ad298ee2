import { normalPValue } from '../../../metrics/paired/pValues.ts';
import type { DriftTest, NumberSample } from '../samples.ts';
import { symmetricEigen } from './distributions/symmetricEigen.ts';
import { sampleQuantile } from './sampleQuantile.ts';
import { walkPooled } from './walkPooled.ts';

/** Where the characteristic functions are compared, over half the interquartile range of both samples together; and at twice that. */
const AT = 0.4;

/** Eigenvalues below this share of the greatest are taken as nought, as in numpy's `pinv`. */
const NOUGHT = 1e-15;

/** Of (cos, sin) at 0.4 and at 0.8. */
const SIZE = 4;

/**
 * Epps and Singleton's test (J. Stat. Comput. Simul. 26, 1986) as scipy's `epps_singleton_2samp` with t = (0.4, 0.8): W compares the
 * empirical characteristic functions, with the small-sample correction below 25 rows; p from chi-squared with as many degrees as
 * the covariance has ranks, fewer than four when there are fewer than five distinct values. NaN and null below five rows in a
 * sample, where the middle half of both samples together is one value, or where both are constant.
 */
export const eppsSingleton: DriftTest<NumberSample> = {
  name: 'eppsSingleton',
  title: 'Epps-Singleton test',
  explains: 'How far the characteristic functions lie apart, in units of their own spread.',
  compare(reference, current) {
    const [m, n] = [reference.n, current.n];
    const nothing = { score: NaN, pValue: null };
    if (m < 5 || n < 5) return nothing;
    const { low, spread } = pooledQuartiles(reference, current);
    if (!(spread > 0)) return nothing;
    const unit = { origin: low, scale: AT / (spread / 2) };
    const [first, second] = [waveMoments(reference, unit), waveMoments(current, unit)];
    const rows = m + n;
    const covariance = first.covariance.map((value, i) => (rows / m) * value + (rows / n) * (second.covariance[i] as number));
    const gap = first.means.map((value, i) => value - (second.means[i] as number));
    const parts = symmetricEigen(covariance, gap);
    const greatest = Math.max(...parts.map(({ value }) => value));
    const kept = parts.filter(({ value }) => value > NOUGHT * greatest);
    if (kept.length === 0) return nothing;
    let score = rows * kept.reduce((sum, { value, square }) => sum + square / value, 0);
    if (Math.max(m, n) < 25) score /= 1 + rows ** -0.45 + 10.1 * (m ** -1.7 + n ** -1.7);
    return { score, pValue: chiSquaredUpperTail(score, kept.length) };
  },
};

function pooledQuartiles(reference: NumberSample, current: NumberSample): { low: number; spread: number } {
  const most = reference.values.length + current.values.length;
  const [values, counts] = [new Float64Array(most), new Float64Array(most)];
  let distinct = 0;
  walkPooled(reference, current, (value, inReference, inCurrent) => {
    values[distinct] = value;
    counts[distinct++] = inReference + inCurrent;
  });
  const pooled = { values: values.subarray(0, distinct), counts, n: reference.n + current.n, missing: 0 };
  const low = sampleQuantile(pooled, 0.25);
  return { low, spread: sampleQuantile(pooled, 0.75) - low };
}

/**
 * Means and population covariance of (cos x, sin x, cos 2x, sin 2x), less their values at the origin. Counting x from a value in the
 * middle turns all four alike, which W does not feel, and keeps the angles exact where values are large.
 */
function waveMoments(sample: NumberSample, unit: { origin: number; scale: number }): { means: number[]; covariance: number[] } {
  const { values, counts, n } = sample;
  let [c1, s1, c2, s2] = [0, 0, 0, 0];
  let [c1c1, c1s1, c1c2, c1s2, s1s1, s1c2, s1s2, c2c2, c2s2, s2s2] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const angle = ((values[i] as number) - unit.origin) * unit.scale;
    const count = counts[i] as number;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const a = cos - 1;
    const c = -2 * sin * sin;
    const d = 2 * sin * cos;
    c1 += count * a;
    s1 += count * sin;
    c2 += count * c;
    s2 += count * d;
    c1c1 += count * a * a;
    c1s1 += count * a * sin;
    c1c2 += count * a * c;
    c1s2 += count * a * d;
    s1s1 += count * sin * sin;
    s1c2 += count * sin * c;
    s1s2 += count * sin * d;
    c2c2 += count * c * c;
    c2s2 += count * c * d;
    s2s2 += count * d * d;
  }
  const means = [c1 / n, s1 / n, c2 / n, s2 / n];
  const products = [c1c1, c1s1, c1c2, c1s2, c1s1, s1s1, s1c2, s1s2, c1c2, s1c2, c2c2, c2s2, c1s2, s1s2, c2s2, s2s2];
  const covariance = products.map((sum, i) => sum / n - (means[Math.floor(i / SIZE)] as number) * (means[i % SIZE] as number));
  return { means, covariance };
}

/** For 1 to 4 degrees of freedom, in closed form (Abramowitz and Stegun 26.4.4 and 26.4.5). */
function chiSquaredUpperTail(x: number, degrees: number): number | null {
  const root = Math.sqrt(x);
  if (degrees === 1) return normalPValue(root);
  if (degrees === 2) return Math.exp(-x / 2);
  if (degrees === 3) return normalPValue(root) + Math.sqrt(2 / Math.PI) * root * Math.exp(-x / 2);
  return degrees === 4 ? (1 + x / 2) * Math.exp(-x / 2) : null;
}
