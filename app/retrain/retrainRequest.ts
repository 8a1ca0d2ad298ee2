import { z } from 'zod';
import { FilePath } from '../api/schemas/common.ts';
import { DatasetCard } from '../api/schemas/datasets.ts';
import { type RetrainRows, RetrainSettings } from '../api/schemas/retrain.ts';
import { RunSettings } from '../api/schemas/runs.ts';

/** What a split and a training command need, as plain data: it crosses a process boundary. */
export const RetrainRequest = z.object({
  data: DatasetCard,
  target: z.string(),
  time: z.string().nullable(),
  /** The reference period of the project, half open; null = the first fifth of the labelled rows by time. */
  period: RunSettings.shape.reference,
  settings: RetrainSettings,
  /** Where the command runs. */
  cwd: FilePath,
  /** Folder of the run. Of a plan one that is not there. */
  runDir: FilePath,
  memoryLimit: z.string().optional(),
});
export type RetrainRequest = z.output<typeof RetrainRequest>;

export interface TrainingResult {
  state: 'trained' | 'failed' | 'cancelled';
  reason: string | null;
  exitCode: number | null;
  rows: RetrainRows;
  /** The held-out rows as data of their own. */
  heldOut: DatasetCard;
  /** With the absolute path. */
  model: { path: string; sha256: string } | null;
}
