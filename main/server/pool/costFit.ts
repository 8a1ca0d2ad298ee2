/** As BentoML keeps (marshal/dispatcher.py, N_KEPT_SAMPLE, N_SKIPPED_SAMPLE): the last batches, without the first ones. */
const kept = 50;
const skipped = 2;

/** Of the batches that took longer than the line says, these many are not counted: a pause of the process is not their cost. */
const pauses = kept / 5;
/** With every batch until there are so many, then with each so many: a fit is not free. */
const refit = 5;

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
  #fitted: { a: number; b: number } | null = null;

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

  /** Milliseconds for each row, and for the batch itself; null = not known: the last batches all had the same number of rows. */
  get cost(): { a: number; b: number } | null {
    return this.#fitted;
  }

  #solve(count: number): { a: number; b: number } | null {
    const first = this.#line(count, Infinity);
    if (!first || count < kept) return first && { a: Math.max(1e-6, first.a), b: Math.max(0, first.b) };
    for (let i = 0; i < count; i++) this.#late[i] = this.#above(i, first);
    const limit = this.#late.slice(0, count).sort()[count - pauses - 1] as number;
    const line = this.#line(count, Math.max(0, limit), first) ?? first;
    return { a: Math.max(1e-6, line.a), b: Math.max(0, line.b) };
  }

  #above(at: number, { a, b }: { a: number; b: number }): number {
    return (this.#ms[at] as number) - a * (this.#rows[at] as number) - b;
  }

  /**
   * Least squares over the batches that lie at most `limit` milliseconds above the line `of`; null where these all have the
   * same number of rows, which does not tell a from b.
   */
  #line(count: number, limit: number, of = { a: 0, b: 0 }): { a: number; b: number } | null {
    let [n, x, y, xx, xy] = [0, 0, 0, 0, 0];
    for (let i = 0; i < count; i++) {
      if (this.#above(i, of) > limit) continue;
      const [rows, ms] = [this.#rows[i] as number, this.#ms[i] as number];
      n += 1;
      x += rows;
      y += ms;
      xx += rows * rows;
      xy += rows * ms;
    }
    const spread = n * xx - x * x;
    if (n < 3 || spread <= 0) return null;
    const a = (n * xy - x * y) / spread;
    return { a, b: (y - a * x) / n };
  }
}
