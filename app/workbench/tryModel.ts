// Whether a model really opens on the execution providers that run here, and errors that name the file the person knows.
import type { ProviderStatus } from '../api/schemas/runs.ts';
import { AppError, isAppError, isCancelled } from '../base/errors.ts';
import type { TaskRunner } from '../jobs/tasks.ts';
import type { OpenedModel } from './cardStore.ts';

/** Opens the model on each available provider, in a process of its own; the others keep their reason. */
export async function tryModel(
  tasks: TaskRunner,
  request: { statuses: ProviderStatus[]; model: OpenedModel; signal: AbortSignal },
): Promise<ProviderStatus[]> {
  const { model, signal } = request;
  const tried: ProviderStatus[] = [];
  for (const status of request.statuses) {
    if (!status.available) {
      tried.push(status);
      continue;
    }
    try {
      const hooks = { signal, onProgress: () => undefined, onPartial: () => undefined };
      await tasks.run('open', { path: model.runPath, provider: status.name }, hooks);
      tried.push(status);
    } catch (error) {
      if (isCancelled(error)) throw error;
      const told = namingGivenFile(error, model);
      const reason = isAppError(told) ? `${told.message} ${told.hint}` : 'The model could not be opened.';
      tried.push({ ...status, available: false, reason });
    }
  }
  return tried;
}

/** A repaired model is run from a copy under a name nobody knows: the error gets the given file instead. */
export function namingGivenFile(error: unknown, { card, runPath }: OpenedModel): unknown {
  if (!isAppError(error)) return error;
  const given = (text: string): string => text.replaceAll(runPath, card.path);
  const where = error.where?.file === runPath ? { ...error.where, file: card.path } : error.where;
  return new AppError(error.code, given(error.message), { hint: given(error.hint), ...(where && { where }), cause: error });
}
