import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { Mapping, PreparationPlan } from '../api/schemas/mapping.ts';

/** Plain data: it crosses a thread boundary. */
export interface ReaderRequest {
  data: DatasetCard;
  plan: PreparationPlan;
  mapping: Mapping;
}

/** Known only when the runtime has been measured; also plain data. */
export interface ReaderStart {
  batchRows: number;
  /** 0-based; not 0 when a run goes on after an interruption. */
  startRow: number;
  /** Labels unknown to the model that were met before `startRow`, by their number. */
  unknownLabels: string[];
}
