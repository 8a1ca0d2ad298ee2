import type { DatasetCard } from '../../api/schemas/datasets.ts';
import type { PreparationPlan } from '../../api/schemas/mapping.ts';
import type { ColumnBatch } from '../../base/columns.ts';
import { Random } from '../../base/random.ts';
import { readBatches } from '../../data/readBatches.ts';
import { createPreparer } from '../../prepare/preparer.ts';
import type { Column } from '../../base/columns.ts';
import { joinColumns, takeRows } from '../columnRows.ts';

export interface SampledRows {
  batch: ColumnBatch;
  /** 0-based, ascending. */
  rowNumbers: Float64Array;
}

const readRows = 16_384;

/**
 * The columns of the plan for a seeded sample of the rows without replacement, all with the same chance (selection sampling,
 * Knuth 3.4.2 algorithm S); all rows where there are no more. Same seed, same rows.
 */
export async function sampleRows(
  data: DatasetCard,
  about: { plan: PreparationPlan; rows: number; seed: number; signal: AbortSignal },
): Promise<SampledRows> {
  const wanted = Math.min(about.rows, data.rows);
  const { columns } = createPreparer(about.plan);
  const random = new Random(about.seed);
  const rowNumbers = new Float64Array(wanted);
  const parts: ColumnBatch[] = [];
  let kept = 0;
  for await (const batch of readBatches(data, { columns, batchRows: readRows, signal: about.signal, threads: 2 })) {
    const chosen: number[] = [];
    for (let row = 0; row < batch.rowCount && kept < wanted; row++) {
      if (random.uniform() * (data.rows - batch.firstRow - row) >= wanted - kept) continue;
      rowNumbers[kept++] = batch.firstRow + row;
      chosen.push(row);
    }
    if (chosen.length > 0) parts.push(takeRows(batch, Int32Array.from(chosen)));
    if (kept === wanted) break;
  }
  const joined = columns.map((name): [string, Column] => [name, joinColumns(parts.map((part) => part.columns[name] as Column))]);
  return { batch: { firstRow: 0, rowCount: kept, columns: Object.fromEntries(joined) }, rowNumbers };
}
