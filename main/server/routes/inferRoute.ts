import { AppError } from '../../../app/base/errors.ts';
import { statedParameters } from '../../../app/prepare/decision.ts';
import { errorAnswer, type Answer } from '../answers.ts';
import { readBody, requireWholeTexts } from '../body.ts';
import { parseInferRequest } from '../oip/inferRequest.ts';
import { writeInferAnswer } from '../oip/inferResponse.ts';
import { readId, requestId, rowId } from '../predictionLog/rowIds.ts';
import { loggedRequest } from './loggedRequest.ts';
import type { Incoming, Parts } from './parts.ts';
import { isTest } from './isTest.ts';
import { runTask } from './runTask.ts';

/** The protocol has no way to answer some rows and refuse others. */
function refuseRejected(rejected: Uint8Array | null): void {
  const row = rejected ? rejected.findIndex((reason) => reason !== 0) : -1;
  if (row < 0) return;
  throw new AppError(
    'INVALID_INPUT',
    `Row ${row + 1} lacks a value or holds one that does not fit; the validated policy rejects such rows.`,
    { hint: 'Leave the row out, or use /predict, which answers row by row.', where: { row: row + 1 } },
  );
}

/** POST …/infer: tensors in and out, by the Open Inference Protocol v2. */
export async function inferRoute(parts: Parts, { request, route, startedAt }: Incoming): Promise<Answer> {
  const { model, settings } = parts;
  const header = request.headers['inference-header-content-length'];
  const jsonBytes = header === undefined ? undefined : Number(header);
  if (jsonBytes !== undefined && (!Number.isSafeInteger(jsonBytes) || jsonBytes < 0)) {
    return errorAnswer(400, 'INVALID_INPUT', 'Inference-Header-Content-Length is not a size in bytes.');
  }
  const body = await readBody(request, settings.maxBodyBytes);
  requireWholeTexts(jsonBytes === undefined ? body : body.subarray(0, jsonBytes));
  const outputNames = model.outputs.map((output) => output.name);
  const parsed = parseInferRequest(body, jsonBytes, { plan: model.plan, outputNames, maxRows: settings.maxRows });
  const { batch } = parsed;
  const task = { kind: 'tensors' as const, batch, read: parts.predictionLog !== null || parts.watch !== null };
  const { outputs, rejected, predictions } = await runTask(parts, task, route);
  if (rejected) parts.metrics.rejectedRows.add({ route });
  refuseRejected(rejected);
  const wanted = parsed.outputs.map(({ name, binary }) => {
    const tensor = outputs?.[name];
    if (!tensor) throw new Error(`The inference process sent no output ${name}.`);
    return { name, binary, tensor };
  });
  const answer = writeInferAnswer({ ...model, ...statedParameters(model.plan) }, parsed.id, wanted);
  const headers: Record<string, string> =
    answer.jsonBytes === undefined ? {} : { 'Inference-Header-Content-Length': String(answer.jsonBytes) };
  const sent = { status: 200, contentType: answer.contentType, body: answer.body, headers };
  if (isTest(request)) return sent;
  // The id of the protocol is sent back in the body; one of ours is told in the head.
  const own = readId(parsed.id);
  const id = own ?? requestId(request.headers['x-request-id']);
  const { rowCount } = batch;
  const idOf = parts.predictionLog && ((row: number): string => rowId(id, row, rowCount));
  parts.watch?.add({ rowCount, batch: null, tensors: parsed.tensors, predictions, idOf });
  if (parts.predictionLog && predictions) {
    if (own === null) headers['X-Request-Id'] = id;
    const about = loggedRequest({ id, rowCount, bytes: body.length, startedAt });
    parts.predictionLog.log.add(parts.predictionLog.rows.ofTensors(about, parsed.tensors, { predictions, rejected }));
  }
  return sent;
}
