import { defineDetector, type Alarm, type Detector } from './detector.ts';

interface HddmWOptions {
  drift: number;
  warning: number;
  lambda: number;
  direction: 'up' | 'both';
}

/** Exponentially weighted mean, and the sum of its squared weights, which McDiarmid's bound needs. */
interface Weighted {
  n: number;
  mean: number;
  squaredWeights: number;
}

const none = (): Weighted => ({ n: 0, mean: 0, squaredWeights: 1 });

/** A change in one direction: what was before the cut point against what came since. */
interface Side {
  sign: 1 | -1;
  before: Weighted;
  since: Weighted;
  cut: number;
}

/**
 * Drift detection by McDiarmid's bound on exponentially weighted averages (Frías-Blanco et al., as in hddmA.ts, algorithm
 * W-test). The cut point is where mean + √(v ln(1/δ) / 2) was least, v the sum of squared weights; drift when the mean since
 * exceeds the mean before by √((v_before + v_since) ln(1/δ) / 2). The mean begins with the first value, as in the paper; river's
 * takes a mean of 0 for none yet, so that the first error after correct rows counts in full.
 */
class HddmW implements Detector {
  #lambda: number;
  #driftLog: number;
  #warningLog: number;
  #all = none();
  #sides: Side[];

  constructor({ drift, warning, lambda, direction }: HddmWOptions) {
    this.#lambda = lambda;
    this.#driftLog = Math.log(1 / drift);
    this.#warningLog = Math.log(1 / warning);
    const signs = direction === 'both' ? ([1, -1] as const) : ([1] as const);
    this.#sides = signs.map((sign) => ({ sign, before: none(), since: none(), cut: Infinity }));
  }

  update(value: number): Alarm {
    this.#add(this.#all, value);
    const half = Math.sqrt((this.#all.squaredWeights * this.#driftLog) / 2);
    let worst: Alarm = 'none';
    for (const side of this.#sides) {
      const edge = side.sign * this.#all.mean + half;
      if (edge < side.cut) {
        side.cut = edge;
        Object.assign(side.before, this.#all);
        Object.assign(side.since, none());
      } else this.#add(side.since, value);
      const alarm = this.#judge(side);
      if (worst !== 'drift' && alarm !== 'none') worst = alarm;
    }
    return worst;
  }

  #add(to: Weighted, value: number): void {
    const { n, mean, squaredWeights } = to;
    const rest = 1 - this.#lambda;
    to.mean = n === 0 ? value : this.#lambda * value + rest * mean;
    to.squaredWeights = this.#lambda * this.#lambda + rest * rest * squaredWeights;
    to.n = n + 1;
  }

  #judge({ sign, before, since }: Side): Alarm {
    if (since.n === 0) return 'none';
    const distance = sign * (since.mean - before.mean);
    const spread = before.squaredWeights + since.squaredWeights;
    if (distance > Math.sqrt((spread * this.#driftLog) / 2)) return 'drift';
    return distance > Math.sqrt((spread * this.#warningLog) / 2) ? 'warning' : 'none';
  }
}

export const hddmW = defineDetector({
  name: 'hddmW',
  title: 'HDDM-W (McDiarmid bound on weighted averages)',
  explains:
    'Finds gradual and sudden changes of the error rate soon, as recent values weigh more; false alarms are more frequent.',
  needs: 'bits',
  parameters: {
    drift: { value: 0.001, low: 1e-300, high: 1, meaning: 'Confidence for drift: the chance of a false alarm its bound allows.' },
    warning: { value: 0.005, low: 1e-300, high: 1, meaning: 'Confidence for a warning.' },
    lambda: { value: 0.05, low: 1e-6, high: 1, meaning: 'Weight of the newest value; more forgets sooner.' },
    direction: { value: 'up', choices: ['up', 'both'], meaning: 'Whether falling rates count as drift as well.' },
  },
  sensitivity: { parameter: 'drift', low: 1e-12, high: 1, unit: 'none', scale: 'log', alarmsMore: 'higher' },
  prepare: (options) => () => new HddmW(options),
});
