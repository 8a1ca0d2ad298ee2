// The rows a stress run works on, in memory: whole columns, so that damage is put on them again and again without reading.
import type { ColumnProfile, DatasetCard } from '../api/schemas/datasets.ts';
import type { Mapping, PreparationPlan } from '../api/schemas/mapping.ts';
import type { Task } from '../api/schemas/models.ts';
import type { Column, ColumnBatch } from '../base/columns.ts';
import { Random } from '../base/random.ts';
import { readBatches } from '../data/readBatches.ts';
import { createPreparer } from '../prepare/preparer.ts';
import { numbersOf, roleColumns } from '../runs/batchReader.ts';
import { createLabelReader } from '../runs/labelReader.ts';
import { positiveLabel } from '../runs/runSetup.ts';
import { joinColumns, takeRows } from './columnRows.ts';
import type { StressColumn } from './stressColumn.ts';

export interface StressTable {
  rowCount: number;
  /** 0-based number of each row in the dataset, ascending. */
  rowNumbers: Float64Array;
  /** Every column that was read: those that feed the model, those with a role, and what else was asked for. */
  columns: ReadonlyMap<string, Column>;
  /** Those that feed the model, in the order of the plan. */
  features: StressColumn[];
  task: Task;
  /** Model classes in output order; none for a regression. */
  classes: readonly string[];
  /** Index of the positive class of a binary model. */
  positive: number | null;
  /** As in PredictionBlock: class index, -1 = no label, -2 - j = label the model does not know; or values, NaN = no label. */
  actual: Int32Array | Float64Array | null;
  unknownLabels: string[];
  /** Milliseconds, NaN = missing. */
  time: Float64Array | null;
  weight: Float64Array | null;
}

export interface StressTableRequest {
  data: DatasetCard;
  plan: PreparationPlan;
  mapping: Mapping;
  maxRows: number;
  seed: number;
  /** Columns to read besides those that the model and the roles need. */
  alsoRead?: readonly string[];
  signal?: AbortSignal | undefined;
}

const readRows = 16_384;

/**
 * Reads the rows; where the data have more than `maxRows`, a seeded sample without replacement in which every row has the
 * same chance (selection sampling, Knuth 3.4.2 algorithm S). Memory: about 8 bytes a cell of what is kept.
 * @throws FILE_UNREADABLE, DATA_MISMATCH (no such column), CANCELLED
 */
export async function readStressTable(request: StressTableRequest): Promise<StressTable> {
  const { data, plan, mapping, maxRows, seed, signal } = request;
  const roles = roleColumns(mapping);
  const features = createPreparer(plan).columns;
  const roleNames = [roles.target, roles.time, roles.weight].filter((name) => name !== null);
  const names = [...new Set([...features, ...roleNames, ...(request.alsoRead ?? [])])];
  const wanted = Math.min(maxRows, data.rows);
  const random = new Random(seed);
  const rowNumbers = new Float64Array(wanted);
  const parts: ColumnBatch[] = [];
  let kept = 0;
  for await (const batch of readBatches(data, { columns: names, batchRows: readRows, signal, threads: 2 })) {
    const chosen: number[] = [];
    for (let row = 0; row < batch.rowCount && kept < wanted; row++) {
      const left = data.rows - (batch.firstRow + row);
      if (left > wanted - kept && random.uniform() * left >= wanted - kept) continue;
      rowNumbers[kept++] = batch.firstRow + row;
      chosen.push(row);
    }
    if (chosen.length === batch.rowCount) parts.push(batch);
    else if (chosen.length > 0) parts.push(takeRows(batch, Int32Array.from(chosen)));
    if (kept === wanted) break;
  }
  const columns = new Map(names.map((name) => [name, joinColumns(parts.map((part) => part.columns[name] as Column))]));
  const profiles = new Map(data.columns.map((profile) => [profile.name, profile]));
  const labels = createLabelReader({ data, plan, mapping, batchRows: wanted, startRow: 0, unknownLabels: [] });
  const column = (name: string | null): Column | undefined => (name === null ? undefined : columns.get(name));
  const { actual, newLabels } = labels(column(roles.target), wanted);
  const classes = plan.reading.task === 'regression' ? [] : plan.reading.classes;
  const positive = positiveLabel(plan);
  return {
    rowCount: wanted,
    rowNumbers,
    columns,
    features: features.map((name) => stressColumn(name, columns.get(name) as Column, profiles.get(name) as ColumnProfile)),
    task: plan.reading.task,
    classes,
    positive: positive === null ? null : classes.indexOf(positive),
    actual,
    unknownLabels: newLabels,
    time: roles.time === null ? null : numbersOf(column(roles.time), wanted),
    weight: roles.weight === null ? null : numbersOf(column(roles.weight), wanted),
  };
}

/** A column as corruptions see it: by its type in the data, and by how it travels. */
export function stressColumn(name: string, column: Column, profile: ColumnProfile): StressColumn {
  const kind = (): StressColumn['kind'] => {
    if (column.kind === 'text') return profile.type === 'text' || profile.type === 'id' ? 'text' : 'category';
    if (profile.type === 'datetime') return 'time';
    if (profile.type === 'boolean') return 'boolean';
    return profile.type === 'number' ? 'number' : 'integer';
  };
  return { name, column, profile, kind: kind() };
}
