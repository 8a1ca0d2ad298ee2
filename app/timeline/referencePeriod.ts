import type { Timeline, TimelineWindow } from '../api/schemas/runs.ts';

type Reference = Timeline['reference'];

/** True when all of a window lies in the reference period. */
export function inReference(window: TimelineWindow, reference: Reference): boolean {
  if (!reference || window.start === null || window.end === null) return false;
  return Date.parse(window.start) >= Date.parse(reference.start) && Date.parse(window.end) <= Date.parse(reference.end);
}

/**
 * A reference period to start from: the first windows that together hold at least a fifth of the labelled rows, but
 * never the last window with labels. Null when windows have no times or fewer than two hold labels.
 */
export function suggestReference(windows: readonly TimelineWindow[]): Reference {
  const labelled = windows.filter((window) => window.labelled > 0);
  const first = labelled[0];
  if (!first || labelled.length < 2 || first.start === null) return null;
  const wanted = labelled.reduce((sum, window) => sum + window.labelled, 0) / 5;
  let seen = 0;
  for (const window of labelled.slice(0, -1)) {
    seen += window.labelled;
    const next = labelled[labelled.indexOf(window) + 1];
    if (seen >= wanted || next === labelled[labelled.length - 1]) {
      return window.end === null ? null : { start: first.start, end: window.end };
    }
  }
  return null;
}
