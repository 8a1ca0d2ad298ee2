import { AppError } from '../base/errors.ts';
import { chooseUnit } from './chooseUnit.ts';
import { createTimeOrderIndex, type TimeOrderedWindows } from './timeOrderedWindows.ts';
import { calendarWindows, createWindowIndex, isCalendarUnit, rowsPerWindow, tooMany, WINDOW_LIMIT } from './windows.ts';

/** How rows fall into windows: plain data, the same for every pass over the rows. */
export interface TimelinePlan {
  unit: string;
  auto: boolean;
  /** Milliseconds since 1970, UTC; null for windows by rows. */
  edges: Float64Array | null;
  /** Null for windows on the calendar. */
  rowsPerWindow: number | null;
  /**
   * For windows by rows. `file`: rows fall into them by their number. `time`: their bounds are known only when all rows are;
   * until then (`placeInTime`) no row falls into any. Null for windows on the calendar.
   */
  order: 'file' | 'time' | null;
  /** The bounds of windows by rows in order of time. */
  placed: TimeOrderedWindows | null;
  windowCount: number;
  /** Rows in the dataset. */
  rows: number;
}

/**
 * @param request.unit `auto`, a calendar unit or `rows:N`
 * Windows by rows follow the time where there is any: then the plan is to be completed with `placeInTime`.
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
    if (windowCount > WINDOW_LIMIT) throw tooMany(windowCount, unit, `rows:${String(Math.ceil(request.rows / WINDOW_LIMIT))}`);
    const order = request.span ? 'time' : 'file';
    return { unit, auto, edges: null, rowsPerWindow: perWindow, order, placed: null, windowCount, rows: request.rows };
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
  const windowCount = edges.length - 1;
  return { unit, auto, edges, rowsPerWindow: null, order: null, placed: null, windowCount, rows: request.rows };
}

/** True while a plan has windows by rows in order of time whose bounds are not known. */
export function needsPlacing(plan: TimelinePlan): boolean {
  return plan.order === 'time' && plan.placed === null;
}

/** The plan with the bounds of its windows by rows in order of time. */
export function placeInTime(plan: TimelinePlan, placed: TimeOrderedWindows): TimelinePlan {
  return { ...plan, placed, windowCount: placed.firstTimes.length };
}

/**
 * Where a row falls. `time` may be NaN; `row` is the 0-based number of the row in the dataset.
 * -1 = in no window (no time, or outside of the planned span).
 */
export function createRowWindow(plan: TimelinePlan): (time: number, row: number) => number {
  const { edges, rowsPerWindow: perWindow, placed } = plan;
  if (placed) return createTimeOrderIndex(placed);
  if (needsPlacing(plan)) return () => -1;
  if (perWindow !== null) return (_time, row) => Math.floor(row / perWindow);
  return edges ? createWindowIndex(edges) : () => -1;
}
