// The model with its preparation: columns in, predictions or tensors out.
import { PreparationPlan } from '../../app/api/schemas/mapping.ts';
import { runPrepared } from '../../app/inference/runPrepared.ts';
import { openSession, type Session } from '../../app/inference/runtime.ts';
import { unpackedRows } from '../../app/prepare/packedRows.ts';
import { readOutputs } from '../../app/prepare/predictions.ts';
import { createPreparer } from '../../app/prepare/preparer.ts';
import { servedOutputs } from '../../app/prepare/servedOutputs.ts';
import type { InferenceResult, InferenceStart, InferenceTask } from './inferenceProtocol.ts';
import { modelRefusal } from './modelRefusal.ts';

export interface LoadedModel {
  session: Session;
  /** @throws what the model refuses the task with, naming the row where one is to blame */
  run(task: InferenceTask): Promise<InferenceResult>;
}

/** @throws what the session cannot be opened for */
export async function loadModel(start: InferenceStart): Promise<LoadedModel> {
  const plan = PreparationPlan.parse(start.plan);
  const session = await openSession(start.modelPath, { provider: 'cpu', threads: start.threads });
  const preparer = createPreparer(plan);
  return {
    session,
    async run(task) {
      const { rowCount } = task.batch;
      const prepared = task.kind === 'rows' ? preparer.prepare(unpackedRows(plan, task.batch)) : task.batch;
      const { rejected } = prepared;
      const outputs = await runPrepared(session, plan, prepared).catch(async (error: unknown) => {
        throw await modelRefusal(error, session, plan, prepared);
      });
      return {
        rejected,
        ...((task.kind === 'rows' || task.read) && { predictions: readOutputs(plan, outputs, rowCount, rejected) }),
        ...(task.kind === 'tensors' && { outputs: servedOutputs(plan, outputs, rowCount) }),
      };
    },
  };
}
