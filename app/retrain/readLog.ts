import { createReadStream } from 'node:fs';
import type { RetrainLog } from '../api/schemas/retrain.ts';
import { createOutputLines } from './outputLines.ts';

const keep = 2_000;

/** The end of a log, read as it was shown while it was written. */
export async function readLog(path: string, signal?: AbortSignal): Promise<RetrainLog> {
  const output = createOutputLines(keep);
  try {
    for await (const text of createReadStream(path, { encoding: 'utf8', signal })) output.add(text as string);
  } catch (error) {
    // The command was never started.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { path: null, lines: [], total: 0 };
    throw error;
  }
  const { lines, total } = output.now();
  return { path, lines, total };
}
