// What could have made these numbers of those: each cause fitted to what there is now, then tried on the reference.
import { figure, percent } from '../figures.ts';
import type { Cause, Causes } from './cause.ts';
import type { NumberFault } from './fault.ts';
import { temperatureChange } from '../temperature.ts';
import { normalQuantile } from '../../metrics/normalQuantile.ts';
import { couldBeFactor, isOnOneSide } from './couldBeFactor.ts';
import { tellsStuck } from './tellsStuck.ts';
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
  const leftBy = (change: NumberFault): number => {
    const values = reference.values.map((value, i) => change(value, spreadOver(i))).sort();
    return apart({ values, missing: reference.missing }, current);
  };
  const attempt: Attempt = (corruption, words, of) => {
    tried.push({ corruption, words, left: leftBy(of), fault: { kind: 'number', of } });
  };
  const attemptShares = (corruption: string, words: string, change: NumberFault, factor?: number): void => {
    const { share, left, of } = bestShare(change, leftBy);
    if (factor !== undefined && share > 0.9 && !couldBeFactor(reference, current, factor)) return;
    const cells = share === 1 ? 'all cells' : `about ${percent(share)} of the cells`;
    tried.push({ corruption, words: `${words}, in ${cells}`, left, fault: { kind: 'number', of } });
  };
  if (current.missing > reference.missing) {
    tried.push({
      corruption: 'missing',
      words: `lost cells: missing in ${percent(current.missing)}, before in ${percent(reference.missing)}`,
      left: apart({ values: reference.values, missing: current.missing }, current),
      fault: { kind: 'missing', share: (current.missing - reference.missing) / (1 - reference.missing) },
    });
  }
  if (reference.n > 0 && current.n > 0) {
    trySentinel(reference, current, attempt);
    if (hasFlipped(reference, current)) attemptShares('sign-flip', 'the other sign', (value) => 0 - value);
    tryUnit(reference, current, attempt);
    tryTemperature(reference, current, attempt);
    // Made smaller, some of the values around zero look like a change of spread: only a heap elsewhere tells.
    const powers = [10, 100, 1000, ...(isOnOneSide(reference) ? [1 / 10, 1 / 100, 1 / 1000] : [])];
    for (const power of powers) {
      const id = power > 1 ? 'unit-larger' : 'unit-smaller';
      attemptShares(id, `a unit error ×${figure(power)}`, (value) => value * power, power);
    }
    const mixed = (draw: number): number => 10 ** (1 + (Math.floor(1e4 * draw) % 3));
    attemptShares('unit-larger', 'unit errors ×10 to ×1,000', (value, draw) => value * mixed(draw));
    if (isOnOneSide(reference)) attemptShares('unit-smaller', 'unit errors ×0.1 to ×0.001', (value, draw) => value / mixed(draw));
    tryRounding(reference, current, attempt);
    tryClipping(reference, current, attempt);
    const shift = middleOf(current.values.map((value, i) => value - (reference.values[i] as number)));
    attempt('level-shift', `a shift by ${figure(shift)}`, (value) => value + shift);
    tryNoise(reference, current, attempt);
  }
  return { distance, chance, found: tried };
}

type Attempt = (corruption: string, words: string, change: NumberFault) => void;

function bestShare(
  change: NumberFault,
  leftBy: (change: NumberFault) => number,
): { share: number; left: number; of: NumberFault } {
  let best = { share: 1, left: Infinity, of: change };
  for (const share of shares) {
    const of: NumberFault = (value, draw) => (draw < share ? change(value, draw) : value);
    const left = leftBy(of);
    if (left < best.left) best = { share, left, of };
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
  const was = (before.get(value) ?? 0) / reference.values.length;
  const isAlone = countsOf(current.values).size === 1;
  if (!tellsStuck({ levels: before.size, share: was, constantRows: isAlone ? current.n : 0 })) return;
  const share = gain / (1 - was);
  const known: Record<string, string> = { '0': 'sentinel-0', '-1': 'sentinel-minus-1', '999': 'sentinel-999' };
  const id = known[String(value)];
  const words = `${figure(value)} in about ${percent(share)} of the cells, ${id ? 'as where a number stands for a missing cell' : 'as of a sensor that is stuck'}`;
  attempt(id ?? 'stuck-sensor', words, (own, draw) => (draw < share ? value : own));
}

/** Values of the other sign are there at all. */
function hasFlipped({ values: before }: Thinned, { values: now }: Thinned): boolean {
  const ends = (values: Float64Array): [number, number] => [values[0] as number, values.at(-1) as number];
  const [[least, most], [low, high]] = [ends(before), ends(now)];
  return (most > 0 && low < 0) || (least < 0 && high > 0);
}

/** All cells by one factor, as far as the quartiles are it alike. */
function tryUnit(reference: Thinned, current: Thinned, attempt: Attempt): void {
  const ratios = current.values
    .map((value, i) => value / (reference.values[i] as number))
    .filter((ratio) => Number.isFinite(ratio) && ratio > 0);
  if (ratios.length < reference.values.length / 2) return;
  const factor = middleOf(ratios);
  if (Math.abs(Math.log(factor)) < Math.log(1.5) || !couldBeFactor(reference, current, factor)) return;
  // Of few rows the factor is not known well.
  const within = Math.min(0.05, Math.max(0.01, 1 / Math.sqrt(Math.min(reference.n, current.n))));
  const known = knownFactors.flatMap(([one, words]) => {
    if (Math.abs(Math.log(factor / one)) < within) return [`${words}, ×${String(one)}`];
    const [from, to] = words.split(' to ');
    return Math.abs(Math.log(factor * one)) < within ? [`${to ?? ''} to ${from ?? ''}, ×${figure(1 / one)}`] : [];
  });
  const name = known.length > 0 ? ` (${known.join('; or ')}?)` : '';
  const id = factor > 1 ? 'unit-larger' : 'unit-smaller';
  attempt(id, `a unit error ×${figure(factor)}${name}`, (value) => value * factor);
}

/** All cells by a factor and an offset, as from one scale of temperature to another. */
function tryTemperature(reference: Thinned, current: Thinned, attempt: Attempt): void {
  const quartiles = [0.25, 0.5, 0.75].map((share) => {
    const at = Math.floor(share * reference.values.length);
    return [reference.values[at] as number, current.values[at] as number] as const;
  });
  const found = temperatureChange(quartiles, Math.min(reference.n, current.n));
  if (!found) return;
  const [, middle = [0, 0]] = quartiles;
  attempt(middle[1] > middle[0] ? 'unit-larger' : 'unit-smaller', `another scale of temperature (${found.words}?)`, found.of);
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
  const rounded = (value: number): number => byPlace.get(place(value)) ?? first + step * place(value);
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
  attempt('clipping', `numbers cut off ${limits.join(' and ')}`, (value) => Math.min(high, Math.max(low, value)));
}

/** Normal errors that make up for what there is more of variance. */
function tryNoise(reference: Thinned, current: Thinned, attempt: Attempt): void {
  const more = varianceOf(current.values) - varianceOf(reference.values);
  if (!(more > 0)) return;
  const deviation = Math.sqrt(more);
  const words = `noise with a standard deviation of ${figure(deviation)}`;
  attempt('noise', words, (value, draw) => value + deviation * normalQuantile(draw));
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
