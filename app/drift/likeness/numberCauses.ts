// What could have made these numbers of those: each cause fitted to what there is now, then tried on the reference.
import { figure, percent } from '../figures.ts';
import type { Cause, Causes } from './cause.ts';
import { normalQuantile } from '../../metrics/normalQuantile.ts';
import { apart, apartByChance, spreadOver, type Thinned } from './thinned.ts';

/** Shares of the cells that are tried. */
const shares = Array.from({ length: 20 }, (_, i) => (i + 1) / 20);

/** Factors people meet, with what they turn into what. */
const knownFactors: readonly [factor: number, words: string][] = [
  [1.852, 'knots to km/h'],
  [1.609344, 'miles to kilometres'],
  [2.54, 'inches to centimetres'],
  [0.3048, 'feet to metres'],
  [0.45359237, 'pounds to kilograms'],
  [3.6, 'm/s to km/h'],
  [0.514444, 'knots to m/s'],
  [4.184, 'calories to joules'],
  [3.785412, 'gallons to litres'],
  [60, 'minutes to seconds'],
];

/** The plainest first: the order in which they are believed where they fit alike. */
export function numberCauses(reference: Thinned, current: Thinned): Causes {
  const distance = apart(reference, current);
  const chance = apartByChance(reference, current);
  const tried: Cause[] = [];
  const attempt = (corruption: string, words: string, made: Pick<Thinned, 'values' | 'missing'>): void => {
    tried.push({ corruption, words, left: apart({ ...made, values: made.values.slice().sort() }, current) });
  };
  const attemptValues = (corruption: string, words: string, values: Float64Array): void =>
    attempt(corruption, words, { values, missing: reference.missing });
  const attemptShares = (corruption: string, words: string, change: (value: number, place: number) => number): void => {
    const best = bestShare(reference, current, change);
    const cells = best.share === 1 ? 'all cells' : `about ${percent(best.share)} of the cells`;
    tried.push({ corruption, words: `${words}, in ${cells}`, left: best.left });
  };
  if (current.missing > reference.missing) {
    const words = `lost cells: missing in ${percent(current.missing)}, before in ${percent(reference.missing)}`;
    attempt('missing', words, { values: reference.values, missing: current.missing });
  }
  if (reference.n > 0 && current.n > 0) {
    trySentinel(reference, current, attemptValues);
    attemptShares('sign-flip', 'the other sign', (value) => 0 - value);
    tryUnit(reference, current, attemptValues);
    for (const factor of [10, 100, 1000]) {
      attemptShares('unit-larger', `a unit error ×${figure(factor)}`, (value) => value * factor);
      attemptShares('unit-smaller', `a unit error ×${figure(1 / factor)}`, (value) => value / factor);
    }
    const mixed = (place: number): number => 10 ** (1 + (Math.floor(1e4 * spreadOver(place)) % 3));
    attemptShares('unit-larger', 'unit errors ×10 to ×1,000', (value, place) => value * mixed(place));
    attemptShares('unit-smaller', 'unit errors ×0.1 to ×0.001', (value, place) => value / mixed(place));
    tryRounding(reference, current, attemptValues);
    tryClipping(reference, current, attemptValues);
    const shift = middleOf(current.values.map((value, i) => value - (reference.values[i] as number)));
    attemptValues(
      'level-shift',
      `a shift by ${figure(shift)}`,
      reference.values.map((value) => value + shift),
    );
    tryNoise(reference, current, attemptValues);
  }
  return { distance, chance, found: tried };
}

type Attempt = (corruption: string, words: string, values: Float64Array) => void;

function bestShare(
  reference: Thinned,
  current: Thinned,
  change: (value: number, place: number) => number,
): { share: number; left: number } {
  let best = { share: 1, left: Infinity };
  for (const share of shares) {
    const values = reference.values.map((value, i) => (spreadOver(i) < share ? change(value, i) : value)).sort();
    const left = apart({ values, missing: reference.missing }, current);
    if (left < best.left) best = { share, left };
  }
  return best;
}

/** The value that gained most rows, in place of others. */
function trySentinel(reference: Thinned, current: Thinned, attempt: Attempt): void {
  const before = countsOf(reference.values);
  let most = { value: NaN, gain: 0 };
  for (const [value, count] of countsOf(current.values)) {
    const gain = (count - (before.get(value) ?? 0)) / current.values.length;
    if (gain > most.gain) most = { value, gain };
  }
  const { value, gain } = most;
  if (gain < 0.01) return;
  const share = gain / (1 - (before.get(value) ?? 0) / reference.values.length);
  const known: Record<string, string> = { '0': 'sentinel-0', '-1': 'sentinel-minus-1', '999': 'sentinel-999' };
  const id = known[String(value)];
  const words = `${figure(value)} in about ${percent(share)} of the cells, ${id ? 'as where a number stands for a missing cell' : 'as of a sensor that is stuck'}`;
  attempt(
    id ?? 'stuck-sensor',
    words,
    reference.values.map((own, i) => (spreadOver(i) < share ? value : own)),
  );
}

/** All cells by one factor, as far as the quartiles are it alike. */
function tryUnit(reference: Thinned, current: Thinned, attempt: Attempt): void {
  const ratios = current.values
    .map((value, i) => value / (reference.values[i] as number))
    .filter((ratio) => Number.isFinite(ratio) && ratio > 0);
  if (ratios.length < reference.values.length / 2) return;
  const factor = middleOf(ratios);
  if (Math.abs(Math.log(factor)) < Math.log(1.5)) return;
  // Of few rows the factor is not known well.
  const within = Math.min(0.05, Math.max(0.01, 1 / Math.sqrt(Math.min(reference.n, current.n))));
  const known = knownFactors.flatMap(([one, words]) => {
    if (Math.abs(Math.log(factor / one)) < within) return [`${words}, ×${String(one)}`];
    const [from, to] = words.split(' to ');
    return Math.abs(Math.log(factor * one)) < within ? [`${to ?? ''} to ${from ?? ''}, ×${figure(1 / one)}`] : [];
  });
  const name = known.length > 0 ? ` (${known.join('; or ')}?)` : '';
  const id = factor > 1 ? 'unit-larger' : 'unit-smaller';
  attempt(
    id,
    `a unit error ×${figure(factor)}${name}`,
    reference.values.map((value) => value * factor),
  );
}

/** To a grid that all values of now lie on, and that those of the reference do not. */
function tryRounding(reference: Thinned, current: Thinned, attempt: Attempt): void {
  const levels = [...countsOf(current.values).keys()];
  if (levels.length < 2 || levels.length > 64 || 2 * levels.length > countsOf(reference.values).size) return;
  const first = levels[0] as number;
  const step = levels.slice(1).reduce((least, level, i) => Math.min(least, level - (levels[i] as number)), Infinity);
  const place = (value: number): number => Math.round((value - first) / step);
  if (levels.some((level) => Math.abs((level - first) / step - place(level)) > 1e-3)) return;
  // The very numbers of now: others, a rounding error away, would count as different values.
  const byPlace = new Map(levels.map((level) => [place(level), level]));
  const rounded = reference.values.map((value) => byPlace.get(place(value)) ?? first + step * place(value));
  attempt('rounding', `numbers rounded to steps of ${figure(step)}`, rounded);
}

/** At ends where rows pile up that did not before. */
function tryClipping(reference: Thinned, current: Thinned, attempt: Attempt): void {
  const [before, now] = [countsOf(reference.values), countsOf(current.values)];
  const pilesUp = (end: number): boolean => (now.get(end) ?? 0) - (before.get(end) ?? 0) > 0.01 * current.values.length;
  const [least, most] = [current.values[0] as number, current.values.at(-1) as number];
  const low = pilesUp(least) ? least : -Infinity;
  const high = pilesUp(most) ? most : Infinity;
  if (low === -Infinity && high === Infinity) return;
  const limits = [low > -Infinity ? [`below ${figure(low)}`] : [], high < Infinity ? [`above ${figure(high)}`] : []].flat();
  const clipped = reference.values.map((value) => Math.min(high, Math.max(low, value)));
  attempt('clipping', `numbers cut off ${limits.join(' and ')}`, clipped);
}

/** Normal errors that make up for what there is more of variance. */
function tryNoise(reference: Thinned, current: Thinned, attempt: Attempt): void {
  const more = varianceOf(current.values) - varianceOf(reference.values);
  if (!(more > 0)) return;
  const deviation = Math.sqrt(more);
  const noisy = reference.values.map((value, i) => value + deviation * normalQuantile(spreadOver(i)));
  attempt('noise', `noise with a standard deviation of ${figure(deviation)}`, noisy);
}

/** Ascending, as the values are. */
function countsOf(values: Float64Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function middleOf(values: Float64Array): number {
  const sorted = values.slice().sort();
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

function varianceOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}
