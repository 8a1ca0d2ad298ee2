import { portableLog } from '../base/portableMath.ts';

/**
 * Seeded draws that depend on seed, name and row alone: the same on any machine, whatever the batch or the sample. A cell
 * hit at 10 % is hit at 25 % too, and the same cells are hit by every corruption, so that what differs between two figures
 * is the damage and not the luck of the draw (common random numbers).
 * Mixing: splitmix32 / murmur3's finalizer (public domain), two rounds a word.
 */
export class Draws {
  readonly #seed: number;
  readonly #rows: Float64Array;
  /** Least recently used first. */
  readonly #kept = new Map<string, Float64Array>();
  readonly #maxKept: number;

  /**
   * @param rowNumbers 0-based, of the dataset; row i of every answer belongs to rowNumbers[i]
   * @param keepBytes what is kept at most of the answers of `uniform` and `normal`; beyond it they are made again
   */
  constructor(seed: number, rowNumbers: Float64Array, keepBytes = 256 * 2 ** 20) {
    this.#seed = seed;
    this.#rows = rowNumbers;
    this.#maxKept = Math.max(1, Math.floor(keepBytes / Math.max(8, rowNumbers.byteLength)));
  }

  /** One number in [0, 1) a row. Shared: not to be changed. */
  uniform(name: string): Float64Array {
    return this.#keep(`uniform ${name}`, (values) => {
      const key = hashText(name, this.#seed);
      for (let i = 0; i < values.length; i++) values[i] = uniformAt(key, this.#rows[i] as number);
    });
  }

  /** One standard normal number a row (Marsaglia's polar method, with as many draws as it takes). Shared, as above. */
  normal(name: string): Float64Array {
    return this.#keep(`normal ${name}`, (values) => {
      const key = hashText(`\0normal ${name}`, this.#seed);
      for (let i = 0; i < values.length; i++) values[i] = normalAt(key, this.#rows[i] as number);
    });
  }

  /**
   * A number in [0, 1) for the rows that ask, independent of `uniform(name)`: what happens to a cell that is hit.
   * @param purpose tells several such draws of one column apart
   */
  second(name: string, purpose: string): (row: number) => number {
    const key = hashText(`\0${purpose} ${name}`, this.#seed);
    return (row) => uniformAt(key, this.#rows[row] as number);
  }

  /**
   * Draws for the parts of a text that depend on the text and not on the row, so that each distinct text is changed once
   * and equal texts are changed alike. `variant` tells the different changes of one text apart.
   */
  ofText(name: string): (text: string, variant: number) => TextDraw {
    const key = hashText(`\0text ${name}`, this.#seed);
    return (text, variant) => {
      const own = mix((hashText(text, key) + variant) >>> 0);
      return (part) => mix((mix((own ^ part) >>> 0) + 0x9e3779b9) >>> 0) / 4294967296;
    };
  }

  /** A seed of its own for work that needs a sequence (`new Random(...)`). */
  seedOf(name: string): number {
    return hashText(name, this.#seed);
  }

  #keep(name: string, fill: (values: Float64Array) => void): Float64Array {
    let values = this.#kept.get(name);
    if (values) {
      this.#kept.delete(name);
    } else {
      values = new Float64Array(this.#rows.length);
      fill(values);
      const [oldest] = this.#kept.keys();
      if (oldest !== undefined && this.#kept.size >= this.#maxKept) this.#kept.delete(oldest);
    }
    this.#kept.set(name, values);
    return values;
  }
}

/** A number in [0, 1) (32 bits) for each part of a text: a character, a word, by its position. */
export type TextDraw = (part: number) => number;

function mix(word: number): number {
  let z = word;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return (z ^ (z >>> 15)) >>> 0;
}

function hashText(text: string, seed: number): number {
  let hash = mix((seed >>> 0) + 0x9e3779b9);
  for (let i = 0; i < text.length; i++) hash = mix((hash + text.charCodeAt(i) + 0x9e3779b9) >>> 0);
  return hash;
}

/** 53 bits from key and row. */
function uniformAt(key: number, row: number): number {
  const low = row >>> 0;
  const high = Math.floor(row / 4294967296);
  const a = mix((mix((key ^ low) >>> 0) + high + 0x9e3779b9) >>> 0);
  const b = mix((a + low + 0x85ebca6b) >>> 0);
  return ((a >>> 5) * 67108864 + (b >>> 6)) / 9007199254740992;
}

/** Without sine and cosine, and with a logarithm of our own: theirs differ in the last bit from machine to machine. */
function normalAt(key: number, row: number): number {
  for (let attempt = key; ; attempt = mix(attempt + 0x9e3779b9)) {
    const u = 2 * uniformAt(attempt, row) - 1;
    const v = 2 * uniformAt(attempt ^ 0x5bd1e995, row) - 1;
    const s = u * u + v * v;
    if (s > 0 && s < 1) return u * Math.sqrt((-2 * portableLog(s)) / s);
  }
}
