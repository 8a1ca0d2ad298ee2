// A validation whose process died goes on from its staged rows, closing in on the row that did it.
import { recoverRun } from '../../app/runs/recoverRun.ts';
import type { ValidateRequest } from '../../app/runs/validateRequest.ts';
import type { AfterCrash } from './workerPool.ts';

export const afterCrash: AfterCrash = async (kind, input, how) => {
  if (kind !== 'validate') return null;
  const next = recoverRun(input as ValidateRequest, how);
  return 'request' in next ? { input: next.request } : next;
};
