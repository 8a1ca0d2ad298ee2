import { AppError } from '../../../app/base/errors.ts';
import type { InferenceResult, InferenceTask } from '../inferenceProtocol.ts';
import type { Route } from '../routes.ts';
import type { Parts } from './parts.ts';

/** @throws BUSY where nothing can be answered now; what the pool and the model refuse */
export async function runTask(parts: Parts, task: InferenceTask, route: Route): Promise<InferenceResult> {
  if (!parts.pool.accepts) throw new AppError('BUSY', 'The model is not loaded yet.', { hint: 'Try again shortly.' });
  parts.metrics.rows.add({ route }, task.batch.rowCount);
  const startedAt = performance.now();
  const result = await parts.pool.submit(task);
  parts.metrics.inference.observe({ route }, (performance.now() - startedAt) / 1000);
  return result;
}
