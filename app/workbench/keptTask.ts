// Heavy work whose run is kept as far as it got: what each kind of run does when it is cancelled, fails or is killed.
import { finishingStage } from '../api/schemas/jobs.ts';
import { isAppError, isCancelled } from '../base/errors.ts';
import type { TaskHooks } from '../jobs/tasks.ts';
import type { OpenedModel } from './cardStore.ts';
import { namingGivenFile } from './tryModel.ts';

/**
 * Returns once the work has ended, also cancelled, where something of it is kept.
 * @param about.first what is told before the work tells anything
 * @param about.settle ends the run with what there is; does nothing where the worker has ended it itself
 * @param about.isKept whether there is anything after a cancel
 * @throws what the work threw, once the run has ended; a repaired copy of the model is called by the given file
 */
export async function runKept(
  given: TaskHooks,
  about: {
    first: { total: number | null; unit: string };
    model: OpenedModel;
    work: (hooks: TaskHooks) => Promise<unknown>;
    settle: (reason: string, isCancel: boolean) => Promise<unknown>;
    isKept: () => Promise<boolean>;
  },
): Promise<void> {
  let last: Parameters<TaskHooks['onProgress']>[0] = { stage: '', done: 0, ...about.first };
  const hooks: TaskHooks = { ...given, onProgress: (progress) => given.onProgress((last = progress)) };
  try {
    await about.work(hooks);
  } catch (error) {
    const isCancel = isCancelled(error);
    hooks.onProgress({ ...last, stage: finishingStage });
    // After a kill or a crash, too, what was finished is kept.
    await about.settle(isCancel ? 'cancelled' : isAppError(error) ? error.message : 'an unexpected fault', isCancel);
    if (isCancel && (await about.isKept())) return;
    throw namingGivenFile(error, about.model);
  }
}
