// Weak slices of a finished run: its predictions beside the columns of its data, those that feed nothing included.
import { z } from 'zod';
import { FilePath } from '../../api/schemas/common.ts';
import { DatasetCard, type ColumnProfile } from '../../api/schemas/datasets.ts';
import { RunSelection, type RunRecord } from '../../api/schemas/runs.ts';
import { WeakSliceSettings, type WeakSliceReport } from '../../api/schemas/slices.ts';
import type { Column } from '../../base/columns.ts';
import { AppError } from '../../base/errors.ts';
import type { PredictionBatch } from '../../prepare/predictions.ts';
import { roleColumns } from '../../runs/batchReader.ts';
import { withRun, type RunQuery } from '../../runs/evaluateRun.ts';
import type { PredictionSource } from '../../runs/predictionBlock.ts';
import { runFolder } from '../../runs/runFolder.ts';
import { readRunRecord } from '../../runs/runStore.ts';
import { runTable } from '../../runs/runTable.ts';
import { selectedBlocks } from '../../runs/selectedBlocks.ts';
import { readStressTable, stressColumn, type StressTable } from '../stressTable.ts';
import { findWeakSlices } from './findWeakSlices.ts';

/** As it travels to the process that looks. */
export const WeakSlicesTask = z.object({
  runDir: FilePath,
  /** Null = not open. */
  data: DatasetCard.nullable(),
  settings: WeakSliceSettings,
  selection: RunSelection,
});

/** Further columns would only be more to test; those that feed the model come first. */
const mostColumns = 200;

/**
 * Memory: about 9 bytes a cell of the sampled rows, and 8 a score.
 * @throws CONFLICT when the data are not those of the run; NOT_FOUND, INVALID_INPUT, CANCELLED
 */
export async function runWeakSlices(
  query: RunQuery,
  settings: WeakSliceSettings,
  selection: RunSelection,
): Promise<WeakSliceReport> {
  const folder = runFolder(query.runDir);
  const record = await readRunRecord(folder);
  const { data } = query;
  if (!data || data.sha256 !== record.data.sha256) {
    throw new AppError('CONFLICT', 'Slices are made of the columns of the data, and those of this run are not open.', {
      hint: 'Put the data of the run back, or validate again and look at that run.',
      where: { path: record.data.paths[0] ?? '' },
    });
  }
  const { seed, maxRows, loss } = settings;
  const { read, leftOut } = columnsToRead(data, record);
  const { plan, mapping } = record;
  const table = await readStressTable({ data, plan, mapping, maxRows, seed, alsoRead: read, signal: query.signal });
  const clean = await withRun(query, selection, async (opened) => {
    const { source } = await selectedBlocks(opened.connection, { ...opened, signal: query.signal });
    return predictionsOf(table, source);
  });
  const named = new Map(runTable(folder, record, data).dataColumns.map(({ name, original }) => [original, name]));
  const report = await findWeakSlices(table, clean, {
    columns: slicedColumns(table, data, read),
    loss,
    seed,
    filterName: (column) => named.get(column) ?? column,
    signal: query.signal,
  });
  return { ...report, totalRows: data.rows, leftOut: [...report.leftOut, ...leftOut] };
}

type LeftOut = WeakSliceReport['leftOut'];

/** Columns beside those that feed the model. The label and what names or weighs the row are no parts of the data. */
function columnsToRead(data: DatasetCard, record: RunRecord): { read: string[]; leftOut: LeftOut } {
  const roles = roleColumns(record.mapping);
  const fed = new Set(record.plan.inputs.flatMap(({ features }) => features.map(({ column }) => column)));
  const read: string[] = [];
  const leftOut: LeftOut = [];
  for (const { name, type } of data.columns) {
    const role =
      name === roles.target ? 'the label' : name === roles.id ? 'names the row' : name === roles.weight ? 'the weight' : null;
    const reason = role ?? (fed.has(name) ? null : type === 'id' ? 'names the row' : type === 'text' ? 'free text' : null);
    if (reason !== null) leftOut.push({ column: name, reason });
    else if (fed.size + read.length >= mostColumns && !fed.has(name)) leftOut.push({ column: name, reason: 'one of too many' });
    else if (!fed.has(name)) read.push(name);
  }
  return { read, leftOut };
}

function slicedColumns(table: StressTable, data: DatasetCard, read: readonly string[]) {
  const profiles = new Map(data.columns.map((profile) => [profile.name, profile]));
  const others = read.map((name) => stressColumn(name, table.columns.get(name) as Column, profiles.get(name) as ColumnProfile));
  return [...table.features, ...others];
}

/** The saved answers to the rows of the table; rows that are not selected, or were not finished, have none. */
async function predictionsOf(table: StressTable, source: PredictionSource): Promise<PredictionBatch> {
  const { rowCount, rowNumbers, classes, task } = table;
  const place = new Map<number, number>();
  for (let at = 0; at < rowCount; at++) place.set(rowNumbers[at] as number, at);
  const isRegression = task === 'regression';
  const classIndex = isRegression ? null : new Int32Array(rowCount).fill(-1);
  const values = isRegression ? new Float64Array(rowCount).fill(NaN) : null;
  let scores: Float64Array | null = null;
  for await (const block of source()) {
    if (block.scores) scores ??= new Float64Array(rowCount * classes.length).fill(NaN);
    for (let row = 0; row < block.rowCount; row++) {
      const at = place.get(block.rowNumbers?.[row] ?? block.firstRow + row);
      if (at === undefined) continue;
      if (classIndex) classIndex[at] = block.predicted[row] as number;
      else if (values) values[at] = block.predicted[row] as number;
      if (!block.scores) continue;
      const from = row * classes.length;
      scores?.set(block.scores.subarray(from, from + classes.length), at * classes.length);
    }
  }
  return { rowCount, classIndex, values, scores };
}
