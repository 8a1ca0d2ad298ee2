import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatasetCard, type ReadOptions } from '../api/schemas/datasets.ts';
import type { TaskHooks, TaskRunner } from '../jobs/tasks.ts';

export interface ReadFilesRequest {
  paths: string[];
  options: ReadOptions;
  cacheDir: string;
  memoryLimit?: string | undefined;
}

/** In milliseconds. DuckDB hears of a cancel only once it has planned the statement: for thousands of columns that takes seconds. */
const graceMs = 500;

/**
 * Reads data files in another process, which is ended when it does not stop soon after a cancel: nothing of it is kept. What a
 * cancel or a crash leaves half-written is deleted.
 * @throws AppError as `ingest` does, and ENGINE_CRASHED.
 */
export async function readFiles(tasks: TaskRunner, request: ReadFilesRequest, hooks: TaskHooks): Promise<DatasetCard> {
  const temporary = join(request.cacheDir, `.${randomBytes(6).toString('hex')}.tmp`);
  try {
    return DatasetCard.parse(await tasks.run('ingest', { ...request, temporary }, { ...hooks, graceMs }));
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
