// Retraining in the fake workbench: nobody has retrained yet, and no command is run.
import type { WorkbenchContract } from '../../app/api/contract.ts';
import type { Handlers } from '../../app/api/procedure.ts';
import { AppError } from '../../app/base/errors.ts';

type RetrainHandlers = Pick<
  Handlers<WorkbenchContract>,
  'retrain.plan' | 'retrain.start' | 'retrain.list' | 'retrain.get' | 'retrain.decide'
>;

export function createFakeRetrain(): RetrainHandlers {
  const refused = (): Promise<never> =>
    Promise.reject(new AppError('NOT_ALLOWED', 'This workbench runs no commands.', { hint: 'Retrain on the machine itself.' }));
  return {
    'retrain.plan': refused,
    'retrain.start': refused,
    'retrain.list': async () => ({ runs: [], damaged: [] }),
    'retrain.get': refused,
    'retrain.decide': refused,
  };
}
