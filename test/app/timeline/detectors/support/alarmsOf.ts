import type { Alarm, Detector } from '../../../../../app/timeline/detectors/detector.ts';

/** Places of the values at which a detector says so, counted from 0. */
export function alarmsOf(detector: Detector, values: ArrayLike<number>, alarm: Alarm = 'drift'): number[] {
  return Array.from(values).flatMap((value, i) => (detector.update(value) === alarm ? [i] : []));
}
