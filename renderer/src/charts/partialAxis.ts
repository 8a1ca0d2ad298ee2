import { compact } from '../format/numbers';
import { roundTicks } from './chartStyle';
import { timeTicks } from './timelinePoints';

export interface AxisTick {
  at: number;
  label: string;
}

export interface PartialAxis {
  /** Where a moment (or a row) stands, from 0 to 1 of the whole width. */
  at: (value: number) => number;
  /** Round moments (or rows), at most so many. */
  ticks: (isTime: boolean, most: number) => AxisTick[];
}

const minute = 60_000;
const hour = 60 * minute;
/** Steps within days, for logs that have just begun. */
const fineSteps = [minute, 5 * minute, 15 * minute, hour, 3 * hour, 6 * hour, 12 * hour];
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' });

/** A span of moments or rows on a part of the width of a chart. */
export function axisOf(span: { from: number; to: number }, place: { from: number; to: number }): PartialAxis {
  const width = span.to - span.from || 1;
  const at = (value: number): number => place.from + ((value - span.from) / width) * (place.to - place.from);
  return {
    at,
    ticks(isTime, most) {
      const { values, format } = isTime ? moments(span, most) : { values: roundTicks(span.from, span.to), format: compact };
      const every = Math.ceil(values.length / most);
      return values.filter((_, index) => index % every === 0).map((value) => ({ at: at(value), label: format(value) }));
    },
  };
}

function moments(
  { from, to }: { from: number; to: number },
  most: number,
): { values: number[]; format: (value: number) => string } {
  const step = fineSteps.find((size) => (to - from) / size <= most);
  if (step === undefined) {
    const { ticks, format } = timeTicks(from, to);
    return { values: ticks, format };
  }
  const values: number[] = [];
  for (let time = Math.ceil(from / step) * step; time <= to; time += step) values.push(time);
  return { values, format: (value) => clock.format(value) };
}
