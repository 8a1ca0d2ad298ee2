import { defineDetector, type Alarm, type Detector } from './detector.ts';

interface EddmOptions {
  warmUp: number;
  warning: number;
  drift: number;
}

/**
 * Early drift detection method (M. Baena-García et al., IWKDDS 2006): mean m and standard deviation s (ddof 1) of the distances
 * between errors; drift when (m + 2 s) falls below the share `drift` of its greatest value so far.
 */
class Eddm implements Detector {
  #options: EddmOptions;
  #n = 0;
  #errors = 0;
  #lastError = 0;
  #mean = 0;
  #squares = 0;
  #most = -1;
  /** What the last error said; the values between errors change nothing. */
  #alarm: Alarm = 'none';

  constructor(options: EddmOptions) {
    this.#options = options;
  }

  update(value: number): Alarm {
    this.#n++;
    if (value !== 1) return this.#alarm;
    const distance = this.#n - this.#lastError;
    this.#lastError = this.#n;
    this.#errors++;
    const off = distance - this.#mean;
    this.#mean += off / this.#errors;
    this.#squares += off * (distance - this.#mean);
    if (this.#n <= this.#options.warmUp) return this.#alarm;
    const level = this.#mean + 2 * Math.sqrt(this.#errors > 1 ? this.#squares / (this.#errors - 1) : 0);
    if (level > this.#most) this.#most = level;
    else if (this.#errors > this.#options.warmUp) this.#alarm = this.#judge(level / this.#most);
    return this.#alarm;
  }

  #judge(share: number): Alarm {
    if (share < this.#options.drift) return 'drift';
    return share < this.#options.warning ? 'warning' : 'none';
  }
}

export const eddm = defineDetector({
  name: 'eddm',
  title: 'EDDM (early drift detection method)',
  explains: 'Watches the distance between errors: finds a slow rise of a low error rate sooner than DDM, with more false alarms.',
  needs: 'bits',
  parameters: {
    warmUp: { value: 30, low: 1, high: 1e6, whole: true, meaning: 'No alarm before more than this many errors.' },
    warning: { value: 0.95, low: 0, high: 1, meaning: 'Warning below this share of the greatest distance.' },
    drift: { value: 0.9, low: 0, high: 1, meaning: 'Drift below this share of the greatest distance.' },
  },
  sensitivity: { parameter: 'drift', low: 0.1, high: 0.999, unit: 'none', scale: 'linear', alarmsMore: 'higher' },
  prepare: (options) => () => new Eddm(options),
});
