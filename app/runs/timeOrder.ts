// Windows of N rows in order of time: their bounds come from all rows, sorted by DuckDB, which spills to disk.
import { openDatabase, type Connection } from '../data/duckdb.ts';
import { TimeOrderedWindowsFinder } from '../timeline/timeOrderedWindows.ts';
import { needsPlacing, placeInTime, type TimelinePlan } from '../timeline/timelinePlan.ts';
import { missingAsNaN } from './chunkColumns.ts';

export interface TimeOrderRequest {
  /** A FROM item with the columns `row` and `time` of predictions.parquet. */
  from: string;
  /** Folder for what does not fit into memory. */
  tempDirectory: string;
  signal?: AbortSignal | undefined;
}

/** The plan with bounds for its windows, where it has windows by rows in order of time; any other plan as it is. */
export async function placeWindows(plan: TimelinePlan, request: TimeOrderRequest): Promise<TimelinePlan> {
  if (!needsPlacing(plan) || plan.rowsPerWindow === null) return plan;
  const finder = new TimeOrderedWindowsFinder(plan.rowsPerWindow);
  const database = await openDatabase({ threads: 1, memoryLimit: '96MB', tempDirectory: request.tempDirectory });
  let connection: Connection | null = null;
  try {
    connection = await database.connect();
    const text = `SELECT epoch_ms("time")::DOUBLE, ("row" - 1)::DOUBLE FROM ${request.from} WHERE "time" IS NOT NULL ORDER BY "time", "row"`;
    for await (const chunk of connection.stream(text, { signal: request.signal })) {
      finder.add(missingAsNaN(chunk, 0), missingAsNaN(chunk, 1));
    }
  } finally {
    connection?.close();
    database.close();
  }
  return placeInTime(plan, finder.windows());
}
