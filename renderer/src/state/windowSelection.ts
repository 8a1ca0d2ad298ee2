import type { RunSelection, TimelineWindow } from '../../../app/api/schemas/runs';

/** The rows of a window, to the row. */
export function windowSelection({ start, end, firstRow, lastRow, timeOrder }: TimelineWindow): RunSelection {
  if (timeOrder && start !== null && end !== null) return { timeOrder: { start, end, ...timeOrder }, filters: [] };
  if (firstRow !== null && lastRow !== null) return { rows: { first: firstRow, last: lastRow }, filters: [] };
  return start !== null && end !== null ? { time: { start, end }, filters: [] } : { filters: [] };
}
