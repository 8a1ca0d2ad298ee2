// Scores for the rank metrics, four bytes a row: the bits of a float32 that is not negative order like the number and leave one
// bit free, which says whether the row is a positive one. Sorted by radix, a bounded part at a time.
import type { RankTally } from '../metrics/rankTally.ts';

const firstChunk = 256;
const largestChunk = 65_536;
/** Keys sorted together: 4 MiB and as much again for the sorting. */
const partKeys = 1024 * 1024;
const topShift = 21;
const topBuckets = 2048;

const asFloat = new Float32Array(1);
const asBits = new Uint32Array(asFloat.buffer);

/** True when the score can be kept as a key without losing anything. */
export function fitsKey(score: number): boolean {
  return score >= 0 && Math.fround(score) === score && score < Infinity && !Object.is(score, -0);
}

export class RankKeys {
  count = 0;
  #chunks: Uint32Array[] = [];
  #last = new Uint32Array(0);
  #filled = 0;

  /** @param score one that `fitsKey` */
  add(score: number, isPositive: boolean): void {
    if (this.#filled === this.#last.length) {
      this.#last = new Uint32Array(Math.min(largestChunk, Math.max(firstChunk, this.#last.length * 2)));
      this.#chunks.push(this.#last);
      this.#filled = 0;
    }
    asFloat[0] = score;
    this.#last[this.#filled++] = ((asBits[0] as number) << 1) | (isPositive ? 1 : 0);
    this.count++;
  }

  clear(): void {
    this.#chunks = [];
    this.#last = new Uint32Array(0);
    this.#filled = 0;
    this.count = 0;
  }

  /** Adds one to the bucket of each key, by its top eleven bits. */
  countTops(counts: Uint32Array): void {
    this.#each((key) => {
      const top = key >>> topShift;
      counts[top] = (counts[top] as number) + 1;
    });
  }

  /** Copies the keys whose top bits lie in [from, to) to `into`, from `at` on; gives the place behind them. */
  copyTops(into: Uint32Array, at: number, from: number, to: number): number {
    let place = at;
    this.#each((key) => {
      const top = key >>> topShift;
      if (top >= from && top < to) into[place++] = key;
    });
    return place;
  }

  /** Copies every key to `into`, from `at` on; gives the place behind them. */
  copyAll(into: Uint32Array, at: number): number {
    let place = at;
    for (const chunk of this.#chunks) {
      const part = chunk === this.#last ? chunk.subarray(0, this.#filled) : chunk;
      into.set(part, place);
      place += part.length;
    }
    return place;
  }

  #each(visit: (key: number) => void): void {
    for (const chunk of this.#chunks) {
      const end = chunk === this.#last ? this.#filled : chunk.length;
      for (let at = 0; at < end; at++) visit(chunk[at] as number);
    }
  }
}

/** Feeds the keys of all sources together, in descending order of their scores, equal scores as one step. */
export function feedKeys(tally: RankTally, sources: readonly RankKeys[]): void {
  const total = sources.reduce((sum, source) => sum + source.count, 0);
  if (total <= partKeys) {
    const all = new Uint32Array(total);
    let place = 0;
    for (const source of sources) place = source.copyAll(all, place);
    feedSorted(tally, sortKeys(all, new Uint32Array(total)));
    return;
  }
  const counts = new Uint32Array(topBuckets);
  for (const source of sources) source.countTops(counts);
  let keys = new Uint32Array(0);
  let scratch = new Uint32Array(0);
  for (let to = topBuckets; to > 0;) {
    let from = to;
    let size = 0;
    while (from > 0 && (size === 0 || size + (counts[from - 1] as number) <= partKeys)) size += counts[--from] as number;
    if (keys.length < size) {
      keys = new Uint32Array(size);
      scratch = new Uint32Array(size);
    }
    let at = 0;
    for (const source of sources) at = source.copyTops(keys, at, from, to);
    feedSorted(tally, sortKeys(keys.subarray(0, size), scratch.subarray(0, size)));
    to = from;
  }
}

function feedSorted(tally: RankTally, keys: Uint32Array): void {
  for (let at = keys.length - 1; at >= 0;) {
    const bits = (keys[at] as number) >>> 1;
    let positive = 0;
    let negative = 0;
    while (at >= 0 && (keys[at] as number) >>> 1 === bits) {
      if ((keys[at] as number) & 1) positive++;
      else negative++;
      at--;
    }
    asBits[0] = bits;
    tally.add(asFloat[0] as number, positive, negative);
  }
}

/** Ascending; the result is one of the two arrays, the other is lost. */
export function sortKeys(keys: Uint32Array, scratch: Uint32Array): Uint32Array {
  if (keys.length < 4096) return keys.sort();
  let from = keys;
  let to = scratch;
  for (const shift of [0, 11, 22]) {
    const places = new Uint32Array(2048);
    for (let at = 0; at < from.length; at++) {
      const digit = ((from[at] as number) >>> shift) & 2047;
      places[digit] = (places[digit] as number) + 1;
    }
    let place = 0;
    for (let digit = 0; digit < 2048; digit++) {
      const inside = places[digit] as number;
      places[digit] = place;
      place += inside;
    }
    for (let at = 0; at < from.length; at++) {
      const key = from[at] as number;
      const digit = (key >>> shift) & 2047;
      const target = places[digit] as number;
      places[digit] = target + 1;
      to[target] = key;
    }
    [from, to] = [to, from];
  }
  return from;
}
