import { errorAnswer, json, type Answer } from '../answers.ts';
import { readBody, requireWholeTexts } from '../body.ts';
import { parsePredictRequest, predictedRows, type PredictedRow } from '../predict.ts';
import { requestId } from '../predictionLog/rowIds.ts';
import { loggedRequest } from './loggedRequest.ts';
import type { Incoming, Parts } from './parts.ts';
import { isTest } from './isTest.ts';
import { runTask } from './runTask.ts';

function count({ metrics }: Parts, { route }: Incoming, answer: readonly PredictedRow[]): void {
  for (const row of answer) {
    if (row.abstained === true) metrics.abstained.add({ class: String(row.prediction) });
    if (row.error !== undefined) metrics.rejectedRows.add({ route });
    else if (typeof row.prediction === 'string') metrics.predictions.add({ class: row.prediction });
  }
}

/** POST /predict: named rows in, predictions in words out. */
export async function predictRoute(parts: Parts, incoming: Incoming): Promise<Answer> {
  const { request, route, startedAt } = incoming;
  const { plan } = parts.model;
  const contentType = (request.headers['content-type'] ?? 'application/json').split(';', 1)[0]!.trim().toLowerCase();
  if (contentType !== 'application/json' && contentType !== 'text/csv') {
    return errorAnswer(415, 'INVALID_INPUT', `/predict does not read ${contentType.slice(0, 80)}.`, {
      hint: 'Set Content-Type to application/json or text/csv.',
    });
  }
  const body = await readBody(request, parts.settings.maxBodyBytes);
  if (contentType === 'application/json') requireWholeTexts(body);
  const { batch, cell } = parsePredictRequest(body, contentType, { plan, maxRows: parts.settings.maxRows });
  const { predictions, rejected } = await runTask(parts, { kind: 'rows', batch }, route);
  if (!predictions) throw new Error('The inference process sent no predictions.');
  const answer = predictedRows(plan, predictions, rejected);
  count(parts, incoming, answer);
  if (isTest(request)) return json(200, answer);
  const id = requestId(request.headers['x-request-id']);
  const idOf = parts.predictionLog && parts.predictionLog.rows.idsOf({ requestId: id, rowCount: batch.rowCount }, cell);
  parts.watch?.add({ rowCount: batch.rowCount, batch, tensors: null, predictions, idOf });
  if (!parts.predictionLog) return json(200, answer);
  const about = loggedRequest({
    id,
    rowCount: batch.rowCount,
    bytes: body.length,
    startedAt,
  });
  parts.predictionLog.log.add(parts.predictionLog.rows.ofRows(about, cell, answer));
  return json(200, answer, { 'X-Request-Id': about.requestId });
}
