import type { CSSProperties } from 'react';
import type { DriftCell } from '../../../../../app/api/schemas/drift';
import { isByPValue, pText, scoreText } from '../../../format/drift';

/** Smaller p-values than that lie at the end of the scale. */
const smallestP = 1e-6;

/** A score on a line from 0: the band it stays in without any drift, the limit, and where it is. */
export function ScoreScale({ cell }: { cell: DriftCell }) {
  const { score, threshold, band } = cell;
  if (score === null) return null;
  const isP = isByPValue(cell);
  const largest = 1.15 * Math.max(score, threshold ?? 0, band ?? 0, 1e-9);
  // p-values on a logarithmic line from 1 to the left: to the right is more drift, as for scores.
  const share = (x: number): number => (isP ? Math.log(Math.max(x, smallestP)) / Math.log(smallestP) : x / largest);
  const at = (x: number): string => `${String(100 * Math.min(1, Math.max(0, share(x))))}%`;
  const free = isP ? threshold : band;
  return (
    <div className="drift-scale">
      <div className="intervalbar" aria-hidden>
        {free !== null && <div className="intervalbar-band drift-free" style={{ left: 0, width: at(free) }} />}
        {threshold !== null && <div className="intervalbar-baseline" style={{ left: at(threshold) }} />}
        <div className={`intervalbar-value drift-value-${cell.verdict}`} style={{ left: at(score) }} />
      </div>
      <div className="drift-scale-words">
        <span>
          {isP ? 'p' : 'score'} <strong>{isP ? pText(score) : scoreText(score)}</strong>
        </span>
        {threshold !== null && (
          <span>
            <span className="swatch swatch-dashed" style={{ '--swatch': 'var(--chart-baseline)' } as CSSProperties} aria-hidden />
            limit {scoreText(threshold)}
          </span>
        )}
        {band !== null && (
          <span>
            <span className="drift-free drift-free-swatch" aria-hidden />
            without drift up to {scoreText(band)}
          </span>
        )}
        {isP && <span className="soft">smaller is more, logarithmic</span>}
      </div>
    </div>
  );
}
