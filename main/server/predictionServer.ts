// The HTTP side: one request in, one answer out, limits kept, everything counted and logged.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { AppError, isAppError } from '../../app/base/errors.ts';
import { statedParameters } from '../../app/prepare/decision.ts';
import { errorAnswer, failure, json, send, type Answer } from './answers.ts';
import { parseJsonBody, readBody } from './body.ts';
import { QueueFull, type InferenceProcess } from './inferenceProcess.ts';
import type { InferenceResult, InferenceTask } from './inferenceProtocol.ts';
import type { Log } from './log.ts';
import { feedbackEntry, parseFeedback } from './predictionLog/feedback.ts';
import { createRowLogger, type AnsweredRequest } from './predictionLog/loggedRows.ts';
import type { PredictionLog } from './predictionLog/predictionLog.ts';
import { readId, requestId } from './predictionLog/rowIds.ts';
import { datatypeOf, tensorMetadata } from './oip/datatypes.ts';
import { parseInferRequest } from './oip/inferRequest.ts';
import { writeInferAnswer } from './oip/inferResponse.ts';
import { parsePredictRequest, predictedRows } from './predict.ts';
import { findRoute, methodsOf, type Route, type Target } from './routes.ts';
import type { ServedModel } from './servedModel.ts';
import { ServerMetrics } from './serverMetrics.ts';
import type { Settings } from './settings.ts';
import { statusPage } from './statusPage.ts';

const tooLate = 'The request did not arrive in time.';

interface Parts {
  model: ServedModel;
  inference: InferenceProcess;
  settings: Settings;
  log: Log;
  /** Null = off. */
  predictionLog: PredictionLog | null;
}

export interface PredictionServer {
  http: Server;
  /** Answers "not ready" from now on, finishes what is under way, then resolves. */
  drain(): Promise<void>;
}

export function createPredictionServer({ model, inference, settings, log, predictionLog }: Parts): PredictionServer {
  const { manifest, plan } = model;
  const metrics = new ServerMetrics({
    name: model.name,
    version: model.version,
    sha256: manifest.model.sha256,
    onnxruntime: manifest.runtime.onnxruntime,
  });
  const rowLogger = settings.predictionLog && createRowLogger(model, settings.predictionLog);
  /** Connections whose request is being handled, and those among them whose body did not arrive in time. */
  const handled = new WeakSet<Socket>();
  const late = new WeakSet<Socket>();
  let inFlight = 0;
  let draining = false;
  const limits = { plan, outputNames: model.outputs.map((output) => output.name), maxRows: settings.maxRows };
  const isReady = (): boolean => inference.ready && !draining;

  async function infer(task: InferenceTask, route: Route): Promise<InferenceResult> {
    if (!isReady())
      throw new AppError('BUSY', draining ? 'The server is shutting down.' : 'The model is not loaded yet.', {
        hint: 'Try again shortly.',
      });
    metrics.rows.add({ route }, task.batch.rowCount);
    const startedAt = performance.now();
    const result = await inference.submit(task);
    metrics.inference.observe({ route }, (performance.now() - startedAt) / 1000);
    return result;
  }

  async function predict(request: IncomingMessage, route: Route, startedAt: number): Promise<Answer> {
    const contentType = (request.headers['content-type'] ?? 'application/json').split(';', 1)[0]!.trim().toLowerCase();
    if (contentType !== 'application/json' && contentType !== 'text/csv') {
      return errorAnswer(415, 'INVALID_INPUT', `/predict does not read ${contentType}.`, {
        hint: 'Set Content-Type to application/json or text/csv.',
      });
    }
    const body = await readBody(request, settings.maxBodyBytes);
    const { batch, cell } = parsePredictRequest(body, contentType, limits);
    const { predictions, rejected } = await infer({ kind: 'rows', batch }, route);
    if (!predictions) throw new Error('The inference process sent no predictions.');
    const answer = predictedRows(plan, predictions, rejected);
    for (const row of answer) {
      if (row.abstained === true) metrics.abstained.add({ class: String(row.prediction) });
      if (row.error !== undefined) metrics.rejectedRows.add({ route });
      else if (typeof row.prediction === 'string') metrics.predictions.add({ class: row.prediction });
    }
    if (!predictionLog || !rowLogger) return json(200, answer);
    const about = answered({
      id: requestId(request.headers['x-request-id']),
      rowCount: batch.rowCount,
      bytes: body.length,
      startedAt,
    });
    predictionLog.add(rowLogger.ofRows(about, cell, answer));
    return json(200, answer, { 'X-Request-Id': about.requestId });
  }

  function answered(of: { id: string; rowCount: number; bytes: number; startedAt: number }): AnsweredRequest {
    const { id, rowCount, bytes, startedAt } = of;
    return { requestId: id, rowCount, bytes, at: new Date(), latencyMs: Math.round((performance.now() - startedAt) * 100) / 100 };
  }

  async function takeFeedback(request: IncomingMessage): Promise<Answer> {
    if (!predictionLog || !settings.predictionLog) {
      return errorAnswer(409, 'CONFLICT', 'This server logs no predictions, so a label has no row to go to.', {
        hint: 'Start it with DRYDOCK_LOG_DIR set to a folder.',
      });
    }
    const content = parseJsonBody(await readBody(request, settings.maxBodyBytes));
    const labels = parseFeedback(content, model, settings.maxRows);
    const taken = predictionLog.add(feedbackEntry(labels, model, { at: new Date(), sample: settings.predictionLog.sample }));
    if (taken) return json(202, { accepted: labels.length });
    throw new AppError('BUSY', 'Too much is waiting to be written.', { hint: 'Send the labels again shortly.' });
  }

  async function inferTensors(request: IncomingMessage, route: Route, startedAt: number): Promise<Answer> {
    const header = request.headers['inference-header-content-length'];
    const jsonBytes = header === undefined ? undefined : Number(header);
    if (jsonBytes !== undefined && (!Number.isSafeInteger(jsonBytes) || jsonBytes < 0)) {
      return errorAnswer(400, 'INVALID_INPUT', 'Inference-Header-Content-Length is not a size in bytes.');
    }
    const body = await readBody(request, settings.maxBodyBytes);
    const parsed = parseInferRequest(body, jsonBytes, limits);
    const { batch } = parsed;
    const { outputs, rejected, predictions } = await infer({ kind: 'tensors', batch, read: rowLogger !== null }, route);
    const row = rejected ? rejected.indexOf(1) : -1;
    if (row >= 0) {
      metrics.rejectedRows.add({ route });
      throw new AppError(
        'INVALID_INPUT',
        `Row ${row + 1} lacks a value or holds one that does not fit; the validated policy rejects such rows.`,
        {
          hint: 'Leave the row out, or use /predict, which answers row by row.',
          where: { row: row + 1 },
        },
      );
    }
    const wanted = parsed.outputs.map(({ name, binary }) => {
      const tensor = outputs?.[name];
      if (!tensor) throw new Error(`The inference process sent no output ${name}.`);
      return { name, binary, tensor };
    });
    const answer = writeInferAnswer({ ...model, ...statedParameters(plan) }, parsed.id, wanted);
    const headers: Record<string, string> =
      answer.jsonBytes === undefined ? {} : { 'Inference-Header-Content-Length': String(answer.jsonBytes) };
    if (predictionLog && rowLogger && predictions) {
      // The id of the protocol is sent back in the body; one of ours is told in the head.
      const own = readId(parsed.id);
      const id = own ?? requestId(request.headers['x-request-id']);
      if (own === null) headers['X-Request-Id'] = id;
      const about = answered({ id, rowCount: batch.rowCount, bytes: body.length, startedAt });
      predictionLog.add(rowLogger.ofTensors(about, parsed.tensors, { predictions, rejected }));
    }
    return { status: 200, contentType: answer.contentType, body: answer.body, headers };
  }

  function modelMetadata(): Answer {
    return json(200, {
      name: model.name,
      versions: [model.version],
      platform: 'onnx_onnxv1',
      inputs: plan.inputs.map((input) => ({
        name: input.input,
        datatype: datatypeOf(input.type),
        shape: input.rank === 1 ? [-1] : [-1, input.features.length],
      })),
      outputs: model.outputs.map(tensorMetadata),
      ...statedParameters(plan),
    });
  }

  async function answerRoute(request: IncomingMessage, target: Target, startedAt: number): Promise<Answer> {
    const { route } = target;
    if (route === 'unknown')
      return errorAnswer(404, 'NOT_FOUND', 'There is nothing at this path.', { hint: 'GET /openapi.json lists every path.' });
    if (target.model !== undefined && (target.model !== model.name || (target.version ?? model.version) !== model.version)) {
      return errorAnswer(404, 'NOT_FOUND', 'This server has no such model or version.', {
        hint: `It serves "${model.name}", version ${model.version}.`,
      });
    }
    const methods = methodsOf(route);
    if (!methods.includes(request.method ?? '')) {
      return errorAnswer(405, 'INVALID_INPUT', `This path takes ${methods.join(' and ')}.`, {
        headers: { Allow: methods.join(', ') },
      });
    }
    const ready = isReady();
    switch (route) {
      case 'server live':
        return json(200, { live: true });
      case 'server ready':
        return json(ready ? 200 : 503, { ready });
      case 'model ready':
        return json(ready ? 200 : 503, { name: model.name, ready });
      case 'server metadata':
        return json(200, { name: 'drydock', version: manifest.tool.version, extensions: ['binary_tensor_data'] });
      case 'model metadata':
        return modelMetadata();
      case 'openapi':
        return { status: 200, contentType: 'application/json', body: model.openapi };
      case 'metrics': {
        const text = metrics.text({
          ready,
          inFlight,
          waiting: inference.waiting,
          restarts: inference.restarts,
          log: predictionLog?.counts ?? null,
        });
        return { status: 200, contentType: 'text/plain; version=0.0.4; charset=utf-8', body: text };
      }
      case 'status':
        return {
          status: 200,
          contentType: 'text/html; charset=utf-8',
          body: statusPage(model, ready),
          headers: { 'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'" },
        };
      case 'predict':
        return predict(request, route, startedAt);
      case 'model infer':
        return inferTensors(request, route, startedAt);
      case 'feedback':
        return takeFeedback(request);
    }
  }

  /** For a request that did not come to its end: too late, answered on its connection already, or given up by the client. */
  function unfinished(request: IncomingMessage): Answer | null {
    if (late.has(request.socket)) return errorAnswer(408, 'INVALID_INPUT', tooLate);
    // Nobody reads this; 499 is what logs call it since nginx.
    if (request.destroyed && !request.complete) return errorAnswer(499, 'CANCELLED', 'The client closed the connection.');
    return null;
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedAt = performance.now();
    const target = findRoute(request.url ?? '/');
    inFlight += 1;
    handled.add(request.socket);
    let answer: Answer;
    try {
      answer = await answerRoute(request, target, startedAt);
    } catch (error) {
      answer = (isAppError(error) ? null : unfinished(request)) ?? failure(error);
      if (answer.status === 500) log('error', 'request failed', { route: target.route, detail: String(error) });
      if (error instanceof QueueFull) answer.status = 429;
    }
    inFlight -= 1;
    handled.delete(request.socket);
    if (!response.destroyed && !late.has(request.socket)) {
      // A body that was not read to its end leaves the connection unusable.
      send(request, response, answer, draining || !request.complete);
    }
    const status = String(answer.status);
    metrics.requests.add({ route: target.route, status });
    metrics.durations.observe({ route: target.route }, (performance.now() - startedAt) / 1000);
    if (answer.errorCode !== undefined) metrics.errors.add({ route: target.route, code: answer.errorCode });
    const quiet = target.route.endsWith('live') || target.route.endsWith('ready') || target.route === 'metrics';
    if (!quiet || answer.status >= 400) {
      log(answer.status >= 500 ? 'error' : 'info', 'request', {
        route: target.route,
        method: request.method,
        status: answer.status,
        ms: Math.round((performance.now() - startedAt) * 100) / 100,
        ...(answer.errorCode === undefined ? {} : { code: answer.errorCode }),
      });
    }
  }

  const http = createServer(
    {
      requestTimeout: settings.receiveMs,
      headersTimeout: Math.min(10_000, settings.receiveMs),
      connectionsCheckingInterval: Math.min(1000, Math.ceil(settings.receiveMs / 2)),
      keepAliveTimeout: 65_000,
    },
    (request, response) => void handle(request, response),
  );
  http.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (!socket.writable) return;
    const isLate = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
    const status = isLate
      ? '408 Request Timeout'
      : error.code === 'HPE_HEADER_OVERFLOW'
        ? '431 Request Header Fields Too Large'
        : '400 Bad Request';
    const body = JSON.stringify({
      error: isLate ? tooLate : 'This is not a valid HTTP request.',
      code: 'INVALID_INPUT',
    });
    if (isLate) late.add(socket);
    // Where only the body is late, its handler counts it under its route.
    if (!isLate || !handled.has(socket)) {
      metrics.requests.add({ route: 'unknown', status: status.slice(0, 3) });
      metrics.errors.add({ route: 'unknown', code: 'INVALID_INPUT' });
      log('info', 'request', { route: 'unknown', status: Number(status.slice(0, 3)), code: 'INVALID_INPUT' });
    }
    socket.end(
      `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    );
  });

  return {
    http,
    async drain() {
      draining = true;
      const closed = new Promise<void>((resolve) => http.close(() => resolve()));
      http.closeIdleConnections();
      const force = setTimeout(() => http.closeAllConnections(), settings.drainMs);
      await closed;
      clearTimeout(force);
    },
  };
}
