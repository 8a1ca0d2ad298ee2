import type { WholeNumbers } from '../../../../../app/timeline/detectors/detector.ts';

/**
 * Python's random.Random for a small whole seed: the Mersenne Twister MT19937 (M. Matsumoto and T. Nishimura 1998) seeded by
 * init_by_array, with CPython's rules for random(), choices() and the draws within sample().
 */
export class PythonRandom implements WholeNumbers {
  #state = new Uint32Array(624);
  #at = 624;

  constructor(seed: number) {
    const state = this.#state;
    this.#fill(19650218);
    let i = 1;
    for (let k = 0; k < 624; k++) {
      state[i] = (this.#mixed(i, 1664525) + seed) >>> 0;
      if (++i === 624) i = this.#wrap();
    }
    for (let k = 0; k < 623; k++) {
      state[i] = (this.#mixed(i, 1566083941) - i) >>> 0;
      if (++i === 624) i = this.#wrap();
    }
    state[0] = 0x80000000;
  }

  #fill(seed: number): void {
    this.#state[0] = seed;
    for (let i = 1; i < 624; i++) {
      const last = this.#state[i - 1] as number;
      this.#state[i] = Math.imul(1812433253, last ^ (last >>> 30)) + i;
    }
  }

  #mixed(i: number, factor: number): number {
    const last = this.#state[i - 1] as number;
    return (this.#state[i] as number) ^ Math.imul(last ^ (last >>> 30), factor);
  }

  #wrap(): number {
    this.#state[0] = this.#state[623] as number;
    return 1;
  }

  #twist(): void {
    const state = this.#state;
    for (let i = 0; i < 624; i++) {
      const y = ((state[i] as number) & 0x80000000) | ((state[(i + 1) % 624] as number) & 0x7fffffff);
      state[i] = (state[(i + 397) % 624] as number) ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.#at = 0;
  }

  uint32(): number {
    if (this.#at === 624) this.#twist();
    let y = this.#state[this.#at++] as number;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  random(): number {
    return ((this.uint32() >>> 5) * 67108864 + (this.uint32() >>> 6)) / 9007199254740992;
  }

  /** _randbelow_with_getrandbits. */
  integer(bound: number): number {
    const bits = 32 - Math.clz32(bound);
    for (;;) {
      const drawn = this.uint32() >>> (32 - bits);
      if (drawn < bound) return drawn;
    }
  }

  choices(population: number[], count: number): number[] {
    return Array.from({ length: count }, () => population[Math.floor(this.random() * population.length)] as number);
  }

  /** choices([0, 1], weights=[1 - share, share]). */
  bits(share: number, count: number): number[] {
    return Array.from({ length: count }, () => (this.random() * 1 >= 1 - share ? 1 : 0));
  }
}
