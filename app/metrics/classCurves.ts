import type { ClassCurve } from '../api/schemas/runs.ts';
import { pointsPerCurve } from './drawnClasses.ts';
import type { RankTally } from './rankTally.ts';

/** The curves of classes against the rest, of tallies that have kept them; classes without rows of either kind left out. */
export function classCurves(ranked: readonly { label: string; rank: RankTally }[]): ClassCurve[] {
  const points = pointsPerCurve(ranked.length);
  return ranked
    .map(({ label, rank }) => ({
      label,
      share: rank.share,
      rocAuc: rank.rocAuc(),
      averagePrecision: rank.averagePrecision(),
      roc: rank.roc(points),
      pr: rank.pr(points),
    }))
    .filter(({ roc }) => roc.length > 1);
}
