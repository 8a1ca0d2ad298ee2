import { z } from 'zod';
import { FilePath } from '../api/schemas/common.ts';
import { DatasetCard } from '../api/schemas/datasets.ts';
import type { Progress } from '../api/schemas/jobs.ts';
import { Mapping } from '../api/schemas/mapping.ts';
import { ModelCard } from '../api/schemas/models.ts';
import { ProviderName, RunSettings, type LiveFigures } from '../api/schemas/runs.ts';
import type { Session } from '../inference/runtime.ts';
import type { OpenReader } from './batchReader.ts';
import type { OpenTally } from './runTally.ts';

/** 0-based rows, half open. */
export const RowRange = z.object({ from: z.number().int().min(0), to: z.number().int().min(0) });
export type RowRange = z.infer<typeof RowRange>;

/** How to go on after the process of a run died: see nextAttempt. */
export const Resume = z.object({
  /** Rows that were in flight when the process died; they are run in small pieces. Null = none. */
  isolate: RowRange.nullable(),
  /** 1-based rows known to end the native runtime; they get no prediction. */
  fatalRows: z.array(z.number().int().min(1)),
});
export type Resume = z.infer<typeof Resume>;

/** Everything a validation needs, as plain data: it crosses a process boundary and is kept in the run folder until the end. */
export const ValidateRequest = z.object({
  /** Folder of the run, made by createRun. */
  runDir: FilePath,
  model: ModelCard,
  /** The model file as it is run (repaired or not), from openModel. */
  runPath: FilePath,
  data: DatasetCard,
  mapping: Mapping,
  settings: RunSettings,
  /** What `settings.provider` came to: `auto` is decided by the caller, from probes. */
  provider: ProviderName.exclude(['auto']),
  resume: Resume.optional(),
});
export type ValidateRequest = z.output<typeof ValidateRequest>;

export interface ValidateContext {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: Pick<Progress, 'stage' | 'done' | 'total' | 'unit'>) => void) | undefined;
  /** At most four a second; the last one is always sent. */
  onPartial?: ((figures: LiveFigures) => void) | undefined;
  openSession?: (
    modelPath: string,
    options: { provider: ValidateRequest['provider']; threads?: number | null },
  ) => Promise<Session>;
  openReader?: OpenReader;
  openTally?: OpenTally;
}
