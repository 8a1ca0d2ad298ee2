import type { Progress } from '../api/schemas/jobs.ts';

/** What work reports: where it is. Rate and time left are measured here unless the work knows them better. */
export type ProgressReport = Pick<Progress, 'stage' | 'done' | 'total' | 'unit'> & Partial<Pick<Progress, 'rate' | 'eta'>>;

export const noProgress: Progress = { stage: 'waiting', done: 0, total: null, unit: '', rate: null, eta: null };

/** The last seconds count: work that slows down says so. */
const spanMs = 5_000;
/** Before that much time a rate is a guess. */
const settleMs = 300;

/**
 * Turns absolute reports into Progress with units per second and seconds left, over the last five seconds of a
 * stage. Example: 0 of 100 rows, a second later 20 → rate 20, eta 4.
 */
export function createProgressMeter(now: () => number): (report: ProgressReport) => Progress {
  let stage = '';
  let samples: { at: number; done: number }[] = [];
  return (report) => {
    const at = now();
    if (report.stage !== stage) {
      stage = report.stage;
      samples = [];
    }
    samples.push({ at, done: report.done });
    while (samples.length > 2 && at - (samples[1]?.at ?? at) > spanMs) samples.shift();
    const first = samples[0] ?? { at, done: report.done };
    const elapsed = at - first.at;
    const measured = elapsed >= settleMs && report.done > first.done ? ((report.done - first.done) * 1000) / elapsed : null;
    const rate = report.rate ?? measured;
    const left = report.total === null ? null : report.total - report.done;
    return {
      stage: report.stage,
      done: report.done,
      total: report.total,
      unit: report.unit,
      rate,
      eta: report.eta ?? (rate !== null && rate > 0 && left !== null && left >= 0 ? left / rate : null),
    };
  };
}
