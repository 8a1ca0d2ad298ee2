import { firstTrue } from '../../base/sortedSearch.ts';
import { incompleteBeta } from '../../metrics/incompleteBeta.ts';
import { normalQuantile } from '../../metrics/normalQuantile.ts';
import { defineDetector, type Alarm, type Detector } from './detector.ts';

/** Counts of errors in a window that alarm: this many or fewer, that many or more. */
export interface ControlLimits {
  low: number;
  high: number;
}

export interface ChartOptions {
  /** Share of errors in the reference period, 0..1. */
  referenceRate: number;
  /** Values in a window. */
  window: number;
  direction: 'up' | 'down' | 'both';
  limits: 'exact' | 'wilson';
}

/**
 * Control limits of a p chart (W. A. Shewhart 1931). 'exact': the counts whose binomial tail probability at the reference rate
 * is at most the false-alarm probability (half of it each way for 'both'). 'wilson': those whose Wilson interval excludes the
 * reference rate p, which is |share - p| > z √(p (1 - p) / n).
 * @param falseAlarm probability in 0..1 that a window alarms at the reference rate; 'exact' never exceeds it
 */
export function controlLimits(
  { referenceRate: p, window: n, direction, limits }: ChartOptions,
  falseAlarm: number,
): ControlLimits {
  const tail = direction === 'both' ? falseAlarm / 2 : falseAlarm;
  const spread = -normalQuantile(tail) * Math.sqrt((p * (1 - p)) / n);
  const tooMany = (count: number): boolean => (limits === 'exact' ? atLeast(count, n, p) <= tail : count / n - p > spread);
  const tooFew = (count: number): boolean => (limits === 'exact' ? atLeast(n - count, n, 1 - p) <= tail : p - count / n > spread);
  return {
    low: direction === 'up' ? -1 : n - firstTrue(n + 1, (k) => tooFew(n - k)),
    high: direction === 'down' ? n + 1 : firstTrue(n + 1, tooMany),
  };
}

/** P(X >= count) for X binomial (n, p): I_p(count, n - count + 1). */
function atLeast(count: number, n: number, p: number): number {
  return count <= 0 ? 1 : incompleteBeta(count, n - count + 1, p, 1 - p);
}

/** Windows of n values, one after the other; judged at the end of each. */
class BinomialChart implements Detector {
  #window: number;
  #drift: ControlLimits;
  #warning: ControlLimits;
  #n = 0;
  #errors = 0;

  constructor(window: number, drift: ControlLimits, warning: ControlLimits) {
    this.#window = window;
    this.#drift = drift;
    this.#warning = warning;
  }

  update(value: number): Alarm {
    this.#errors += value;
    if (++this.#n < this.#window) return 'none';
    const errors = this.#errors;
    this.#n = 0;
    this.#errors = 0;
    if (errors <= this.#drift.low || errors >= this.#drift.high) return 'drift';
    return errors <= this.#warning.low || errors >= this.#warning.high ? 'warning' : 'none';
  }
}

export const binomialChart = defineDetector({
  name: 'binomialChart',
  title: 'Control chart of the error rate (p chart)',
  explains: 'Compares each window of values with the rate of the reference period, at a chosen probability of a false alarm.',
  needs: 'bits',
  parameters: {
    referenceRate: { value: 0.1, low: 0, high: 1, meaning: 'Share of errors in the reference period.' },
    window: { value: 100, low: 1, high: 1e7, whole: true, meaning: 'Values in a window.' },
    falseAlarm: { value: 0.0027, low: 0, high: 1, meaning: 'Probability of a false alarm in a window; 0.0027 is 3 sigma.' },
    warning: { value: 0.0455, low: 0, high: 1, meaning: 'Probability of a false warning in a window; 0.0455 is 2 sigma.' },
    direction: { value: 'both', choices: ['up', 'down', 'both'], meaning: 'Whether rising rates, falling rates or both alarm.' },
    limits: { value: 'exact', choices: ['exact', 'wilson'], meaning: 'Exact binomial tails, or the Wilson score.' },
  },
  sensitivity: { parameter: 'falseAlarm', low: 1e-12, high: 1, unit: 'none', scale: 'log', alarmsMore: 'higher' },
  fromReference: (values) => {
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += values[i] as number;
    return { referenceRate: sum / values.length };
  },
  prepare: ({ falseAlarm, warning, ...options }) => {
    const drift = controlLimits(options, falseAlarm);
    const warn = controlLimits(options, warning);
    return () => new BinomialChart(options.window, drift, warn);
  },
});
