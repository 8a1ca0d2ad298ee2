import type { Interval } from '../../../../../app/api/schemas/common';
import type { CorruptionScore, SeverityScore, StressReport } from '../../../../../app/api/schemas/stress';

export interface CurvePoint {
  /** 0 = clean. */
  severity: number;
  value: number | null;
  band: [number, number] | null;
  meaning: string;
  score: SeverityScore | null;
}

function point(severity: number, interval: Interval, about: Pick<CurvePoint, 'meaning' | 'score'>): CurvePoint {
  const { value, low, high } = interval;
  return { severity, value, band: value !== null && low !== null && high !== null ? [low, high] : null, ...about };
}

/** The curve of a corruption: clean first, then the severities done so far. */
export function curvePoints(report: StressReport, corruption: CorruptionScore): CurvePoint[] {
  return [
    point(0, report.clean, { meaning: 'as the data are', score: null }),
    ...[...corruption.severities]
      .sort((a, b) => a.severity - b.severity)
      .map((score) => point(score.severity, score.score, { meaning: score.meaning, score })),
  ];
}

/** How much worse than clean at the worst severity; what the curves are sorted by. */
export function worst(report: StressReport, corruption: CorruptionScore): number {
  const clean = report.clean.value;
  if (clean === null) return 0;
  const drops = corruption.severities.map((score) => {
    const { value } = score.score;
    return value === null ? 0 : report.higherIsBetter ? clean - value : value - clean;
  });
  return Math.max(0, ...drops);
}

/** One axis for all curves of a report, so that they can be compared at a glance. */
export function commonDomain(report: StressReport): [number, number] {
  const values = [
    report.clean.low ?? report.clean.value,
    report.clean.high ?? report.clean.value,
    report.dummy,
    report.floor,
    ...report.corruptions.flatMap((corruption) =>
      corruption.severities.flatMap((score) => {
        const { value, low, high } = score.score;
        return [value, low, high];
      }),
    ),
  ].filter((value): value is number => value !== null);
  if (values.length === 0) return [0, 1];
  const low = Math.min(...values);
  const high = Math.max(...values);
  const room = (high - low) * 0.06 || 0.02;
  return [low - room, high + room];
}
