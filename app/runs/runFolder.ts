import { basename, join } from 'node:path';
import { AppError } from '../base/errors.ts';

/** Names of everything in a run folder. `work/` is there only while the run is under way, or after its process died. */
export interface RunFolder {
  dir: string;
  id: string;
  record: string;
  metrics: string;
  predictions: string;
  work: string;
  owner: string;
  request: string;
  staged: string;
  /** predictions.parquet as far as it is written. */
  unfinishedPredictions: string;
  inflight: string;
  invariance: string;
}

export function runFolder(runDir: string): RunFolder {
  const work = join(runDir, 'work');
  return {
    dir: runDir,
    id: basename(runDir),
    record: join(runDir, 'run.json'),
    metrics: join(runDir, 'metrics.json'),
    predictions: join(runDir, 'predictions.parquet'),
    work,
    owner: join(work, 'owner.json'),
    request: join(work, 'request.json'),
    staged: join(work, 'staged.bin'),
    unfinishedPredictions: join(work, 'predictions.parquet'),
    inflight: join(work, 'inflight.bin'),
    invariance: join(work, 'invariance.json'),
  };
}

/**
 * The folder of a run of a project.
 * @throws INVALID_INPUT for an id that is not a plain folder name (ids come over the wire).
 */
export function folderOfRun(projectDir: string, runId: string): RunFolder {
  if (!/^[\w.-]{1,100}$/.test(runId) || runId === '.' || runId === '..') {
    throw new AppError('INVALID_INPUT', `This is not the id of a run: ${JSON.stringify(runId.slice(0, 100))}`, {
      hint: 'Take the id from the list of runs.',
    });
  }
  return runFolder(join(projectDir, 'runs', runId));
}
