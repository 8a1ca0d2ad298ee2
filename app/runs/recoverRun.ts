import { AppError } from '../base/errors.ts';
import { readInflight } from './inflight.ts';
import { nextAttempt } from './nextAttempt.ts';
import { runFolder } from './runFolder.ts';
import { settleRun } from './settleRun.ts';
import type { ValidateRequest } from './validateRequest.ts';

/**
 * After the process of a run died: the request to start it again with, which closes in on the row that did it; or, when that
 * leads nowhere, the run is settled with what it has, and the error to tell.
 * @param how in words, e.g. 'killed by SIGABRT'
 */
export async function recoverRun(
  request: ValidateRequest,
  how: string,
): Promise<{ request: ValidateRequest } | { error: AppError }> {
  const attempt = nextAttempt(request.resume ?? null, readInflight(runFolder(request.runDir).inflight));
  if (attempt.kind === 'resume') return { request: { ...request, resume: attempt.resume } };
  await settleRun(request.runDir, `${attempt.reason} (${how})`, request.resume?.fatalRows);
  return {
    error: new AppError('ENGINE_CRASHED', `The run ended unexpectedly: ${attempt.reason} (${how})`, {
      hint: 'Rows that were finished are kept as a partial run. Try another provider or a smaller batch.',
    }),
  };
}
