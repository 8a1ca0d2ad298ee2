import { defineDetector, type Alarm, type Detector } from './detector.ts';

interface AdwinOptions {
  delta: number;
  clock: number;
  maxBuckets: number;
  minWindow: number;
  grace: number;
}

/** Rows of buckets; row r holds buckets of 2^r values each, so that this is enough for any stream. */
const ROWS = 48;

/**
 * Adaptive windowing (A. Bifet and R. Gavaldà, Learning from Time-Changing Data with Adaptive Windowing, SDM 2007): a window
 * that grows while its older and newer parts agree. Parts of n0 and n1 values disagree when their means differ by more than
 * √(2 σ² L / m) + (2/3) L / m, L = ln(2 ln n / δ), 1/m = 1/(n0 - w + 1) + 1/(n1 - w + 1); then the oldest values go. The window
 * is kept in an exponential histogram of sums and sums of squares (Babcock et al., PODS 2003): memory of order log n.
 * Agrees with river's present code, which tries a cut behind every bucket.
 */
class Adwin implements Detector {
  #options: AdwinOptions;
  #stride: number;
  /** Bucket k of row r, the oldest first, is at r stride + k: its sum, and its sum of squares about its own mean. */
  #sums: Float64Array;
  #squares: Float64Array;
  #counts = new Int32Array(ROWS);
  #rows = 1;
  #width = 0;
  #total = 0;
  #variance = 0;
  #tick = 0;

  constructor(options: AdwinOptions) {
    this.#options = options;
    this.#stride = options.maxBuckets + 1;
    this.#sums = new Float64Array(ROWS * this.#stride);
    this.#squares = new Float64Array(ROWS * this.#stride);
  }

  update(value: number): Alarm {
    this.#width++;
    if (this.#width > 1) {
      const off = value - this.#total / (this.#width - 1);
      this.#variance += ((this.#width - 1) * off * off) / this.#width;
    }
    this.#total += value;
    this.#push(0, value, 0);
    for (let row = 0; this.#counts[row] === this.#stride; row++) this.#merge(row);
    this.#tick++;
    if (this.#tick % this.#options.clock !== 0 || this.#width <= this.#options.grace) return 'none';
    let alarm: Alarm = 'none';
    while (this.#disagrees()) {
      alarm = 'drift';
      this.#dropOldest();
    }
    return alarm;
  }

  #push(row: number, sum: number, squares: number): void {
    const count = this.#counts[row] as number;
    this.#sums[row * this.#stride + count] = sum;
    this.#squares[row * this.#stride + count] = squares;
    this.#counts[row] = count + 1;
    if (row >= this.#rows) this.#rows = row + 1;
  }

  /** Takes `count` of the oldest buckets out of a row. */
  #shift(row: number, count: number): void {
    const start = row * this.#stride;
    this.#sums.copyWithin(start, start + count, start + this.#stride);
    this.#squares.copyWithin(start, start + count, start + this.#stride);
    this.#counts[row] = (this.#counts[row] as number) - count;
  }

  /** The two oldest buckets of a row become one of the next. */
  #merge(row: number): void {
    const first = row * this.#stride;
    const n = 2 ** row;
    const a = this.#sums[first] as number;
    const b = this.#sums[first + 1] as number;
    const off = a / n - b / n;
    const squares = (this.#squares[first] as number) + (this.#squares[first + 1] as number) + (n * n * off * off) / (n + n);
    this.#push(row + 1, a + b, squares);
    this.#shift(row, 2);
  }

  #dropOldest(): void {
    const row = this.#rows - 1;
    const first = row * this.#stride;
    const n = 2 ** row;
    const sum = this.#sums[first] as number;
    this.#width -= n;
    this.#total -= sum;
    const off = sum / n - this.#total / this.#width;
    this.#variance -= (this.#squares[first] as number) + (n * this.#width * off * off) / (n + this.#width);
    this.#shift(row, 1);
    if (this.#counts[row] === 0) this.#rows--;
  }

  /** Whether any cut, from the oldest values on, parts the window in two that disagree. */
  #disagrees(): boolean {
    const { delta, minWindow } = this.#options;
    const log = Math.log((2 * Math.log(this.#width)) / delta);
    const variance = this.#variance / this.#width;
    let n0 = 0;
    let n1 = this.#width;
    let sum0 = 0;
    let sum1 = this.#total;
    for (let row = this.#rows - 1; row >= 0; row--) {
      const n = 2 ** row;
      const count = this.#counts[row] as number;
      for (let k = 0; k < count; k++) {
        const sum = this.#sums[row * this.#stride + k] as number;
        n0 += n;
        n1 -= n;
        sum0 += sum;
        sum1 -= sum;
        if (n1 < minWindow) return false;
        if (n0 < minWindow) continue;
        const m = 1 / (n0 - minWindow + 1) + 1 / (n1 - minWindow + 1);
        const limit = Math.sqrt(2 * m * variance * log) + (2 / 3) * log * m;
        if (Math.abs(sum0 / n0 - sum1 / n1) > limit) return true;
      }
    }
    return false;
  }
}

export const adwin = defineDetector({
  name: 'adwin',
  title: 'ADWIN (adaptive window)',
  explains: 'Finds any change of the mean, up or down, sudden or gradual, with few false alarms; weak changes take it long.',
  needs: 'numbers',
  parameters: {
    delta: { value: 0.002, low: 1e-300, high: 1, meaning: 'Confidence: the chance of a false alarm that its bound allows.' },
    clock: { value: 32, low: 1, high: 1e6, whole: true, meaning: 'Values between two checks.' },
    maxBuckets: { value: 5, low: 2, high: 100, whole: true, meaning: 'Buckets of one size; more give finer cuts.' },
    minWindow: { value: 5, low: 1, high: 1e6, whole: true, meaning: 'Fewest values on either side of a cut.' },
    grace: { value: 10, low: 1, high: 1e6, whole: true, meaning: 'No alarm before this many values.' },
  },
  sensitivity: { parameter: 'delta', low: 1e-12, high: 1, unit: 'none', scale: 'log', alarmsMore: 'higher' },
  prepare: (options) => () => new Adwin(options),
});
