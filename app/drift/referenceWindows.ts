import type { DriftReference, DriftWindow } from '../api/schemas/drift.ts';
import { AppError } from '../base/errors.ts';

/** Of the rows, in the first windows. */
const wantedShare = 0.2;

/**
 * Which windows are the reference, as indices.
 * @param period that of the project, which `auto` takes where there is one
 * @throws INVALID_INPUT when there is nothing to hold the rest against
 */
export function referenceWindows(
  windows: readonly DriftWindow[],
  reference: DriftReference,
  period: { start: string; end: string } | null,
): number[] {
  const asked = reference.from === 'period' ? { start: reference.start, end: reference.end } : period;
  const filled = [...windows.keys()].filter((w) => (windows[w]?.used ?? 0) > 0);
  if (asked && reference.from !== 'files' && reference.from !== 'project') {
    const inside = filled.filter((w) => {
      const { start, end } = windows[w] as DriftWindow;
      return (
        start !== null && end !== null && Date.parse(start) >= Date.parse(asked.start) && Date.parse(end) <= Date.parse(asked.end)
      );
    });
    if (inside.length > 0 && inside.length < filled.length) return inside;
    if (reference.from === 'period') {
      const all = `${windows[filled[0] ?? 0]?.start ?? '?'} to ${windows[filled.at(-1) ?? 0]?.end ?? '?'}`;
      throw new AppError(
        'INVALID_INPUT',
        inside.length === 0
          ? `No window lies wholly from ${asked.start} to ${asked.end}.`
          : `From ${asked.start} to ${asked.end} lie all rows: none is left to compare.`,
        { hint: `The windows go from ${all}. Choose another period, or smaller windows.` },
      );
    }
  }
  if (filled.length < 2) {
    throw new AppError('INVALID_INPUT', 'All rows lie in one window: there is nothing to compare it with.', {
      hint: 'Give the data a time column, smaller windows (for instance rows:1000), or another table as the reference.',
    });
  }
  const all = filled.reduce((sum, w) => sum + (windows[w]?.rows ?? 0), 0);
  const first: number[] = [];
  let seen = 0;
  for (const w of filled.slice(0, -1)) {
    first.push(w);
    seen += windows[w]?.rows ?? 0;
    if (seen >= wantedShare * all) break;
  }
  return first;
}
