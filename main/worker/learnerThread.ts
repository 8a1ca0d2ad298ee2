import { Worker } from 'node:worker_threads';
import { AppError, cancelled } from '../../app/base/errors.ts';
import type { Learnt, LearnTogether } from '../../app/drift/together/learnTogether.ts';

export type LearnerMessage = { kind: 'window'; done: number; total: number } | { kind: 'learnt'; learnt: Learnt };

/** Learns in a thread of its own, which is ended on a cancel: nothing native runs in it. `entry` is the built main/worker/learner.ts. */
export function threadLearner(entry: URL): LearnTogether {
  return (request, { onWindow, signal }) =>
    new Promise((resolve, reject) => {
      const worker = new Worker(entry, { workerData: request });
      const end = (): void => void worker.terminate();
      signal?.addEventListener('abort', end, { once: true });
      if (signal?.aborted) end();
      worker.on('message', (message: LearnerMessage) => {
        if (message.kind === 'window') onWindow(message.done, message.total);
        else resolve(message.learnt);
      });
      worker.on('error', reject);
      worker.on('exit', () => {
        signal?.removeEventListener('abort', end);
        const hint = 'Please try again.';
        reject(
          signal?.aborted
            ? cancelled()
            : new AppError('INTERNAL', 'Comparing all columns together ended unexpectedly.', { hint }),
        );
      });
    });
}
