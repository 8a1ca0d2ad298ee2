import { AppError } from '../../../app/base/errors.ts';
import { errorAnswer, json, type Answer } from '../answers.ts';
import { parseJsonBody, readBody } from '../body.ts';
import { feedbackEntry, parseFeedback } from '../predictionLog/feedback.ts';
import type { Incoming, Parts } from './parts.ts';

/** POST /feedback: labels that are known later. */
export async function feedbackRoute(parts: Parts, { request }: Incoming): Promise<Answer> {
  const { model, settings, predictionLog } = parts;
  if (!predictionLog || !settings.predictionLog) {
    return errorAnswer(409, 'CONFLICT', 'This server logs no predictions, so a label has no row to go to.', {
      hint: 'Start it with DRYDOCK_LOG_DIR set to a folder.',
    });
  }
  const content = parseJsonBody(await readBody(request, settings.maxBodyBytes));
  const labels = parseFeedback(content, model, settings.maxRows);
  const entry = feedbackEntry(labels, model, { at: new Date(), sample: settings.predictionLog.sample });
  parts.watch?.settle();
  for (const { id, label } of labels) parts.watch?.labels.label(id, label);
  if (predictionLog.log.add(entry)) return json(202, { accepted: labels.length });
  throw new AppError('BUSY', 'Too much is waiting to be written.', { hint: 'Send the labels again shortly.' });
}
