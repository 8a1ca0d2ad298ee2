import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { Progress } from '../api/schemas/jobs.ts';
import type { Mapping } from '../api/schemas/mapping.ts';
import type { ModelCard } from '../api/schemas/models.ts';
import type { LiveFigures, ProviderName, RunSettings } from '../api/schemas/runs.ts';
import type { Session } from '../inference/runtime.ts';
import type { OpenReader } from './batchReader.ts';

/** 0-based rows, half open. */
export interface RowRange {
  from: number;
  to: number;
}

/** How to go on after the process of a run died: see nextAttempt. */
export interface Resume {
  /** Rows that were in flight when the process died; they are run in small pieces. Null = none. */
  isolate: RowRange | null;
  /** 1-based rows known to end the native runtime; they get no prediction. */
  fatalRows: number[];
}

/** Everything a validation needs, as plain data: it crosses a process boundary and is kept in the run folder until the end. */
export interface ValidateRequest {
  /** Folder of the run, made by createRun. */
  runDir: string;
  model: ModelCard;
  /** The model file as it is run (repaired or not), from openModel. */
  runPath: string;
  data: DatasetCard;
  mapping: Mapping;
  settings: RunSettings;
  /** What `settings.provider` came to: `auto` is decided by the caller, from probes. */
  provider: Exclude<ProviderName, 'auto'>;
  resume?: Resume;
}

export interface ValidateContext {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: Pick<Progress, 'stage' | 'done' | 'total' | 'unit'>) => void) | undefined;
  /** At most four a second; the last one is always sent. */
  onPartial?: ((figures: LiveFigures) => void) | undefined;
  openSession?: (
    modelPath: string,
    options: { provider: Exclude<ProviderName, 'auto'>; threads?: number | null },
  ) => Promise<Session>;
  openReader?: OpenReader;
}
