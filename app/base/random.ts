import { portableLog } from './portableMath.ts';

/**
 * The only source of randomness in app/: seeded, the same on any machine.
 * Algorithm: sfc32 seeded through splitmix32 (public domain, C. Doty-Humphrey / S. Vigna).
 */
export class Random {
  /** Words as they are in memory: numbers above 2³¹ in fields of their own would be kept as floats. */
  #words = new Int32Array(4);
  #spare: number | undefined;

  constructor(seed: number) {
    let state = seed >>> 0;
    const next = (): number => {
      state = (state + 0x9e3779b9) >>> 0;
      let z = state;
      z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      return z ^ (z >>> 15);
    };
    this.#words.set([next(), next(), next(), 1]);
    for (let i = 0; i < 12; i++) this.uint32();
  }

  uint32(): number {
    const words = this.#words;
    const b = words[1] as number;
    const c = words[2] as number;
    const d = words[3] as number;
    const sum = ((words[0] as number) + b + d) | 0;
    words[0] = b ^ (b >>> 9);
    words[1] = c + (c << 3);
    words[2] = ((c << 21) | (c >>> 11)) + sum;
    words[3] = d + 1;
    return sum >>> 0;
  }

  /** Uniform in [0, 1) with 53 bits. */
  uniform(): number {
    return ((this.uint32() >>> 5) * 67108864 + (this.uint32() >>> 6)) / 9007199254740992;
  }

  /** Uniform integer in [0, bound). */
  integer(bound: number): number {
    return Math.floor(this.uniform() * bound);
  }

  /** Standard normal (Marsaglia's polar method). */
  normal(): number {
    if (this.#spare !== undefined) {
      const spare = this.#spare;
      this.#spare = undefined;
      return spare;
    }
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const s = u * u + v * v;
      if (s > 0 && s < 1) {
        const factor = Math.sqrt((-2 * portableLog(s)) / s);
        this.#spare = v * factor;
        return u * factor;
      }
    }
  }
}
