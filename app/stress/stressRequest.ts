import { z } from 'zod';
import { FilePath } from '../api/schemas/common.ts';
import { DatasetCard } from '../api/schemas/datasets.ts';
import type { Progress } from '../api/schemas/jobs.ts';
import { Mapping } from '../api/schemas/mapping.ts';
import { ModelCard } from '../api/schemas/models.ts';
import { ProviderName } from '../api/schemas/runs.ts';
import { StressRowsRequest, StressSettings, type StressReport } from '../api/schemas/stress.ts';
import type { ValidateContext } from '../runs/validateRequest.ts';

/** Everything a stress run needs, as plain data: it crosses a process boundary. */
export const StressRequest = z.object({
  /** Folder of the run, made by createStressRun. */
  runDir: FilePath,
  model: ModelCard,
  /** The model file as it is run (repaired or not), from openModel. */
  runPath: FilePath,
  data: DatasetCard,
  mapping: Mapping,
  settings: StressSettings,
  /** What `settings.provider` came to. */
  provider: ProviderName.exclude(['auto']),
  /** Inference threads; null = the runtime's own choice. */
  threads: z.number().int().min(1).nullable(),
  /** Folder of the stress run to compare with. */
  baselineDir: FilePath.nullable(),
});
export type StressRequest = z.output<typeof StressRequest>;

export interface StressContext {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: Pick<Progress, 'stage' | 'done' | 'total' | 'unit'>) => void) | undefined;
  onPartial?: ((report: StressReport) => void) | undefined;
  /** Unexpected faults that do not end the run. */
  log?: ((message: string, error: unknown) => void) | undefined;
  openSession?: ValidateContext['openSession'];
}

/** A page of rows before and after a corruption of a finished or unfinished run. */
export const StressRowsTask = z.object({
  runDir: FilePath,
  runPath: FilePath,
  data: DatasetCard,
  provider: ProviderName.exclude(['auto']),
  request: StressRowsRequest,
});
export type StressRowsTask = z.output<typeof StressRowsTask>;
