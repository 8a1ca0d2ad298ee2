/** Counts over the last so many values, one number each: memory is fixed, and taking one costs the same however many there were. */
export class RollingCells {
  readonly #last: Uint16Array;
  readonly counts: Float64Array;
  #seen = 0;

  constructor(size: number, cells: number) {
    this.#last = new Uint16Array(size);
    this.counts = new Float64Array(cells);
  }

  /** Values held. */
  get size(): number {
    return Math.min(this.#seen, this.#last.length);
  }

  add(cell: number): void {
    const at = this.#seen % this.#last.length;
    if (this.#seen >= this.#last.length) {
      const old = this.#last[at] as number;
      this.counts[old] = (this.counts[old] as number) - 1;
    }
    this.#last[at] = cell;
    this.counts[cell] = (this.counts[cell] as number) + 1;
    this.#seen += 1;
  }

  /** As `add` for the cells from one place to before another, one after the other. */
  addAll(cells: Uint16Array, from: number, to: number): void {
    const last = this.#last;
    const { counts } = this;
    let at = this.#seen % last.length;
    // Until it is full once, there is nothing that falls out.
    let free = Math.max(0, last.length - this.#seen);
    for (let i = from; i < to; i++) {
      const cell = cells[i] as number;
      if (free > 0) free -= 1;
      else {
        const old = last[at] as number;
        counts[old] = (counts[old] as number) - 1;
      }
      last[at] = cell;
      counts[cell] = (counts[cell] as number) + 1;
      if (++at === last.length) at = 0;
    }
    this.#seen += to - from;
  }
}

/** Mean over the last so many numbers. */
export class RollingMean {
  readonly #last: Float64Array;
  #seen = 0;

  constructor(size: number) {
    this.#last = new Float64Array(size);
  }

  get size(): number {
    return Math.min(this.#seen, this.#last.length);
  }

  add(value: number): void {
    this.#last[this.#seen % this.#last.length] = value;
    this.#seen += 1;
  }

  /** NaN without a number. Added up anew, so that rounding does not pile up over millions of rows. */
  get mean(): number {
    let sum = 0;
    for (let i = 0; i < this.size; i++) sum += this.#last[i] as number;
    return sum / this.size;
  }
}
