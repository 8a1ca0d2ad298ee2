// What a worker process does with a table of tasks: waits for one, runs it, answers, ends. Or it is asked questions, and stays.
import { z } from 'zod';
import { AppError, cancelled, toWire } from '../../app/base/errors.ts';
import { throttle } from '../../app/jobs/throttle.ts';
import type { Question, Task } from '../../app/jobs/tasks.ts';
import { type FromWorker, ToWorker } from '../supervisor/workerProtocol.ts';
import { parentLink } from '../supervisor/parentLink.ts';
import { serveQuestions } from './serveQuestions.ts';

/** The newest of many values, ten times a second at most, and the last one before the answer. */
function latest(send: (value: unknown) => void): { offer: (value: unknown) => void; flush: () => void } {
  let value: unknown;
  let fresh = false;
  const emit = (): void => {
    if (fresh) send(value);
    fresh = false;
  };
  const sender = throttle(100, emit);
  return {
    offer(given) {
      value = given;
      fresh = true;
      sender.request();
    },
    flush() {
      sender.cancel();
      emit();
    },
  };
}

/** Answers the one task that the parent sends, then ends the process; of questions any number, until it is told to end. */
export function serveTask(tasks: Record<string, Task>, questions: Record<string, Question> = {}): void {
  const link = parentLink();
  const onQuestion = serveQuestions(questions, link);
  const controller = new AbortController();
  let busy = false;

  const run = async (kind: string, rawInput: unknown): Promise<FromWorker> => {
    const progress = latest((value) => void link.send({ type: 'progress', progress: value }));
    const partial = latest((value) => void link.send({ type: 'partial', partial: value }));
    try {
      const task = Object.hasOwn(tasks, kind) ? tasks[kind] : undefined;
      if (!task) throw new AppError('NOT_FOUND', `There is no task called “${kind}”.`, { hint: 'Start Drydock again.' });
      const input = task.input.safeParse(rawInput);
      if (!input.success) {
        throw new AppError('INVALID_INPUT', `${kind}: ${z.prettifyError(input.error)}`, { hint: 'Start Drydock again.' });
      }
      const hooks = { signal: controller.signal, onProgress: progress.offer, onPartial: partial.offer };
      return { type: 'result', result: await task.run(input.data, hooks) };
    } catch (error) {
      const wire = toWire(error);
      if (wire.code === 'INTERNAL') console.error(error);
      return { type: 'error', error: wire };
    } finally {
      progress.flush();
      partial.flush();
    }
  };

  link.onMessage((raw) => {
    const message = ToWorker.parse(raw);
    if (message.type === 'cancel') {
      controller.abort(cancelled());
      if (!busy) process.exit(0);
      return;
    }
    if (message.type !== 'run') {
      onQuestion(message);
      return;
    }
    if (busy) return;
    busy = true;
    void run(message.kind, message.input)
      .then((answer) => link.send(answer))
      .finally(() => process.exit(0));
  });
  // Ctrl+C in a terminal reaches every process of the group: the parent takes it, and asks for a cancel here.
  process.on('SIGINT', () => undefined);
  // The parent is gone: nobody waits for the answer.
  link.onClose(() => process.exit(0));
}
