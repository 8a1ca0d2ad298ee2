import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import type { ReadOptions, DatasetCard } from '../../../app/api/schemas/datasets.ts';
import { ingest } from '../../../app/data/ingest.ts';
import { pageRejected, pageRows } from '../../../app/data/pageRows.ts';
import { openDatabase } from '../../../app/data/duckdb.ts';
import type { Cell } from '../../../app/api/schemas/common.ts';

export interface TempFiles {
  folder: string;
  cacheDir: string;
  write: (name: string, content: string | Uint8Array) => Promise<string>;
  /** Runs SQL, e.g. to write Parquet; `$DIR` stands for the folder. */
  sql: (statement: string) => Promise<void>;
  open: (paths: string | string[], options?: ReadOptions) => Promise<DatasetCard>;
}

/** A folder that is gone after the tests of the file. */
export async function tempFiles(): Promise<TempFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'drydock-data-'));
  const cacheDir = join(folder, '.cache');
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return {
    folder,
    cacheDir,
    write: async (name, content) => {
      const path = join(folder, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
      return path;
    },
    sql: async (statement) => {
      const database = await openDatabase({ threads: 1 });
      const connection = await database.connect();
      await connection.run(statement.replaceAll('$DIR', folder));
      database.close();
    },
    open: (paths, options = {}) =>
      ingest({ paths: typeof paths === 'string' ? [paths] : paths, options }, { cacheDir, threads: 2 }),
  };
}

export async function cells(card: DatasetCard, limit = 100): Promise<Cell[][]> {
  return (await pageRows(card, { offset: 0, limit, filters: [] })).rows;
}

export async function rejects(card: DatasetCard): Promise<Cell[][]> {
  return (await pageRejected(card, { offset: 0, limit: 1000, filters: [] })).rows;
}

export function types(card: DatasetCard): Record<string, string> {
  return Object.fromEntries(card.columns.map((column) => [column.name, column.type]));
}

export function codes(card: DatasetCard): string[] {
  return card.warnings.map((warning) => warning.code);
}
