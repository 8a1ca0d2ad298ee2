// Which waiting requests run together, and whether to wait for more. The idea is that of BentoML's adaptive batching
// (marshal/dispatcher.py): what a batch costs is learnt from the last ones, and a request waits only where that pays.
import { CostFit } from './costFit.ts';

/** How fast the mean time between requests follows what happens. */
const follow = 0.2;
const longestGapMs = 1000;

export interface BatchLimits {
  /** Rows of one batch; a request with more runs alone. 1 = nothing is put together. */
  maxRows: number;
  /** The longest that a request waits for others while the model is free; 0 = only what waits already goes together. */
  maxDelayMs: number;
}

export class BatchPolicy {
  readonly #limits: BatchLimits;
  readonly fit = new CostFit();
  #lastArrival = -Infinity;
  #gapMs = longestGapMs;

  constructor(limits: BatchLimits) {
    this.#limits = limits;
  }

  noteArrival(now: number): void {
    const gap = Math.min(longestGapMs, now - this.#lastArrival);
    this.#gapMs += follow * (gap - this.#gapMs);
    this.#lastArrival = now;
  }

  /**
   * How many of the waiting requests, the oldest first, run together now. One more is worth it while what the others save
   * (b for each that still waits) is more than what those in the batch lose (its own a · rows for each of them).
   * @param rows of each waiting request that can go with the first
   * @param free processes without work; the requests are shared among them
   */
  choose(rows: readonly number[], free: number): number {
    const share = Math.ceil(rows.length / free);
    // What a batch twice as large costs can be told from those before; more is a guess.
    const most = Math.min(this.#limits.maxRows, 2 * this.fit.largest);
    let [taken, total] = [0, 0];
    for (const count of rows) {
      if (taken > 0 && (taken >= share || total + count > most || !this.#pays(taken, count, rows.length - taken))) break;
      taken += 1;
      total += count;
    }
    return taken;
  }

  #pays(taken: number, rows: number, waiting: number): boolean {
    const cost = this.fit.cautiousCost;
    return !cost || cost.b * waiting > cost.a * rows * taken;
  }

  /**
   * Milliseconds to wait for one more request before these run; 0 = none. The gain is b, which it would share; the cost is
   * the time until it comes, for each that waits. Nobody waits for longer than the limit, nor once requests stop coming.
   */
  delay(waiting: { requests: number; rows: number; oldestMs: number }, now: number): number {
    const { cost } = this.fit;
    const { maxRows, maxDelayMs } = this.#limits;
    if (!cost || maxDelayMs <= 0 || waiting.rows >= maxRows) return 0;
    if (waiting.requests * this.#gapMs >= cost.b) return 0;
    const untilLate = 2 * this.#gapMs - (now - this.#lastArrival);
    return Math.max(0, Math.min(maxDelayMs - waiting.oldestMs, untilLate));
  }
}
