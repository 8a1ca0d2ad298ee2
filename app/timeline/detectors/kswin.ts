import { AppError } from '../../base/errors.ts';
import { Random } from '../../base/random.ts';
import { defineDetector, type Alarm, type Detector, type WholeNumbers } from './detector.ts';

interface KswinOptions {
  window: number;
  recent: number;
  /** Drift at this difference of counts: the least whose p-value is at most alpha. */
  critical: number;
}

/**
 * Kolmogorov-Smirnov windowing (C. Raab, M. Heusinger and F.-M. Schleif, Reactive Soft Prototype Computing for Concept Drift
 * Streams, Neurocomputing 416, 2020): the newest r of n values against r drawn without replacement from the older n - r.
 * The values of the window are kept in order, so that each test is one walk over them.
 */
class Kswin implements Detector {
  #options: KswinOptions;
  #random: WholeNumbers;
  /** Places 0 .. n - 1 form a ring; `order` lists the filled ones by value. */
  #values: Float64Array;
  #order: Int32Array;
  #pool: Int32Array;
  #marks: Int8Array;
  #filled = 0;
  #next = 0;

  constructor(options: KswinOptions, random: WholeNumbers) {
    this.#options = options;
    this.#random = random;
    this.#values = new Float64Array(options.window);
    this.#order = new Int32Array(options.window);
    this.#pool = new Int32Array(options.window - options.recent);
    this.#marks = new Int8Array(options.window);
  }

  update(value: number): Alarm {
    const { window, critical } = this.#options;
    if (this.#filled === window) this.#remove(this.#next);
    this.#insert(this.#next, value);
    this.#next = (this.#next + 1) % window;
    if (this.#filled < window) return 'none';
    this.#draw();
    return this.#difference() >= critical ? 'drift' : 'none';
  }

  #remove(place: number): void {
    const at = this.#order.indexOf(place);
    this.#order.copyWithin(at, at + 1, this.#filled);
    this.#filled--;
  }

  #insert(place: number, value: number): void {
    this.#values[place] = value;
    let low = 0;
    let high = this.#filled;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#values[this.#order[middle] as number] as number) <= value) low = middle + 1;
      else high = middle;
    }
    this.#order.copyWithin(low + 1, low, this.#filled);
    this.#order[low] = place;
    this.#filled++;
  }

  /** Marks the newest values -1, the drawn ones 1, the rest 0. The oldest value stands at #next. */
  #draw(): void {
    const { window, recent } = this.#options;
    const older = window - recent;
    this.#marks.fill(0);
    for (let age = 0; age < older; age++) this.#pool[age] = age;
    for (let i = 0; i < recent; i++) {
      const drawn = this.#random.integer(older - i);
      this.#marks[(this.#next + (this.#pool[drawn] as number)) % window] = 1;
      this.#pool[drawn] = this.#pool[older - i - 1] as number;
      this.#marks[(this.#next + older + i) % window] = -1;
    }
  }

  /** r times the Kolmogorov-Smirnov statistic: the greatest difference of counts at or below a value. */
  #difference(): number {
    let sum = 0;
    let most = 0;
    for (let i = 0; i < this.#filled; i++) {
      const place = this.#order[i] as number;
      sum += this.#marks[place] as number;
      const ends = i + 1 === this.#filled || this.#values[this.#order[i + 1] as number] !== this.#values[place];
      if (ends && Math.abs(sum) > most) most = Math.abs(sum);
    }
    return most;
  }
}

/**
 * Exact two-sided p-value of the two-sample Kolmogorov-Smirnov test with n values each: P(n D >= h) =
 * 2 Σ (-1)^(k-1) C(2n, n - kh) / C(2n, n) (B. V. Gnedenko and V. S. Korolyuk 1951). With ties it is an upper bound.
 */
export function equalSizesPValue(n: number, h: number): number {
  if (h <= 0) return 1;
  let sum = 0;
  for (let k = 1; k * h <= n; k++) {
    let ratio = 1;
    for (let i = 0; i < k * h; i++) ratio *= (n - i) / (n + i + 1);
    sum += k % 2 === 1 ? ratio : -ratio;
    if (ratio < 1e-17 * sum) break;
  }
  return Math.min(1, Math.max(0, 2 * sum));
}

/** river asks for a statistic above 0.1 as well, which matters for samples of some thousand values. */
function criticalDifference(recent: number, alpha: number): number {
  let h = Math.floor(recent * 0.1) + 1;
  while (h <= recent && equalSizesPValue(recent, h) > alpha) h++;
  return h;
}

export const kswin = defineDetector({
  name: 'kswin',
  title: 'KSWIN (Kolmogorov-Smirnov windows)',
  explains:
    'Compares the newest values with a sample of older ones: finds changes of spread and shape too, and tests at every value.',
  needs: 'numbers',
  parameters: {
    alpha: { value: 0.005, low: 0, high: 1, meaning: 'Greatest p-value that alarms; the test runs at every value.' },
    window: { value: 100, low: 2, high: 10_000, whole: true, meaning: 'Values kept.' },
    recent: { value: 30, low: 1, high: 5_000, whole: true, meaning: 'Newest values compared with as many older ones.' },
    seed: { value: 1, low: 0, high: 2 ** 32 - 1, whole: true, meaning: 'Seed of the draws, taken again at each start.' },
  },
  sensitivity: { parameter: 'alpha', low: 1e-12, high: 0.5, unit: 'none', scale: 'log', alarmsMore: 'higher' },
  prepare: ({ alpha, window, recent, seed }, randomness = () => new Random(seed)) => {
    if (2 * recent > window) {
      throw new AppError('INVALID_INPUT', `A window of ${window} values does not hold two samples of ${recent}.`, {
        hint: 'Choose a window of at least twice the newest values.',
      });
    }
    const critical = criticalDifference(recent, alpha);
    return () => new Kswin({ window, recent, critical }, randomness());
  },
});
