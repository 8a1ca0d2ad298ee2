import { AppError } from '../base/errors.ts';
import { readInflight } from './inflight.ts';
import { nextAttempt } from './nextAttempt.ts';
import { runFolder } from './runFolder.ts';
import type { ValidateRequest } from './validateRequest.ts';

/**
 * After the process of a run died: the request to start it again with, which closes in on the row that did it; or, when that
 * leads nowhere, the error to tell. The caller then settles the run: its folder knows the fatal rows found so far.
 * @param how in words, e.g. 'native code gave up (SIGABRT)'
 */
export function recoverRun(request: ValidateRequest, how: string): { request: ValidateRequest } | { error: AppError } {
  const attempt = nextAttempt(request.resume ?? null, readInflight(runFolder(request.runDir).inflight));
  if (attempt.kind === 'resume') return { request: { ...request, resume: attempt.resume } };
  return {
    error: new AppError('ENGINE_CRASHED', `The run ended unexpectedly: ${how}. ${attempt.reason}`, {
      hint: 'The rows finished before are kept as a partial run. Another execution provider or a smaller batch may help.',
    }),
  };
}
