import type { Metrics, Timeline, TimelineWindow } from '../api/schemas/runs.ts';
import { createRowWindow, needsPlacing, type TimelinePlan } from './timelinePlan.ts';
import { isTime } from './windows.ts';

/** What a window needs of a tally; ClassificationTally and RegressionTally have it. */
export interface WindowTally<Rows, Self> {
  rows: number;
  labelled: number;
  add(rows: Rows, from: number, to: number): void;
  merge(other: Self): void;
}

/** How the windows of one task are counted and turned into figures. */
export interface WindowFigures<Tally, Order> {
  create(): Tally;
  /** Takes what must come in order of scores or errors, for a window whose tally is complete. */
  createOrder(tally: Tally): Order;
  /** @param order null = without the metrics that need an order (live figures) */
  metrics(tally: Tally, order: Order | null): Metrics;
}

interface OneWindow<Tally> {
  tally: Tally;
  earliest: number;
  latest: number;
}

/**
 * One small tally per window that has rows. First pass: `add` every batch, in any order. Second pass, where wanted:
 * `order` gives what a window takes in order of scores (descending) or absolute errors (ascending); as the rows of a
 * window keep the order of a stream sorted over all rows, one sorted stream feeds every window.
 */
export class TimelineTally<Rows extends { rowCount: number }, Tally extends WindowTally<Rows, Tally>, Order> {
  readonly plan: TimelinePlan;
  /** The 0-based window of a row by its time (NaN = none) and its 0-based number in the dataset; -1 = none. */
  readonly windowOf: (time: number, row: number) => number;
  readonly #figures: WindowFigures<Tally, Order>;
  readonly #windows: (OneWindow<Tally> | undefined)[];
  readonly #orders: (Order | undefined)[] = [];
  /** Rows in no window. */
  readonly #outside: Tally;
  #rowsWithoutTime = 0;
  #ordered = false;

  constructor(plan: TimelinePlan, figures: WindowFigures<Tally, Order>) {
    this.plan = plan;
    this.windowOf = createRowWindow(plan);
    this.#figures = figures;
    this.#windows = new Array<OneWindow<Tally> | undefined>(plan.windowCount);
    this.#outside = figures.create();
  }

  /**
   * @param times milliseconds since 1970 by row of the batch, NaN = missing; null without a time column
   * @param rowNumber 0-based number in the dataset of the batch's first row, or of each row where not consecutive
   */
  add(rows: Rows, times: Float64Array | null, rowNumber: number | Float64Array): void {
    let from = 0;
    let window = -1;
    for (let row = 0; row < rows.rowCount; row++) {
      const time = times?.[row] ?? NaN;
      const timed = isTime(time);
      if (!timed) this.#rowsWithoutTime++;
      const number = typeof rowNumber === 'number' ? rowNumber + row : (rowNumber[row] ?? 0);
      const here = this.windowOf(timed ? time : NaN, number);
      if (here !== window) {
        this.#addRun(rows, window, from, row);
        window = here;
        from = row;
      }
      if (timed && here >= 0) this.#stretch(this.#windowAt(here), time, time);
    }
    this.#addRun(rows, window, from, rows.rowCount);
  }

  #addRun(rows: Rows, window: number, from: number, to: number): void {
    if (to > from) (window < 0 ? this.#outside : this.#windowAt(window).tally).add(rows, from, to);
  }

  #windowAt(window: number): OneWindow<Tally> {
    const there = this.#windows[window];
    if (there) return there;
    const made = { tally: this.#figures.create(), earliest: Infinity, latest: -Infinity };
    this.#windows[window] = made;
    return made;
  }

  #stretch(window: OneWindow<Tally>, earliest: number, latest: number): void {
    if (earliest < window.earliest) window.earliest = earliest;
    if (latest > window.latest) window.latest = latest;
  }

  /** Adds the rows another tally of the same plan has seen. To be done before anything is fed in order. */
  merge(other: TimelineTally<Rows, Tally, Order>): void {
    this.#rowsWithoutTime += other.#rowsWithoutTime;
    this.#outside.merge(other.#outside);
    other.#windows.forEach((theirs, window) => {
      if (!theirs) return;
      const ours = this.#windowAt(window);
      ours.tally.merge(theirs.tally);
      this.#stretch(ours, theirs.earliest, theirs.latest);
    });
  }

  /** What takes the rows of a window in order; from the first call on, the timeline holds the metrics that need it. */
  order(window: number): Order {
    this.#ordered = true;
    const there = this.#orders[window];
    if (there) return there;
    const made = this.#figures.createOrder(this.#windowAt(window).tally);
    this.#orders[window] = made;
    return made;
  }

  /**
   * Every window, empty ones included: their figures are null. While rows still come in (`live`), the metrics that
   * need an order are left out and windows after the last row seen are not there yet.
   */
  windows(options: { live?: boolean } = {}): TimelineWindow[] {
    if (needsPlacing(this.plan)) return [];
    const count = options.live ? this.#windows.reduce((last, _, window) => Math.max(last, window + 1), 0) : this.plan.windowCount;
    const empty = this.#figures.create();
    const windows: TimelineWindow[] = [];
    for (let window = 0; window < count; window++) {
      const tally = this.#windows[window]?.tally ?? empty;
      const order = this.#ordered && !options.live ? (this.#orders[window] ?? this.#figures.createOrder(tally)) : null;
      windows.push({
        ...this.#place(window),
        rows: tally.rows,
        labelled: tally.labelled,
        metrics: this.#figures.metrics(tally, order),
      });
    }
    return windows;
  }

  #place(window: number): Pick<TimelineWindow, 'start' | 'end' | 'firstRow' | 'lastRow' | 'timeOrder'> {
    const { edges, rowsPerWindow, placed } = this.plan;
    if (placed) {
      return {
        start: isoTime(placed.firstTimes[window] ?? NaN),
        end: isoTime(placed.lastTimes[window] ?? NaN),
        firstRow: null,
        lastRow: null,
        timeOrder: { firstRow: (placed.firstRows[window] ?? NaN) + 1, lastRow: (placed.lastRows[window] ?? NaN) + 1 },
      };
    }
    const one = this.#windows[window];
    if (edges) {
      return { start: isoTime(edges[window] ?? NaN), end: isoTime(edges[window + 1] ?? NaN), firstRow: null, lastRow: null };
    }
    const perWindow = rowsPerWindow ?? 1;
    const timed = one && one.latest >= one.earliest;
    return {
      start: timed ? isoTime(one.earliest) : null,
      end: timed ? isoTime(one.latest) : null,
      firstRow: window * perWindow + 1,
      lastRow: Math.min(this.plan.rows, (window + 1) * perWindow),
    };
  }

  timeline(reference: Timeline['reference'] = null): Timeline {
    let withoutLabel = this.#outside.rows - this.#outside.labelled;
    for (const one of this.#windows) if (one) withoutLabel += one.tally.rows - one.tally.labelled;
    return {
      unit: this.plan.unit,
      auto: this.plan.auto,
      windows: this.windows(),
      rowsWithoutTime: this.#rowsWithoutTime,
      rowsWithoutLabel: withoutLabel,
      reference,
    };
  }
}

/** ISO 8601, UTC; null where the calendar ends. */
function isoTime(time: number): string | null {
  return isTime(time) ? new Date(time).toISOString() : null;
}
