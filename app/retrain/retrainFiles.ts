// Names of everything that a retraining keeps in its run folder.
import { join } from 'node:path';
import type { RetrainSettings } from '../api/schemas/retrain.ts';
import type { CommandPaths } from './fillCommand.ts';

export const logName = 'training.log';
export const outName = 'out';

/** Relative to the run folder. */
export function retrainNames({ format }: Pick<RetrainSettings, 'format'>) {
  // Held-out rows are never given to the command: they are kept as they are best read here.
  return { train: `train.${format}`, reference: `reference.${format}`, heldOut: 'held-out.parquet', out: outName };
}

export function commandPaths(runDir: string, settings: Pick<RetrainSettings, 'format'>): CommandPaths {
  const names = retrainNames(settings);
  return { data: join(runDir, names.train), reference: join(runDir, names.reference), out: join(runDir, names.out) };
}
