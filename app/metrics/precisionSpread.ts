/** Sums over the rows of one kind of influence × squared weight. */
interface Moments {
  squares: number;
  first: number;
  second: number;
}

/**
 * The variance of average precision from the influence of every row (as in classInfluences), in one pass over the steps
 * of equal scores, best first: what is not known before the end (sums over what comes below) is a constant per kind of row.
 *
 * And its bias: every positive row counts itself among the rows at its score or above, which raises its precision by
 * (1 - P) / rows on average, P being the precision of the others (given how many rows lie above, those that are
 * positive are binomial). Where a positive row leads, there are no others: the rows of the next score
 * stand in, by half, as precision rises towards the top.
 * Against it, a sample with few positive rows weighs each of them more, and there precision is lower: P (1 - P²) / positives
 * of it, to second order in the share of positive rows, times the share of the others.
 */
export class PrecisionSpread {
  readonly #positive: Moments = { squares: 0, first: 0, second: 0 };
  readonly #negative: Moments = { squares: 0, first: 0, second: 0 };
  #full = 0;
  #share = 0;
  #raised = 0;
  #lowered = 0;
  /** Weight of a leading positive row whose next ones are awaited. */
  #leader = 0;

  /**
   * @param squares of the weights of positive and negative rows down to and with this step
   * @param reach weight of all rows down to and with this step
   */
  add(positive: number, squares: { positive: number; negative: number }, reach: number, precision: number): void {
    this.#countBias(positive, squares.positive - this.#positive.squares, reach, precision);
    count(this.#positive, squares.positive, precision - this.#full + this.#share);
    count(this.#negative, squares.negative, this.#share);
    this.#full += positive / reach;
    this.#share += (positive * precision) / reach;
  }

  #countBias(positive: number, squares: number, reach: number, precision: number): void {
    if (this.#leader > 0) {
      this.#raised += (this.#leader * reach * (1 - precision)) / (2 * (reach - this.#leader));
      this.#leader = 0;
    }
    if (positive === 0) return;
    this.#lowered += positive * precision * (1 - precision * precision);
    const own = squares / positive;
    if (reach > own * (1 + 1e-9)) this.#raised += (positive * own * (1 - precision)) / (reach - own);
    else this.#leader = positive;
  }

  /**
   * How much too high average precision is expected to be.
   * @param rows effective number of positive rows
   * @param others share of the weight that is of other rows
   */
  bias(positives: number, rows: number, others: number): number {
    return (this.#raised - (this.#lowered * others) / rows) / positives;
  }

  /** @param positives weight of all positive rows */
  variance(value: number, positives: number): number {
    const sum = square(this.#positive, this.#full - this.#share - value) + square(this.#negative, -this.#share);
    return Math.max(0, sum) / (positives * positives);
  }
}

function count(moments: Moments, upTo: number, influence: number): void {
  const squares = upTo - moments.squares;
  moments.squares = upTo;
  moments.first += squares * influence;
  moments.second += squares * influence * influence;
}

/** Σ w² (a + shift)². */
function square({ squares, first, second }: Moments, shift: number): number {
  return second + 2 * shift * first + shift * shift * squares;
}
