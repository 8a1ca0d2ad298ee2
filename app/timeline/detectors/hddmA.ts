import { defineDetector, type Alarm, type Detector } from './detector.ts';

interface HddmAOptions {
  drift: number;
  warning: number;
  direction: 'up' | 'both';
}

/**
 * Drift detection by Hoeffding's bound on averages (I. Frías-Blanco et al., Online and Non-Parametric Drift Detection Methods
 * Based on Hoeffding's Bounds, IEEE TKDE 27(3), 2015, algorithm A-test). The cut point is where mean + √(ln(1/δ) / 2n) was least;
 * drift when the mean of all has since risen by √(m ln(2/δ) / 2), m = (n - n_cut) / (n_cut n). Values in 0..1.
 */
class HddmA implements Detector {
  #bound: number;
  #driftLog: number;
  #warningLog: number;
  #both: boolean;
  #n = 0;
  #mean = 0;
  #lowN = 0;
  #lowMean = 0;
  #highN = 0;
  #highMean = 0;

  constructor({ drift, warning, direction }: HddmAOptions) {
    this.#bound = Math.log(1 / drift);
    this.#driftLog = Math.log(2 / drift);
    this.#warningLog = Math.log(2 / warning);
    this.#both = direction === 'both';
  }

  update(value: number): Alarm {
    this.#n++;
    this.#mean += (1 / this.#n) * (value - this.#mean);
    const half = this.#half(this.#n);
    if (this.#lowN === 0 || this.#lowMean + this.#half(this.#lowN) >= this.#mean + half) {
      this.#lowN = this.#n;
      this.#lowMean = this.#mean;
    }
    if (this.#highN === 0 || this.#highMean - this.#half(this.#highN) <= this.#mean - half) {
      this.#highN = this.#n;
      this.#highMean = this.#mean;
    }
    const up = this.#judge(this.#mean - this.#lowMean, this.#lowN);
    if (!this.#both || up === 'drift') return up;
    const down = this.#judge(this.#highMean - this.#mean, this.#highN);
    return down === 'none' ? up : down;
  }

  #half(n: number): number {
    return Math.sqrt((1 / (2 * n)) * this.#bound);
  }

  #judge(distance: number, cut: number): Alarm {
    if (cut === this.#n) return 'none';
    const m = ((this.#n - cut) / cut) * (1 / this.#n);
    if (distance >= Math.sqrt((m / 2) * this.#driftLog)) return 'drift';
    return distance >= Math.sqrt((m / 2) * this.#warningLog) ? 'warning' : 'none';
  }
}

export const hddmA = defineDetector({
  name: 'hddmA',
  title: 'HDDM-A (Hoeffding bound on averages)',
  explains: 'Finds a sudden change of the error rate with a bound that holds for any values in 0..1.',
  needs: 'bits',
  parameters: {
    drift: { value: 0.001, low: 1e-300, high: 1, meaning: 'Confidence for drift: the chance of a false alarm its bound allows.' },
    warning: { value: 0.005, low: 1e-300, high: 1, meaning: 'Confidence for a warning.' },
    direction: { value: 'up', choices: ['up', 'both'], meaning: 'Whether falling rates count as drift as well.' },
  },
  sensitivity: { parameter: 'drift', low: 1e-12, high: 1, unit: 'none', scale: 'log', alarmsMore: 'higher' },
  prepare: (options) => () => new HddmA(options),
});
