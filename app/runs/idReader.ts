import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { Column } from '../base/columns.ts';
import { readBatches } from '../data/readBatches.ts';

/** The id column of the dataset, so many rows at a time. */
export class IdReader {
  readonly #batches: AsyncIterator<{ rowCount: number; columns: Record<string, Column> }>;
  readonly #column: string;
  #pending: (string | null)[] = [];

  constructor(id: { data: DatasetCard; column: string }) {
    this.#column = id.column;
    this.#batches = readBatches(id.data, { columns: [id.column], batchRows: 32_768, threads: 1 })[Symbol.asyncIterator]();
  }

  async next(rowCount: number): Promise<(string | null)[]> {
    while (this.#pending.length < rowCount) {
      const step = await this.#batches.next();
      if (step.done) break;
      const column = step.value.columns[this.#column];
      for (let row = 0; row < step.value.rowCount; row++) this.#pending.push(idText(column, row));
    }
    const taken = this.#pending.slice(0, rowCount);
    this.#pending = this.#pending.slice(rowCount);
    while (taken.length < rowCount) taken.push(null);
    return taken;
  }

  async close(): Promise<void> {
    await this.#batches.return?.();
  }
}

function idText(column: Column | undefined, row: number): string | null {
  if (!column) return null;
  if (column.kind === 'text') return column.dictionary[column.codes[row] as number] ?? null;
  if (column.valid?.[row] === 0) return null;
  return String(column.values[row]);
}
