import { AppError } from '../base/errors.ts';
import { chooseUnit } from './chooseUnit.ts';
import { calendarWindows, createWindowIndex, isCalendarUnit, rowsPerWindow, tooMany, WINDOW_LIMIT } from './windows.ts';

/** How rows fall into windows: plain data, the same for every pass over the rows. */
export interface TimelinePlan {
  unit: string;
  auto: boolean;
  /** Milliseconds since 1970, UTC; null for windows by rows. */
  edges: Float64Array | null;
  /** Null for windows on the calendar. */
  rowsPerWindow: number | null;
  windowCount: number;
  /** Rows in the dataset. */
  rows: number;
}

/**
 * @param request.unit `auto`, a calendar unit or `rows:N`
 * @param request.span first and last time, milliseconds since 1970; null without a time column (or with an empty one)
 * @param request.rows number of rows in the dataset
 * @throws AppError INVALID_INPUT for a calendar unit without times, an unknown unit, or too many windows
 */
export function planTimeline(request: { unit: string; span: { start: number; end: number } | null; rows: number }): TimelinePlan {
  const auto = request.unit === 'auto';
  const unit = auto ? chooseUnit(request.span, request.rows) : request.unit;
  const perWindow = rowsPerWindow(unit);
  if (perWindow !== null) {
    const windowCount = Math.ceil(request.rows / perWindow);
    if (windowCount > WINDOW_LIMIT) throw tooMany(windowCount, unit);
    return { unit, auto, edges: null, rowsPerWindow: perWindow, windowCount, rows: request.rows };
  }
  if (!isCalendarUnit(unit)) {
    throw new AppError('INVALID_INPUT', `There is no window unit "${unit}".`, {
      hint: 'Use auto, day, week, month, quarter, year or rows:N.',
    });
  }
  if (!request.span) {
    throw new AppError('INVALID_INPUT', `Windows by ${unit} need a time column with times in it.`, {
      hint: 'Give a column the role "time", or choose windows by rows.',
    });
  }
  const edges = calendarWindows(request.span.start, request.span.end, unit);
  return { unit, auto, edges, rowsPerWindow: null, windowCount: edges.length - 1, rows: request.rows };
}

/**
 * Where a row falls. `time` may be NaN; `row` is the 0-based number of the row in the dataset.
 * -1 = in no window (no time, or outside of the planned span).
 */
export function createRowWindow(plan: TimelinePlan): (time: number, row: number) => number {
  const { edges, rowsPerWindow: perWindow } = plan;
  if (perWindow !== null) return (_time, row) => Math.floor(row / perWindow);
  return edges ? createWindowIndex(edges) : () => -1;
}
