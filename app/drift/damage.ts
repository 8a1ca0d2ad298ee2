// What the model loses when one column turns from what it was into what it is: drift weighed by how much the model minds it.
import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { Interval } from '../api/schemas/common.ts';
import type { Mapping, PreparationPlan } from '../api/schemas/mapping.ts';
import type { StressMetric } from '../api/schemas/stress.ts';
import type { Column } from '../base/columns.ts';
import { throwIfAborted } from '../base/abort.ts';
import { openSession, type Session } from '../inference/runtime.ts';
import { takeColumn, takeDoubles, takeIntegers } from '../stress/columnRows.ts';
import { modelUnderTest } from '../stress/modelUnderTest.ts';
import { createDropMeter } from '../stress/pairedDrop.ts';
import { readStressTable, type StressTable } from '../stress/stressTable.ts';
import { evenly } from './evenly.ts';
import { transportColumn } from './transport.ts';

/** Rows of a table, and how its own validation fed the model with them: tables may name their roles differently. */
interface DamageSide {
  data: DatasetCard;
  plan: PreparationPlan;
  mapping: Mapping;
  holds: (row: number) => boolean;
}

export interface DamageRequest {
  runPath: string;
  /** Rows as they were. */
  before: DamageSide;
  /** Rows as they are. */
  now: DamageSide;
  /** Columns that feed the model. */
  columns: readonly string[];
  metric: StressMetric;
  seed: number;
  onColumn?: (done: number) => void;
  signal?: AbortSignal | undefined;
}

/** Rows of each side that are asked at most. */
const mostRows = 5_000;
/** Rows read to find them among: a period may be a small part of the table. */
const readRows = 60_000;
const batchRows = 1024;

/**
 * Of each column: how much worse the metric gets on rows of the reference when that column alone turns from what it was into what
 * it is now (transportColumn: no more of each row is changed than must be); paired, row by row.
 * Without labels on rows of the reference (`agreement`): the share of answers that change.
 * Columns that drift together are weighed one by one: what they do jointly is in the true and the estimated figures.
 * @throws errors of reading and of the runtime, CANCELLED
 */
export async function driftDamage(request: DamageRequest): Promise<Map<string, Interval>> {
  const { seed, signal, metric } = request;
  const { plan } = request.before;
  const read = ({ data, plan: fed, mapping }: DamageSide): Promise<StressTable> =>
    readStressTable({ data, plan: fed, mapping, maxRows: readRows, seed, signal });
  const table = await read(request.before);
  const other = request.now.data === request.before.data ? table : await read(request.now);
  const rows = rowsThat(table, request.before.holds, mostRows);
  const donors = rowsThat(other, request.now.holds, mostRows);
  const found = new Map<string, Interval>();
  if (rows.length === 0 || donors.length === 0) return found;
  const session: Session = await openSession(request.runPath, { provider: 'cpu' });
  try {
    const reference = tableOfRows(table, rows);
    const model = await modelUnderTest({ session, plan, table: reference, batchRows, signal });
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
  } finally {
    await session.close();
  }
  return found;
}

function rowsThat({ rowCount, rowNumbers }: StressTable, holds: (row: number) => boolean, most: number): Int32Array {
  const rows: number[] = [];
  for (let row = 0; row < rowCount; row++) if (holds(rowNumbers[row] as number)) rows.push(row);
  return evenly(rows.length, most).map((i) => rows[i] as number);
}

function tableOfRows(table: StressTable, rows: Int32Array): StressTable {
  const columns = new Map([...table.columns].map(([name, column]): [string, Column] => [name, takeColumn(column, rows)]));
  const { actual, time, weight } = table;
  return {
    ...table,
    rowCount: rows.length,
    rowNumbers: takeDoubles(table.rowNumbers, rows),
    columns,
    features: table.features.map((feature) => ({ ...feature, column: columns.get(feature.name) as Column })),
    actual: actual && (actual instanceof Float64Array ? takeDoubles(actual, rows) : takeIntegers(actual, rows)),
    time: time && takeDoubles(time, rows),
    weight: weight && takeDoubles(weight, rows),
  };
}
