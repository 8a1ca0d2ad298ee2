/** The generator that test/reference/estimates.py and boosting.py make their tables with. */
export class Lcg {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  uniform(): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return this.#state / 2 ** 32;
  }

  /** Mean 0, variance 1. */
  noise(): number {
    return (this.uniform() + this.uniform() + this.uniform() + this.uniform() - 2) * 1.7320508075688772;
  }
}

/** Rows of numbers as columns. */
export function columnsOf(rows: readonly (readonly number[])[]): Float64Array[] {
  return (rows[0] ?? []).map((_, c) => Float64Array.from(rows, (row) => row[c] as number));
}
