import { firstTrue } from '../base/sortedSearch.ts';
import { isTime } from './windows.ts';

/**
 * The bounds of windows of N rows in order of time: their first and last rows, each by its time (whole milliseconds since
 * 1970) and, since rows may share a time, its 0-based number in the dataset.
 */
export interface TimeOrderedWindows {
  firstTimes: Float64Array;
  firstRows: Float64Array;
  lastTimes: Float64Array;
  lastRows: Float64Array;
}

/** Finds the bounds from rows given in order of time, ties in order of their numbers. Keeps nothing but the bounds. */
export class TimeOrderedWindowsFinder {
  readonly #perWindow: number;
  readonly #firstTimes: number[] = [];
  readonly #firstRows: number[] = [];
  readonly #lastTimes: number[] = [];
  readonly #lastRows: number[] = [];
  #seen = 0;

  constructor(rowsPerWindow: number) {
    this.#perWindow = rowsPerWindow;
  }

  /** Rows without a time (NaN, or off the calendar) belong to no window. */
  add(times: Float64Array, rows: Float64Array): void {
    for (let index = 0; index < times.length; index++) {
      const time = Math.floor(times[index] as number);
      if (!isTime(time)) continue;
      const row = rows[index] as number;
      const window = Math.floor(this.#seen / this.#perWindow);
      if (this.#seen % this.#perWindow === 0) {
        this.#firstTimes.push(time);
        this.#firstRows.push(row);
      }
      this.#lastTimes[window] = time;
      this.#lastRows[window] = row;
      this.#seen++;
    }
  }

  windows(): TimeOrderedWindows {
    return {
      firstTimes: Float64Array.from(this.#firstTimes),
      firstRows: Float64Array.from(this.#firstRows),
      lastTimes: Float64Array.from(this.#lastTimes),
      lastRows: Float64Array.from(this.#lastRows),
    };
  }
}

/** A function from a row's time (NaN = none) and 0-based number to its window; -1 without a time. First looks where the row before was found. */
export function createTimeOrderIndex({ firstTimes, firstRows }: TimeOrderedWindows): (time: number, row: number) => number {
  const count = firstTimes.length;
  const reaches = (window: number, time: number, row: number): boolean => {
    const first = firstTimes[window] as number;
    return time > first || (time === first && row >= (firstRows[window] as number));
  };
  let recent = 0;
  return (exact, row) => {
    // Bounds are whole milliseconds, as times are saved.
    const time = Math.floor(exact);
    if (count === 0 || !isTime(time) || !reaches(0, time, row)) return -1;
    if (reaches(recent, time, row) && (recent + 1 === count || !reaches(recent + 1, time, row))) return recent;
    recent = firstTrue(count, (window) => !reaches(window, time, row)) - 1;
    return recent;
  };
}
