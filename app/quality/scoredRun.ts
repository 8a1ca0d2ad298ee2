import { z } from 'zod';
import { FilePath } from '../api/schemas/common.ts';

/** A finished run on these very data, whose scores say how sure the model is of each label. */
export const ScoredRun = z.object({
  id: z.string(),
  name: z.string(),
  /** predictions.parquet: `row` (1-based), `actual`, `predicted`, a score a class. */
  predictions: FilePath,
  classes: z.array(z.string()),
});
export type ScoredRun = z.infer<typeof ScoredRun>;
