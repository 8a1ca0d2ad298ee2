// The figures of the model: true ones where there are labels, estimated ones where there are none.
import type { Interval } from '../../api/schemas/common.ts';
import { metricCatalogue } from '../../api/metricCatalogue.ts';
import { alertsOf, stretches, type AlertRule } from './rule.ts';

/** The whole interval lies on the worse side of the whole interval of the reference. */
export function isWorse(now: Interval | undefined, reference: Interval, higherIsBetter: boolean): boolean {
  if (!now || now.low === null || now.high === null || reference.low === null || reference.high === null) return false;
  return higherIsBetter ? now.high < reference.low : now.low > reference.high;
}

export function change(now: Interval | undefined, reference: Interval): string {
  const text = (value: number | null | undefined): string => (value === null || value === undefined ? '–' : value.toPrecision(3));
  return `${text(now?.value)} (${text(now?.low)} to ${text(now?.high)}), in the reference ${text(reference.value)}`;
}

export const metricDrop: AlertRule = {
  name: 'metricDrop',
  title: 'The model got worse',
  explains:
    'The 95 % interval of a true figure (the metric that is watched, accuracy, log loss; of numbers, both errors) lies wholly on the worse side of that of the reference.',
  find: ({ windows, watched, alsoWatched }) =>
    [...(watched ? [watched] : []), ...alsoWatched].flatMap(({ reference, higherIsBetter, title, windows: figures }) =>
      alertsOf(
        metricDrop,
        stretches(windows, (window) => isWorse(figures[window], reference, higherIsBetter)),
        ({ at }) => ({ severity: 'alarm', detail: `${title} ${change(figures[at], reference)}`, action: 'retrain' }),
      ),
    ),
};

/** Share of a window's rows that the reference has next to nothing like: beyond it, the estimate says too little. */
export const mostOutside = 0.1;

export const estimateDrop: AlertRule = {
  name: 'estimateDrop',
  title: 'The model probably got worse',
  explains: 'The figure estimated without labels lies, with its whole interval, on the worse side of that of the reference.',
  find: ({ windows, estimates, watched }) => {
    // What faults of data alone do is told by their own rules: it is no reason to train anew.
    const told = estimates.filter(({ method }) => method !== 'stress-replay');
    const estimate = told.find(({ metric }) => metric === watched?.metric) ?? told[0];
    const card = metricCatalogue.find(({ name }) => name === estimate?.metric);
    if (!estimate || !card) return [];
    return alertsOf(
      estimateDrop,
      stretches(
        windows,
        (window) =>
          (estimate.outsideSupport?.[window] ?? 0) <= mostOutside &&
          isWorse(estimate.windows[window], estimate.reference, card.higherIsBetter),
      ),
      ({ at }) => ({
        severity: 'warning',
        detail: `${card.title}, estimated: ${change(estimate.windows[at], estimate.reference)}`,
        action: 'retrain',
      }),
    );
  },
};
