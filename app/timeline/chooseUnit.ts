import { calendarUnits, countWindows, isTime, WINDOW_LIMIT } from './windows.ts';

const MOST_WINDOWS = 60;
/** Fewer rows a window than this leave an interval too wide to see a change in. */
const ENOUGH_ROWS = 50;
/** Windows by rows, where there is no time to go by. */
const ROW_WINDOWS = 24;

/**
 * The window unit for a span of time: the finest calendar unit with at most 60 windows of on average at least
 * 50 rows; failing that the coarsest that still gives four windows (or two). Without a span, within a few days, or where one
 * wrong date makes more years than can be drawn, windows by rows: about 24 of a round number of rows.
 * @param span milliseconds since 1970
 * @returns `day`, `week`, `month`, `quarter`, `year` or `rows:N`
 */
export function chooseUnit(span: { start: number; end: number } | null, rows: number): string {
  if (!span || !isTime(span.start) || !isTime(span.end) || span.end < span.start) return rowUnit(rows);
  const counted = calendarUnits.map((unit) => ({ unit, count: countWindows(span.start, span.end, unit) }));
  const fine = counted.find(({ count }) => count >= 4 && count <= MOST_WINDOWS && rows / count >= ENOUGH_ROWS);
  if (fine) return fine.unit;
  const drawn = counted.filter(({ count }) => count <= MOST_WINDOWS).reverse();
  const coarse = drawn.find(({ count }) => count >= 4) ?? null;
  if (coarse) return coarse.unit;
  // Here the finest unit has fewer than four windows, or even years make more than sixty.
  const years = countWindows(span.start, span.end, 'year');
  return drawn.length === 0 && years <= WINDOW_LIMIT ? 'year' : rowUnit(rows);
}

function rowUnit(rows: number): string {
  const least = Math.max(1, rows / ROW_WINDOWS);
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 2.5, 5, 10].find((lead) => Number.isInteger(lead * power) && lead * power >= least) ?? 10;
  return `rows:${Math.min(999_999_999, step * power)}`;
}
