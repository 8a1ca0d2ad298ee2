import type { RunSelection } from '../../../app/api/schemas/runs';
import type { WindowBounds } from '../charts/timelinePoints';

/** The rows of a window, to the row. */
export function windowSelection({ start, end, firstRow, lastRow, timeOrder }: WindowBounds): RunSelection {
  if (timeOrder && start !== null && end !== null) return { timeOrder: { start, end, ...timeOrder }, filters: [] };
  if (firstRow !== null && lastRow !== null) return { rows: { first: firstRow, last: lastRow }, filters: [] };
  return start !== null && end !== null ? { time: { start, end }, filters: [] } : { filters: [] };
}
