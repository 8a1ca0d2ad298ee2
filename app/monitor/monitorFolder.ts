import { join } from 'node:path';
import { monitorFolderName } from '../runs/deployedOf.ts';

/** Where the log of a run's bundle is kept: a project of its own, so that all that works on data works on it. */
export interface MonitorFolder {
  /** The project. */
  dir: string;
  /** Its data. */
  log: string;
  state: string;
  parts: string;
  /** Lines that could not be used, with file, line and reason. */
  refused: string;
  /** How it was read last. */
  reading: string;
}

/** One for each run: bundles of other runs answer otherwise. */
export function monitorFolder(projectDir: string, runId: string): MonitorFolder {
  const dir = join(projectDir, monitorFolderName, runId);
  return {
    dir,
    log: join(dir, 'log.parquet'),
    state: join(dir, 'state.json'),
    parts: join(dir, 'parts'),
    refused: join(dir, 'refused.jsonl'),
    reading: join(dir, 'reading.json'),
  };
}
