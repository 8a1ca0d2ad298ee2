import { z } from 'zod';
import { FilePath } from '../../api/schemas/common.ts';
import { DatasetCard } from '../../api/schemas/datasets.ts';
import { HardenSettings, type HardenReport } from '../../api/schemas/harden.ts';
import type { Progress } from '../../api/schemas/jobs.ts';
import { Mapping } from '../../api/schemas/mapping.ts';
import { ModelCard } from '../../api/schemas/models.ts';
import { ProviderName } from '../../api/schemas/runs.ts';
import type { ValidateContext } from '../../runs/validateRequest.ts';

/** Everything a hardening run needs, as plain data: it crosses a process boundary. */
export const HardenRequest = z.object({
  /** Folder of the run, made by createHardenRun. */
  runDir: FilePath,
  model: ModelCard,
  /** The model file as it is run (repaired or not), from openModel. */
  runPath: FilePath,
  data: DatasetCard,
  mapping: Mapping,
  settings: HardenSettings,
  /** What `settings.provider` came to. */
  provider: ProviderName.exclude(['auto']),
  /** Inference threads; null = the runtime's own choice. */
  threads: z.number().int().min(1).nullable(),
});
export type HardenRequest = z.output<typeof HardenRequest>;

export interface HardenContext {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: Pick<Progress, 'stage' | 'done' | 'total' | 'unit'>) => void) | undefined;
  onPartial?: ((report: HardenReport) => void) | undefined;
  openSession?: ValidateContext['openSession'];
}
