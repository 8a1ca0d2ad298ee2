import { defineDetector, type Alarm, type Detector } from './detector.ts';

interface CusumOptions {
  minValues: number;
  delta: number;
  lambda: number;
  direction: 'up' | 'down' | 'both';
}

/**
 * Cumulative sum (E. S. Page, Biometrika 41, 1954) against the running mean: S = max(0, S + x - mean - δ), drift when S > λ; for
 * a falling mean the same of -x. The mean is that of all values since the start, the newest included.
 */
class Cusum implements Detector {
  #options: CusumOptions;
  #n = 0;
  #mean = 0;
  #up = 0;
  #down = 0;

  constructor(options: CusumOptions) {
    this.#options = options;
  }

  update(value: number): Alarm {
    const { minValues, delta, lambda, direction } = this.#options;
    this.#n++;
    this.#mean += (value - this.#mean) / this.#n;
    this.#up = Math.max(0, this.#up + value - this.#mean - delta);
    this.#down = Math.max(0, this.#down - value + this.#mean - delta);
    if (this.#n < minValues) return 'none';
    const rose = direction !== 'down' && this.#up > lambda;
    const fell = direction !== 'up' && this.#down > lambda;
    return rose || fell ? 'drift' : 'none';
  }
}

export const cusum = defineDetector({
  name: 'cusum',
  title: 'CUSUM (cumulative sum)',
  explains: 'Adds up deviations above the mean: finds small lasting rises. Its threshold is in units of the values.',
  needs: 'numbers',
  parameters: {
    minValues: { value: 30, low: 1, high: 1e6, whole: true, meaning: 'No alarm before this many values.' },
    delta: { value: 0.005, low: 0, high: 1e300, meaning: 'Deviation that is tolerated, in units of the values.' },
    lambda: { value: 50, low: 0, high: 1e300, meaning: 'Alarm where the sum passes this, in units of the values.' },
    direction: { value: 'up', choices: ['up', 'down', 'both'], meaning: 'Which changes of the mean count.' },
  },
  sensitivity: { parameter: 'lambda', low: 0.5, high: 1000, unit: 'sd', scale: 'log', alarmsMore: 'lower' },
  prepare: (options) => () => new Cusum(options),
});
