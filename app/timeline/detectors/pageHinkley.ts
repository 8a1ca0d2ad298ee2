import { defineDetector, type Alarm, type Detector } from './detector.ts';

interface PageHinkleyOptions {
  minValues: number;
  delta: number;
  threshold: number;
  alpha: number;
  direction: 'up' | 'down' | 'both';
}

/**
 * Page-Hinkley test (E. S. Page, Continuous Inspection Schemes, Biometrika 41, 1954; D. V. Hinkley 1971): the sum of x - mean - δ,
 * faded by α, alarms when it stands more than the threshold above its least value so far; for a falling mean the sum of
 * x - mean + δ below its greatest. The mean is that of all values since the start, the newest included.
 */
class PageHinkley implements Detector {
  #options: PageHinkleyOptions;
  #n = 0;
  #mean = 0;
  #rise = 0;
  #fall = 0;
  #least = Infinity;
  #most = -Infinity;

  constructor(options: PageHinkleyOptions) {
    this.#options = options;
  }

  update(value: number): Alarm {
    const { minValues, delta, threshold, alpha, direction } = this.#options;
    this.#n++;
    this.#mean += (1 / this.#n) * (value - this.#mean);
    const off = value - this.#mean;
    this.#rise = alpha * this.#rise + off - delta;
    this.#fall = alpha * this.#fall + off + delta;
    if (this.#rise < this.#least) this.#least = this.#rise;
    if (this.#fall > this.#most) this.#most = this.#fall;
    if (this.#n < minValues) return 'none';
    const rose = direction !== 'down' && this.#rise - this.#least > threshold;
    const fell = direction !== 'up' && this.#most - this.#fall > threshold;
    return rose || fell ? 'drift' : 'none';
  }
}

export const pageHinkley = defineDetector({
  name: 'pageHinkley',
  title: 'Page-Hinkley test',
  explains: 'Adds up deviations from the mean: finds small lasting changes. Its threshold is in units of the values.',
  needs: 'numbers',
  parameters: {
    minValues: { value: 30, low: 1, high: 1e6, whole: true, meaning: 'No alarm before this many values.' },
    delta: { value: 0.005, low: 0, high: 1e300, meaning: 'Deviation that is tolerated, in units of the values.' },
    threshold: { value: 50, low: 0, high: 1e300, meaning: 'Alarm where the sum passes this, in units of the values.' },
    alpha: { value: 0.9999, low: 0, high: 1, meaning: 'Forgetting factor of the sum; 1 forgets nothing.' },
    direction: { value: 'both', choices: ['up', 'down', 'both'], meaning: 'Which changes of the mean count.' },
  },
  sensitivity: { parameter: 'threshold', low: 0.5, high: 1000, unit: 'sd', scale: 'log', alarmsMore: 'lower' },
  prepare: (options) => () => new PageHinkley(options),
});
