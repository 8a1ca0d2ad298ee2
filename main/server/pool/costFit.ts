/** As BentoML keeps (marshal/dispatcher.py, N_KEPT_SAMPLE, N_SKIPPED_SAMPLE): the last batches, without the first ones. */
const kept = 50;
const skipped = 2;

/**
 * What a batch costs: duration = a · rows + b, by least squares over the last 50 batches, anew with every batch. The first
 * two are left out: they pay for what is done once.
 */
export class CostFit {
  readonly #rows = new Float64Array(kept);
  readonly #ms = new Float64Array(kept);
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
    this.#fitted = this.#solve(Math.min(kept, this.#seen - skipped)) ?? this.#fitted;
  }

  /** Milliseconds for each row, and for the batch itself; null = not known yet. */
  get cost(): { a: number; b: number } | null {
    return this.#fitted;
  }

  /** Null where all batches have the same number of rows, which does not tell a from b. */
  #solve(count: number): { a: number; b: number } | null {
    let [x, y, xx, xy] = [0, 0, 0, 0];
    for (let i = 0; i < count; i++) {
      const [rows, ms] = [this.#rows[i] as number, this.#ms[i] as number];
      x += rows;
      y += ms;
      xx += rows * rows;
      xy += rows * ms;
    }
    const spread = count * xx - x * x;
    if (count < 3 || spread <= 0) return null;
    const a = Math.max(1e-6, (count * xy - x * y) / spread);
    return { a, b: Math.max(0, (y - a * x) / count) };
  }
}
