// Which rows of a table are compared, and in which window each of them lies.
import { countBelow, countUpTo } from '../base/sortedSearch.ts';
import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { DriftWindow } from '../api/schemas/drift.ts';
import { rowHash } from '../metrics/rowHash.ts';
import { columnarParts, columnarTable } from '../data/columnarTable.ts';
import { openDatabase, quoteName } from '../data/duckdb.ts';
import { readBatches } from '../data/readBatches.ts';
import { numbersOf } from '../runs/batchReader.ts';
import { placeWindows } from '../runs/timeOrder.ts';
import { chooseUnit } from '../timeline/chooseUnit.ts';
import { createRowWindow, needsPlacing, planTimeline, type TimelinePlan } from '../timeline/timelinePlan.ts';
import { isTime } from '../timeline/windows.ts';

/** Rows of a table, put in order of their windows; within a window in the order of the file. */
export interface ComparedRows {
  /** 0-based number of each row in the dataset, ascending. */
  rows: Float64Array;
  /** Where rows[i] stands once rows are put in order of their windows. */
  place: Int32Array;
  /** Window w holds the places from offsets[w] up to offsets[w + 1]. */
  offsets: Int32Array;
  /**
   * By place: 1 = the row counts where windows are put together. Null = every row does. Small windows of a sample hold more
   * of their rows than large ones; together they must not weigh more.
   */
  together: Uint8Array | null;
}

export interface WindowedRows extends ComparedRows {
  unit: string;
  /** `reference` is not set yet. */
  windows: DriftWindow[];
  rowsWithoutTime: number;
}

export interface RowsRequest {
  data: DatasetCard;
  /** Column with the time; null = none: then one window holds all rows, unless windows by rows are asked for. */
  time: string | null;
  unit: string;
  maxRows: number;
  seed: number;
  tempDirectory: string;
  signal?: AbortSignal | undefined;
}

const batchRows = 65_536;
/** Of a sample, no window gets fewer rows than this (or all that it has). */
const leastRows = 5_000;

/**
 * Memory: 40 bytes a row compared, at most `maxRows` (and 5,000 a window) of them.
 * @throws INVALID_INPUT for a unit that needs times or makes too many windows; FILE_UNREADABLE, CANCELLED
 */
export async function windowedRows(request: RowsRequest): Promise<WindowedRows> {
  const { data, time, maxRows, seed, signal } = request;
  const plan = await planOf(request);
  const windowOf = createRowWindow(plan);
  // Reading all times once more is only worth it where they are too many to keep every row.
  const rates = data.rows > maxRows ? await samplingRates(request, windowOf, plan.windowCount) : null;
  const total = new Float64Array(plan.windowCount);
  const first = new Float64Array(plan.windowCount).fill(Infinity);
  const last = new Float64Array(plan.windowCount).fill(-Infinity);
  let rowsWithoutTime = 0;
  const rows: number[] = [];
  const windowOfRow: number[] = [];
  const inAll: number[] = [];
  await eachTime(data, { time, signal }, (at, row) => {
    if (time !== null && !isTime(at)) rowsWithoutTime++;
    const window = windowOf(at, row);
    if (window < 0) return;
    total[window] = (total[window] as number) + 1;
    if (isTime(at)) {
      first[window] = Math.min(first[window] as number, at);
      last[window] = Math.max(last[window] as number, at);
    }
    if (rates) {
      const hash = rowHash(row, seed);
      if (hash >= (rates.byWindow[window] as number)) return;
      inAll.push(hash < rates.everywhere ? 1 : 0);
    }
    rows.push(row);
    windowOfRow.push(window);
  });
  const { place, offsets } = placed(windowOfRow, plan.windowCount);
  const together = rates && new Uint8Array(rows.length);
  together?.forEach((_, i) => (together[place[i] as number] = inAll[i] as number));
  const iso = (at: number | undefined): string | null => (at !== undefined && isTime(at) ? new Date(at).toISOString() : null);
  const windows = [...total.keys()].map((w): DriftWindow => {
    const used = (offsets[w + 1] as number) - (offsets[w] as number);
    const base = { rows: total[w] as number, used, reference: false, firstRow: null, lastRow: null };
    if (plan.edges) return { ...base, start: iso(plan.edges[w]), end: iso(plan.edges[w + 1]) };
    const ends = { start: iso(first[w]), end: iso(last[w]) };
    if (plan.placed) {
      const { firstRows, lastRows } = plan.placed;
      return {
        ...base,
        ...ends,
        timeOrder: { firstRow: (firstRows[w] as number) + 1, lastRow: (lastRows[w] as number) + 1 },
      };
    }
    const perWindow = plan.rowsPerWindow ?? data.rows;
    return { ...base, ...ends, firstRow: w * perWindow + 1, lastRow: Math.min(data.rows, (w + 1) * perWindow) };
  });
  return { unit: plan.unit, rows: Float64Array.from(rows), place, offsets, together, windows, rowsWithoutTime };
}

/** The share of its rows that each window gives, and that all of them give when they are put together. */
async function samplingRates(
  { data, time, maxRows, signal }: RowsRequest,
  windowOf: (time: number, row: number) => number,
  windowCount: number,
): Promise<{ everywhere: number; byWindow: Float64Array }> {
  const total = new Float64Array(windowCount);
  await eachTime(data, { time, signal }, (at, row) => {
    const window = windowOf(at, row);
    if (window >= 0) total[window] = (total[window] as number) + 1;
  });
  const counted = total.reduce((sum, rows) => sum + rows, 0);
  const everywhere = Math.min(1, maxRows / counted);
  return { everywhere, byWindow: total.map((rows) => Math.min(1, Math.max(everywhere, leastRows / rows))) };
}

/** All rows as one window: a reference that is a table of its own. */
export function wholeTable({ data, maxRows, seed }: Pick<RowsRequest, 'data' | 'maxRows' | 'seed'>): ComparedRows {
  const rate = Math.min(1, maxRows / data.rows);
  const rows: number[] = [];
  for (let row = 0; row < data.rows; row++) if (rate >= 1 || rowHash(row, seed) < rate) rows.push(row);
  return {
    rows: Float64Array.from(rows),
    together: null,
    ...placed(
      rows.map(() => 0),
      1,
    ),
  };
}

/** The window of a row of the dataset by its 0-based number; -1 = it is not among those compared. */
export function windowOfRow({ rows, place, offsets }: ComparedRows): (row: number) => number {
  return (row) => {
    const index = indexOfRow(rows, row);
    if (index < 0) return -1;
    return countUpTo(offsets, place[index] as number) - 1;
  };
}

/** Index of a row among those compared (ascending); -1 = it is not among them. */
export function indexOfRow(rows: Float64Array, row: number): number {
  // Without a sample, rows without a time apart, a row stands where its number says.
  if (rows[row] === row) return row;
  const at = countBelow(rows, row);
  return rows[at] === row ? at : -1;
}

/** Counting sort: stable, so rows of a window keep their order. */
function placed(windowOfRow: readonly number[], windowCount: number): Pick<ComparedRows, 'place' | 'offsets'> {
  const offsets = new Int32Array(windowCount + 1);
  for (const window of windowOfRow) offsets[window + 1] = (offsets[window + 1] as number) + 1;
  for (let w = 0; w < windowCount; w++) offsets[w + 1] = (offsets[w + 1] as number) + (offsets[w] as number);
  const next = offsets.slice();
  const place = Int32Array.from(windowOfRow, (window) => {
    const at = next[window] as number;
    next[window] = at + 1;
    return at;
  });
  return { place, offsets };
}

async function planOf({ data, time, unit, tempDirectory, signal }: RowsRequest): Promise<TimelinePlan> {
  if (time === null) {
    return planTimeline({ unit: unit === 'auto' ? `rows:${Math.max(1, data.rows)}` : unit, span: null, rows: data.rows });
  }
  let start = Infinity;
  let end = -Infinity;
  await eachTime(data, { time, signal }, (at) => {
    if (!isTime(at)) return;
    start = Math.min(start, at);
    end = Math.max(end, at);
  });
  const span = end >= start ? { start, end } : null;
  const plan = planTimeline({ unit: unit === 'auto' ? chooseUnit(span, data.rows) : unit, span, rows: data.rows });
  if (!needsPlacing(plan)) return plan;
  return placeWindows(plan, { from: await timeTable(data, time), tempDirectory, signal });
}

/** A FROM item with `row` (1-based) and `time`. */
async function timeTable(data: DatasetCard, time: string): Promise<string> {
  const database = await openDatabase({ threads: 1 });
  try {
    const parts = await columnarParts(await database.connect(), data.columnar);
    return `(SELECT "drydock row" + 1 AS "row", CAST(${quoteName(time)} AS TIMESTAMP) AS "time" FROM ${columnarTable(parts, 'drydock row')})`;
  } finally {
    database.close();
  }
}

async function eachTime(
  data: DatasetCard,
  { time, signal }: Pick<RowsRequest, 'time' | 'signal'>,
  visit: (at: number, row: number) => void,
): Promise<void> {
  if (time === null) {
    for (let row = 0; row < data.rows; row++) visit(NaN, row);
    return;
  }
  for await (const batch of readBatches(data, { columns: [time], batchRows, threads: 2, signal })) {
    const times = numbersOf(batch.columns[time], batch.rowCount);
    for (let row = 0; row < batch.rowCount; row++) visit(times[row] as number, batch.firstRow + row);
  }
}
