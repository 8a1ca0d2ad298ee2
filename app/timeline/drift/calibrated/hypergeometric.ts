import { portableExp, portableLog } from '../../../base/portableMath.ts';
import type { Random } from '../../../base/random.ts';
import { logFactorial } from './logFactorial.ts';

/** Up to this variance the distribution is summed from its mode on; beyond, rejection takes fewer steps. */
const SUMMED_UP_TO = 100;

/** 2 √(2 / e) and 3 - 2 √(3 / e). */
const HAT_WIDTH = 1.7155277699214135;
const HAT_SHIFT = 0.8989161620588988;

/**
 * How many marked rows are among `drawn` rows taken by chance, without putting any back. Exact: by inversion where few
 * numbers are likely, else by ratio of uniforms with rejection (HRUA of E. Stadlober, "The ratio of uniforms approach for generating
 * discrete random variates", J. Computational and Applied Mathematics 31, 1990).
 * @param marked, unmarked rows there are of either, whole numbers
 * @param drawn at most their sum
 */
export function hypergeometric(random: Random, { marked, unmarked, drawn }: Urn): number {
  const rows = marked + unmarked;
  // The rarer kind in the smaller part: the other three follow from it.
  const few = Math.min(marked, unmarked);
  const part = Math.min(drawn, rows - drawn);
  if (few === 0 || part === 0) return drawn === 0 || marked === 0 ? 0 : Math.min(marked, drawn);
  const share = few / rows;
  const variance = ((rows - part) * part * share * (1 - share)) / (rows - 1);
  const odds: Odds = { few, part, others: rows - few - part, mode: Math.floor(((part + 1) * (few + 1)) / (rows + 2)) };
  const found = variance <= SUMMED_UP_TO ? summed(random, odds) : rejected(random, odds, part * share, variance);
  const ofMarked = marked <= unmarked ? found : part - found;
  return part === drawn ? ofMarked : marked - ofMarked;
}

export interface Urn {
  marked: number;
  unmarked: number;
  drawn: number;
}

/**
 * How many rows of each cell are among `drawn` rows taken by chance (multivariate hypergeometric): cell by cell, each from what
 * the ones before have left.
 * @param counts rows of each cell
 * @param found is filled, of the same length
 */
export function multivariateHypergeometric(random: Random, counts: Float64Array, drawn: number, found: Float64Array): void {
  let rest = 0;
  for (let i = 0; i < counts.length; i++) rest += counts[i] as number;
  const urn: Urn = { marked: 0, unmarked: 0, drawn };
  for (let i = 0; i < counts.length; i++) {
    urn.marked = counts[i] as number;
    rest -= urn.marked;
    urn.unmarked = rest;
    const here = urn.drawn === 0 ? 0 : hypergeometric(random, urn);
    found[i] = here;
    urn.drawn -= here;
  }
}

/** Rows of the rarer kind and of the smaller part, and of neither; the likeliest number of rows that are both. */
interface Odds {
  few: number;
  part: number;
  others: number;
  mode: number;
}

/**
 * By inversion: P(k + 1) / P(k) = (few - k) (part - k) / ((k + 1) (others + k + 1)), summed from the mode outwards, a step up and a
 * step down in turn, until a uniform number is reached.
 */
function summed(random: Random, odds: Odds): number {
  const { few, part, others, mode } = odds;
  const most = Math.min(few, part);
  let up = portableExp(logTables(odds) - logWays(mode, odds));
  let down = up;
  let left = random.uniform() - up;
  if (left < 0) return mode;
  for (let high = mode, low = mode; high < most || low > 0;) {
    if (high < most) {
      up *= ((few - high) * (part - high)) / ((high + 1) * (others + high + 1));
      high++;
      left -= up;
      if (left < 0) return high;
    }
    if (low > 0) {
      down *= (low * (others + low)) / ((few - low + 1) * (part - low + 1));
      low--;
      left -= down;
      if (left < 0) return low;
    }
  }
  // The sum of all fell short of one by rounding.
  return mode;
}

/** Stadlober's hat around the mean, with his quick acceptance and quick rejection before logarithms are needed. */
function rejected(random: Random, odds: Odds, mean: number, variance: number): number {
  const spread = Math.sqrt(variance + 0.5);
  const width = HAT_WIDTH * spread + HAT_SHIFT;
  const centre = mean + 0.5;
  const end = Math.min(Math.min(odds.few, odds.part) + 1, Math.floor(centre + 16 * spread));
  const top = logWays(odds.mode, odds);
  for (;;) {
    const u = random.uniform();
    const x = centre + (width * (random.uniform() - 0.5)) / u;
    if (!(x >= 0 && x < end)) continue;
    const k = Math.floor(x);
    const log = top - logWays(k, odds);
    if (u * (4 - u) - 3 <= log) return k;
    if (u * (u - log) >= 1) continue;
    if (2 * portableLog(u) <= log) return k;
  }
}

/** -ln P(k), up to what does not depend on k. */
function logWays(k: number, { few, part, others }: Odds): number {
  return logFactorial(k) + logFactorial(few - k) + logFactorial(part - k) + logFactorial(others + k);
}

/** What does not depend on k: ln of few! part! (rows - few)! (rows - part)! / rows! */
function logTables({ few, part, others }: Odds): number {
  const apart = logFactorial(few) + logFactorial(part) + logFactorial(others + part) + logFactorial(others + few);
  return apart - logFactorial(others + few + part);
}
