import { defineDetector, type Alarm, type Detector } from './detector.ts';

interface GmaOptions {
  minValues: number;
  alpha: number;
  lambda: number;
  direction: 'up' | 'down' | 'both';
}

/**
 * Geometric moving average (S. W. Roberts, Control Chart Tests Based on Geometric Moving Averages, Technometrics 1, 1959) of the
 * deviations from the running mean: z = α z + (1 - α) (x - mean), drift when z > λ.
 */
class Gma implements Detector {
  #options: GmaOptions;
  #n = 0;
  #mean = 0;
  #average = 0;

  constructor(options: GmaOptions) {
    this.#options = options;
  }

  update(value: number): Alarm {
    const { minValues, alpha, lambda, direction } = this.#options;
    this.#n++;
    this.#mean += (value - this.#mean) / this.#n;
    this.#average = alpha * this.#average + (1 - alpha) * (value - this.#mean);
    if (this.#n < minValues) return 'none';
    const rose = direction !== 'down' && this.#average > lambda;
    const fell = direction !== 'up' && this.#average < -lambda;
    return rose || fell ? 'drift' : 'none';
  }
}

export const gma = defineDetector({
  name: 'gma',
  title: 'Geometric moving average',
  explains:
    'Compares a fading average of recent values with the mean of all: simple, and its threshold is in units of the values.',
  needs: 'numbers',
  parameters: {
    minValues: { value: 30, low: 1, high: 1e6, whole: true, meaning: 'No alarm before this many values.' },
    alpha: { value: 0.99, low: 0, high: 1, meaning: 'Forgetting factor: 0.99 looks back at some hundred values.' },
    lambda: { value: 1, low: 0, high: 1e300, meaning: 'Alarm where the average passes this, in units of the values.' },
    direction: { value: 'up', choices: ['up', 'down', 'both'], meaning: 'Which changes of the mean count.' },
  },
  sensitivity: { parameter: 'lambda', low: 0.001, high: 10, unit: 'sd', scale: 'log', alarmsMore: 'lower' },
  prepare: (options) => () => new Gma(options),
});
