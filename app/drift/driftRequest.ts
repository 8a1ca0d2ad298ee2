import { z } from 'zod';
import { FilePath } from '../api/schemas/common.ts';
import { DatasetCard, ReadOptions } from '../api/schemas/datasets.ts';
import { DriftSettings } from '../api/schemas/drift.ts';
import { Mapping } from '../api/schemas/mapping.ts';
import { RunSettings } from '../api/schemas/runs.ts';

/** Everything a comparison over time needs, as plain data: it crosses a process boundary. */
export const DriftRequest = z.object({
  data: DatasetCard,
  /** Null where the project has no model. */
  mapping: Mapping.nullable(),
  /** The model of the validation as it is run, where the project has it: then the damage that drift does can be measured. */
  runPath: FilePath.nullable(),
  /** Folder of the validation whose predictions are compared too. */
  validationDir: FilePath.nullable(),
  /** The table held against, where it is another one. */
  reference: z
    .object({
      name: z.string(),
      data: DatasetCard.nullable(),
      /** Read in the task where `data` is null. */
      paths: z.array(FilePath),
      options: ReadOptions,
      validationDir: FilePath.nullable(),
    })
    .nullable(),
  /** The reference period of the project. */
  period: RunSettings.shape.reference,
  settings: DriftSettings,
  cacheDir: FilePath,
  memoryLimit: z.string().optional(),
});
export type DriftRequest = z.output<typeof DriftRequest>;
