// What a worker process does with a table of questions: answers them as they come, and stays.
import { z } from 'zod';
import { AppError, cancelled, toWire } from '../../app/base/errors.ts';
import type { Question } from '../../app/jobs/tasks.ts';
import type { ParentLink } from '../supervisor/parentLink.ts';
import type { FromWorker, ToWorker } from '../supervisor/workerProtocol.ts';

export function serveQuestions(
  questions: Record<string, Question>,
  link: ParentLink,
): (message: Extract<ToWorker, { type: 'ask' | 'withdraw' }>) => void {
  const underWay = new Map<number, AbortController>();

  const answer = async (kind: string, raw: unknown, id: number): Promise<FromWorker> => {
    const controller = new AbortController();
    underWay.set(id, controller);
    try {
      const asked = Object.hasOwn(questions, kind) ? questions[kind] : undefined;
      if (!asked) throw new AppError('NOT_FOUND', `There is no question called “${kind}”.`, { hint: 'Start Drydock again.' });
      const input = asked.input.safeParse(raw);
      if (!input.success) {
        throw new AppError('INVALID_INPUT', `${kind}: ${z.prettifyError(input.error)}`, { hint: 'Start Drydock again.' });
      }
      const note = (value: unknown): Promise<void> => link.send({ type: 'noted', id, note: value } satisfies FromWorker);
      return { type: 'answered', id, result: await asked.answer(input.data, { signal: controller.signal, note }) };
    } catch (error) {
      const wire = toWire(error);
      if (wire.code === 'INTERNAL') console.error(error);
      return { type: 'refused', id, error: wire };
    } finally {
      underWay.delete(id);
    }
  };

  return (message) => {
    if (message.type === 'withdraw') underWay.get(message.id)?.abort(cancelled());
    else void answer(message.kind, message.input, message.id).then((said) => link.send(said));
  };
}
