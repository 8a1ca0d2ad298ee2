/** As BentoML keeps (marshal/dispatcher.py, N_KEPT_SAMPLE, N_SKIPPED_SAMPLE): the last batches, without the first ones. */
const kept = 50;
const skipped = 2;

/** Of the batches that took longer than the line says, these many are not counted: a pause of the process is not their cost. */
const pauses = kept / 5;
/** With every batch until there are so many, then with each so many: a fit is not free. */
const refit = 5;

/** Standard errors around the cost of a batch itself within which it may lie. */
const doubt = 3;

/** Milliseconds for each row, and for the batch itself. */
export interface BatchCost {
  a: number;
  b: number;
}

/**
 * What a batch costs: duration = a · rows + b, by least squares over the last 50 batches, those that were held up left out.
 * The first two are left out as well: they pay for what is done once.
 */
export class CostFit {
  readonly #rows = new Float64Array(kept);
  readonly #ms = new Float64Array(kept);
  readonly #late = new Float64Array(kept);
  #seen = 0;
  #largest = 1;
  #fitted: { cost: BatchCost; cautious: BatchCost } | null = null;

  /** Rows of the largest batch so far. */
  get largest(): number {
    return this.#largest;
  }

  add(rows: number, ms: number): void {
    this.#seen += 1;
    this.#largest = Math.max(this.#largest, rows);
    if (this.#seen <= skipped) return;
    const at = (this.#seen - skipped - 1) % kept;
    this.#rows[at] = rows;
    this.#ms[at] = ms;
    const count = Math.min(kept, this.#seen - skipped);
    if (count < kept || this.#seen % refit === 0) this.#fitted = this.#solve(count);
  }

  /** Null = not known: the last batches all had the same number of rows. */
  get cost(): BatchCost | null {
    return this.#fitted?.cost ?? null;
  }

  /**
   * The line with the highest b that the batches still allow. To take b for too small is the worse mistake: requests then run one
   * by one, and where more of them come than can be answered so, those that wait pile up; too large, they share a batch that
   * each of them would have left a little sooner.
   */
  get cautiousCost(): BatchCost | null {
    return this.#fitted?.cautious ?? null;
  }

  #solve(count: number): { cost: BatchCost; cautious: BatchCost } | null {
    let line = this.#line(count, Infinity);
    if (line && count === kept) {
      for (let i = 0; i < count; i++) this.#late[i] = this.#above(i, line);
      const limit = this.#late.slice(0, count).sort()[count - pauses - 1] as number;
      line = this.#line(count, Math.max(0, limit), line) ?? line;
    }
    if (!line) return null;
    const { a, b, error, rows } = line;
    const high = Math.max(0, b) + doubt * error;
    return {
      cost: { a: Math.max(1e-6, a), b: Math.max(0, b) },
      // Through the mean batch, as every line of least squares.
      cautious: { a: Math.max(1e-6, (b + a * rows - high) / rows), b: high },
    };
  }

  #above(at: number, { a, b }: BatchCost): number {
    return (this.#ms[at] as number) - a * (this.#rows[at] as number) - b;
  }

  /**
   * Least squares over the batches that lie at most `limit` milliseconds above the line `of`, with the standard error of b and the
   * mean rows; null where these all have the same number of rows, which does not tell a from b.
   */
  #line(count: number, limit: number, of: BatchCost = { a: 0, b: 0 }): (BatchCost & { error: number; rows: number }) | null {
    let [n, x, y, xx, xy, yy] = [0, 0, 0, 0, 0, 0];
    for (let i = 0; i < count; i++) {
      if (this.#above(i, of) > limit) continue;
      const [rows, ms] = [this.#rows[i] as number, this.#ms[i] as number];
      n += 1;
      x += rows;
      y += ms;
      xx += rows * rows;
      xy += rows * ms;
      yy += ms * ms;
    }
    const spread = n * xx - x * x;
    if (n < 3 || spread <= 0) return null;
    const a = (n * xy - x * y) / spread;
    const b = (y - a * x) / n;
    const residue = Math.max(0, yy - b * y - a * xy) / (n - 2);
    return { a, b, error: Math.sqrt((residue * xx) / spread), rows: x / n };
  }
}
