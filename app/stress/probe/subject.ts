// What every question about rows is asked of: a model as it is deployed, and the data it is judged on. Plain data.
import { z } from 'zod';
import { FilePath } from '../../api/schemas/common.ts';
import { DatasetCard } from '../../api/schemas/datasets.ts';
import { PreparationPlan } from '../../api/schemas/mapping.ts';
import { namedValues } from '../../api/schemas/namedValues.ts';
import { ProviderName } from '../../api/schemas/runs.ts';

/** The session to answer with. `runSha256` tells a file that was written anew under the same name. */
export const ProbedModel = z.object({
  name: z.string(),
  runPath: FilePath,
  runSha256: z.string(),
  provider: ProviderName.exclude(['auto']),
  threads: z.number().int().nullable(),
});
export type ProbedModel = z.infer<typeof ProbedModel>;

export const ProbeSubject = z.object({
  model: ProbedModel,
  plan: PreparationPlan,
  data: DatasetCard,
  /** The column with the labels, and labels that mean a class of another name. */
  target: z.string().nullable(),
  labels: namedValues(z.string()),
});
export type ProbeSubject = z.infer<typeof ProbeSubject>;
