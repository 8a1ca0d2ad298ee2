// What the model loses when one column turns from what it was into what it is: drift weighed by how much the model minds it.
import type { Interval } from '../api/schemas/common.ts';
import type { StressMetric } from '../api/schemas/stress.ts';
import type { Column } from '../base/columns.ts';
import { throwIfAborted } from '../base/abort.ts';
import { takeColumn } from '../stress/columnRows.ts';
import { createDropMeter } from '../stress/pairedDrop.ts';
import { readTable, rowsThat, tableOfRows, withColumnsThere, withModel, type ModelledRows } from './modelledRows.ts';
import { transportColumn } from './transport.ts';

export interface DamageRequest {
  runPath: string;
  /** Rows as they were. */
  before: ModelledRows;
  /** Rows as they are. */
  now: ModelledRows;
  /** Columns that feed the model. */
  columns: readonly string[];
  metric: StressMetric;
  seed: number;
  onColumn?: (done: number) => void;
  signal?: AbortSignal | undefined;
}

/** Rows of each side that are asked at most. */
const mostRows = 5_000;

/**
 * Of each column: how much worse the metric gets on rows of the reference when that column alone turns from what it was into what
 * it is now (transportColumn: no more of each row is changed than must be); paired, row by row.
 * Without labels on rows of the reference (`agreement`): the share of answers that change.
 * Columns that drift together are weighed one by one: what they do jointly is in the true and the estimated figures.
 * @throws errors of reading and of the runtime, CANCELLED
 */
export async function driftDamage(request: DamageRequest): Promise<Map<string, Interval>> {
  const { runPath, before, now, seed, signal, metric } = request;
  const table = await readTable(before, { seed, signal });
  const other = now.data === before.data ? table : await readTable(withColumnsThere(now), { seed, signal });
  const reference = tableOfRows(table, rowsThat(table, before.holds, mostRows));
  const donors = rowsThat(other, now.holds, mostRows);
  const found = new Map<string, Interval>();
  if (reference.rowCount === 0 || donors.length === 0) return found;
  return withModel(runPath, { plan: before.plan, table: reference, signal }, async (model) => {
    const dropOf = createDropMeter(reference, model.clean, metric);
    for (const name of request.columns) {
      throwIfAborted(signal);
      const column = other.columns.get(name);
      if (!column) continue;
      const was = reference.columns.get(name) as Column;
      const answers = await model.predict(new Map([[name, transportColumn(was, takeColumn(column, donors), seed)]]), signal);
      found.set(name, await dropOf(answers));
      request.onColumn?.(found.size);
    }
    return found;
  });
}
