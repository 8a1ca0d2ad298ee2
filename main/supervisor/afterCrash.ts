// A validation whose process died goes on from its staged rows, closing in on the row that did it.
import { AppError } from '../../app/base/errors.ts';
import { readInflight } from '../../app/runs/inflight.ts';
import { nextAttempt } from '../../app/runs/nextAttempt.ts';
import { runFolder } from '../../app/runs/runFolder.ts';
import type { ValidateRequest } from '../../app/runs/validateRequest.ts';
import type { AfterCrash } from './workerPool.ts';

export const afterCrash: AfterCrash = async (kind, input, how) => {
  if (kind !== 'validate') return null;
  const request = input as ValidateRequest;
  const attempt = nextAttempt(request.resume ?? null, readInflight(runFolder(request.runDir).inflight));
  if (attempt.kind === 'resume') return { input: { ...request, resume: attempt.resume } };
  return {
    error: new AppError('ENGINE_CRASHED', `The run ended unexpectedly: ${how}. ${attempt.reason}`, {
      hint: 'The rows finished before are kept as a partial run. Another execution provider or a smaller batch may help.',
    }),
  };
};
