// Rows of one side, and the model over them as it was validated.
import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { Mapping, PreparationPlan } from '../api/schemas/mapping.ts';
import type { Column } from '../base/columns.ts';
import { openSession } from '../inference/runtime.ts';
import { takeColumn, takeDoubles, takeIntegers } from '../stress/columnRows.ts';
import { modelUnderTest, type ModelUnderTest } from '../stress/modelUnderTest.ts';
import { readStressTable, type StressTable } from '../stress/stressTable.ts';
import { evenly } from './evenly.ts';

/** Rows of a table, and how its own validation fed the model with them: tables may name their roles differently. */
export interface ModelledRows {
  data: DatasetCard;
  plan: PreparationPlan;
  mapping: Mapping;
  holds: (row: number) => boolean;
}

/** Rows read to find them among: a period may be a small part of the table. */
const readRows = 60_000;
const batchRows = 1024;

/** A prediction log lacks the columns that were kept out of it. */
function lacks({ data }: Pick<ModelledRows, 'data'>): (column: string) => boolean {
  const there = new Set(data.columns.map(({ name }) => name));
  return (column) => !there.has(column);
}

/** Whether the model can be run over the rows. */
export function feedsModel(rows: Pick<ModelledRows, 'data' | 'plan'>): boolean {
  const isLacking = lacks(rows);
  return !rows.plan.inputs.some(({ features }) => features.some(({ column }) => isLacking(column)));
}

/** Without the columns that the table does not have: enough to take values from, not to run the model. */
export function withColumnsThere(rows: ModelledRows): ModelledRows {
  const isLacking = lacks(rows);
  const inputs = rows.plan.inputs.map((input) => ({
    ...input,
    features: input.features.filter(({ column }) => !isLacking(column)),
  }));
  return { ...rows, plan: { ...rows.plan, inputs } };
}

/** Of the whole table. @throws errors of reading, CANCELLED */
export function readTable(
  { data, plan, mapping }: ModelledRows,
  { seed, signal }: { seed: number; signal: AbortSignal | undefined },
): Promise<StressTable> {
  return readStressTable({ data, plan, mapping, maxRows: readRows, seed, signal });
}

export function rowsThat({ rowCount, rowNumbers }: StressTable, holds: (row: number) => boolean, most: number): Int32Array {
  const rows: number[] = [];
  for (let row = 0; row < rowCount; row++) if (holds(rowNumbers[row] as number)) rows.push(row);
  return evenly(rows.length, most).map((i) => rows[i] as number);
}

export function tableOfRows(table: StressTable, rows: Int32Array): StressTable {
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

/** @throws errors of the runtime, CANCELLED */
export async function withModel<Answer>(
  runPath: string,
  { plan, table, signal }: { plan: PreparationPlan; table: StressTable; signal: AbortSignal | undefined },
  ask: (model: ModelUnderTest) => Promise<Answer>,
): Promise<Answer> {
  const session = await openSession(runPath, { provider: 'cpu' });
  try {
    return await ask(await modelUnderTest({ session, plan, table, batchRows, signal }));
  } finally {
    await session.close();
  }
}
