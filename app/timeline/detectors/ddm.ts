import { defineDetector, type Alarm, type Detector } from './detector.ts';

interface DdmOptions {
  warmUp: number;
  warning: number;
  drift: number;
}

/**
 * Drift detection method (J. Gama et al., Learning with Drift Detection, SBIA 2004): error rate p with s = √(p (1 - p) / n);
 * drift when p + s passes p_min + 3 s_min, where p_min and s_min are those of the least p + s so far.
 */
class Ddm implements Detector {
  #options: DdmOptions;
  #n = 0;
  #rate = 0;
  #least = Infinity;
  #leastRate = Infinity;
  #leastSpread = Infinity;

  constructor(options: DdmOptions) {
    this.#options = options;
  }

  update(value: number): Alarm {
    this.#n++;
    this.#rate += (1 / this.#n) * (value - this.#rate);
    if (this.#n <= this.#options.warmUp) return 'none';
    // Rounding may carry the rate of all errors past 1.
    const spread = Math.sqrt(Math.max(0, this.#rate * (1 - this.#rate)) / this.#n);
    const now = this.#rate + spread;
    if (now <= this.#least) {
      this.#least = now;
      this.#leastRate = this.#rate;
      this.#leastSpread = spread;
    }
    if (now > this.#leastRate + this.#options.drift * this.#leastSpread) return 'drift';
    return now > this.#leastRate + this.#options.warning * this.#leastSpread ? 'warning' : 'none';
  }
}

export const ddm = defineDetector({
  name: 'ddm',
  title: 'DDM (drift detection method)',
  explains: 'Finds a rising error rate, soon where the rise is sudden. At its defaults many a steady stream sets it off.',
  needs: 'bits',
  parameters: {
    warmUp: { value: 30, low: 1, high: 1e6, whole: true, meaning: 'No alarm before more than this many values.' },
    warning: { value: 2, low: 0, high: 1000, meaning: 'Warning at this many standard deviations above the best rate.' },
    drift: { value: 3, low: 0, high: 1000, meaning: 'Drift at this many standard deviations above the best rate.' },
  },
  sensitivity: { parameter: 'drift', low: 1, high: 20, unit: 'none', scale: 'linear', alarmsMore: 'lower' },
  prepare: (options) => () => new Ddm(options),
});
