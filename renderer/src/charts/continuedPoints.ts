// The figures of a validation and of what was deployed after it on one axis. Where one of them would be too narrow to be
// seen (validated over years, deployed since yesterday), each has a scale of its own and the axis is cut between them.
import type { MetricName, Timeline } from '../../../app/api/schemas/runs';
import { axisOf, type AxisTick } from './partialAxis';
import { gapsOf, hasTimes, timelinePoints, type TimelinePoint } from './timelinePoints';

type Part = 'validated' | 'deployed';

export interface ContinuedPoint {
  part: Part;
  /** Place on the axis, from 0 to 1. */
  at: number;
  /** By part, so that no line leads from one to the other. */
  validated: number | null;
  deployed: number | null;
  validatedBand: [number, number] | null;
  deployedBand: [number, number] | null;
  point: TimelinePoint;
}

export interface Continued {
  points: ContinuedPoint[];
  ticks: AxisTick[];
  /** Where the first answer was logged. */
  deployedAt: number;
  /** Stretches without rows, of either part. */
  gaps: { from: number; to: number }[];
  /** The axis is cut there; null = one scale for both. */
  cut: { from: number; to: number } | null;
}

const leastShare = 0.2;
const mostEmpty = 0.3;
const cut = { from: 0.58, to: 0.62 };

interface Span {
  from: number;
  to: number;
}

function spanOf(points: readonly TimelinePoint[]): Span {
  return { from: points[0]?.from ?? 0, to: points.at(-1)?.to ?? 1 };
}

function hasOneScale(before: Span, after: Span): boolean {
  const whole = after.to - before.from;
  const empty = after.from - before.to;
  return (
    empty >= 0 &&
    empty <= mostEmpty * whole &&
    before.to - before.from >= leastShare * whole &&
    after.to - after.from >= leastShare * whole
  );
}

/** @param first when the first answer was logged, ISO 8601; null = at the beginning of the first window */
export function continuedPoints(about: {
  validated: Timeline;
  deployed: Timeline;
  metric: MetricName;
  first: string | null;
}): Continued {
  const { validated, deployed, metric, first } = about;
  const before = timelinePoints(validated.windows, metric, validated.unit);
  const after = timelinePoints(deployed.windows, metric, deployed.unit);
  const spans = { validated: spanOf(before), deployed: spanOf(after) };
  const areTimed = { validated: hasTimes(validated.windows), deployed: hasTimes(deployed.windows) };
  const isOne = areTimed.validated && areTimed.deployed && hasOneScale(spans.validated, spans.deployed);
  const whole = { from: spans.validated.from, to: spans.deployed.to };
  const scales = isOne
    ? { validated: axisOf(whole, { from: 0, to: 1 }), deployed: axisOf(whole, { from: 0, to: 1 }) }
    : {
        validated: axisOf(spans.validated, { from: 0, to: cut.from }),
        deployed: axisOf(spans.deployed, { from: cut.to, to: 1 }),
      };
  const placed = (part: Part, points: readonly TimelinePoint[]): ContinuedPoint[] =>
    points.map((point) => ({
      part,
      at: scales[part].at(point.x),
      validated: part === 'validated' ? point.value : null,
      deployed: part === 'deployed' ? point.value : null,
      validatedBand: part === 'validated' ? point.band : null,
      deployedBand: part === 'deployed' ? point.band : null,
      point,
    }));
  const gaps = (part: Part, points: readonly TimelinePoint[]): Span[] =>
    gapsOf(points).map(({ from, to }) => ({ from: scales[part].at(from), to: scales[part].at(to) }));
  const logged = first === null || !areTimed.deployed ? spans.deployed.from : Date.parse(first);
  const between = isOne ? [{ from: scales.validated.at(spans.validated.to), to: scales.deployed.at(spans.deployed.from) }] : [];
  return {
    points: [...placed('validated', before), ...placed('deployed', after)],
    ticks: isOne
      ? scales.validated.ticks(areTimed.validated, 8)
      : [...scales.validated.ticks(areTimed.validated, 5), ...scales.deployed.ticks(areTimed.deployed, 3)],
    deployedAt: scales.deployed.at(Math.min(Math.max(logged, spans.deployed.from), spans.deployed.to)),
    gaps: [...gaps('validated', before), ...between.filter(({ from, to }) => to > from), ...gaps('deployed', after)],
    cut: isOne ? null : cut,
  };
}
