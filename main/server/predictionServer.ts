// The HTTP side: one request in, one answer out, limits kept, everything counted and logged.
import { createServer, maxHeaderSize, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Server as SocketServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAppError } from '../../app/base/errors.ts';
import { KeyCheck } from './apiKey.ts';
import { errorAnswer, failure, send, type Answer } from './answers.ts';
import { CompressedBody } from './body.ts';
import { OpenConnections } from './openConnections.ts';
import { FatalRequest, QueueFull } from './pool/inferencePool.ts';
import { findRoute, type Route } from './routes.ts';
import { answerRoute } from './routes/answerRoute.ts';
import type { Parts } from './routes/parts.ts';

/** What is sent last shall reach the client before its connection is cut. */
const closeMs = 500;
/** While draining, a connection that is in use is given so long to bring one more request, whose answer says that it closes. */
const lastCallMs = 250;
const tooLate = 'The request did not arrive in time.';

export interface PredictionServer {
  http: Server;
  /** Answers "not ready" from now on, finishes what is under way, then resolves. */
  drain(): Promise<void>;
}

/** Probes and scrapes come every few seconds: they are logged only where something is wrong. */
function isQuiet(route: Route): boolean {
  return route.endsWith('live') || route.endsWith('ready') || route === 'metrics';
}

function isPrediction(route: Route): boolean {
  return route === 'predict' || route === 'model infer';
}

export function createPredictionServer(shared: Omit<Parts, 'isDraining'>): PredictionServer {
  const { settings, log, metrics } = shared;
  let inFlight = 0;
  let draining = false;
  let isClosing = false;
  const parts: Parts = { ...shared, isDraining: () => draining };
  /** Connections whose request is being handled, and those among them whose body did not arrive in time. */
  const handled = new WeakSet<Socket>();
  const late = new WeakSet<Socket>();
  /** Connections that were answered before the body of the request had come. */
  const answered = new WeakSet<Socket>();

  const keys = new KeyCheck(settings.apiKey);
  const connections = new OpenConnections(settings.maxConnections);

  /** Before anything of the request is read. */
  function refusal(request: IncomingMessage, route: Route): Answer | null {
    if (request.headers.host === undefined && request.httpVersion === '1.1') {
      return errorAnswer(400, 'INVALID_INPUT', 'The request has no Host header.', { hint: 'HTTP/1.1 asks for one.' });
    }
    return keys.refusal(request, route) ?? (isQuiet(route) ? null : connections.refusal(request.socket));
  }

  /** For a request that did not come to its end: too late, answered on its connection already, or given up by the client. */
  function unfinished(request: IncomingMessage): Answer | null {
    if (late.has(request.socket)) return errorAnswer(408, 'INVALID_INPUT', tooLate);
    // Nobody reads this; 499 is what logs call it since nginx.
    if (request.destroyed && !request.complete) return errorAnswer(499, 'CANCELLED', 'The client closed the connection.');
    return null;
  }

  function failed(error: unknown, request: IncomingMessage, route: Route): Answer {
    const answer = (isAppError(error) ? null : unfinished(request)) ?? failure(error);
    if (answer.status === 500) log('error', 'request failed', { route, detail: String(error) });
    if (error instanceof QueueFull) answer.status = 429;
    if (error instanceof CompressedBody) {
      answer.status = 415;
      answer.headers = { 'Accept-Encoding': 'identity' };
    }
    if (isPrediction(route) && (answer.status === 429 || answer.status >= 500)) metrics.triton.failed(answer.status === 429);
    if (error instanceof FatalRequest) return errorAnswer(500, error.code, error.message, { hint: error.hint });
    return answer;
  }

  function note(route: Route, request: { method: string | undefined; startedAt: number }, answer: Answer): void {
    const seconds = (performance.now() - request.startedAt) / 1000;
    metrics.requests.add({ route, status: String(answer.status) });
    metrics.durations.observe({ route }, seconds);
    if (isPrediction(route) && answer.status === 200) metrics.triton.answered(1000 * seconds);
    if (answer.errorCode !== undefined) metrics.errors.add({ route, code: answer.errorCode });
    if (isQuiet(route) && answer.status < 400) return;
    log(answer.status >= 500 ? 'error' : 'info', 'request', {
      route,
      method: request.method,
      status: answer.status,
      ms: Math.round(seconds * 100_000) / 100,
      ...(answer.errorCode === undefined ? {} : { code: answer.errorCode }),
    });
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedAt = performance.now();
    const target = findRoute(request.url ?? '/');
    const { route } = target;
    inFlight += 1;
    handled.add(request.socket);
    const answer =
      refusal(request, route) ??
      (await answerRoute(parts, { request, route, startedAt }, { target, inFlight }).catch((error: unknown) =>
        failed(error, request, route),
      ));
    inFlight -= 1;
    handled.delete(request.socket);
    if (!response.destroyed && !late.has(request.socket)) {
      // A body that was not read to its end leaves the connection unusable.
      if (!request.complete) answered.add(request.socket);
      send(request, response, answer, isClosing || !request.complete);
    }
    note(route, { method: request.method, startedAt }, answer);
  }

  const http = createServer(
    {
      requestTimeout: settings.receiveMs,
      headersTimeout: Math.min(10_000, settings.receiveMs),
      connectionsCheckingInterval: Math.min(1000, Math.ceil(settings.receiveMs / 2)),
      keepAliveTimeout: 65_000,
      // Refused by ourselves, in words.
      requireHostHeader: false,
    },
    (request, response) => void handle(request, response),
  );
  // Without a listener, Node answers an expectation other than 100-continue without a word.
  http.on('checkExpectation', (request, response) => {
    send(request, response, errorAnswer(417, 'INVALID_INPUT', 'No expectation but 100-continue can be met.'), true);
  });
  connections.watch(http);
  http.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (!socket.writable) return;
    if (answered.has(socket)) {
      socket.destroy();
      return;
    }
    const isLate = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
    const [status, message] = isLate
      ? ['408 Request Timeout', tooLate]
      : error.code === 'HPE_HEADER_OVERFLOW'
        ? ['431 Request Header Fields Too Large', `Path and headers are larger than ${maxHeaderSize} bytes together.`]
        : ['400 Bad Request', 'This is not a valid HTTP request.'];
    const body = JSON.stringify({ error: message, code: 'INVALID_INPUT' });
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
    // A client that does not close its side would keep the connection, and with enough of them everybody else out.
    setTimeout(() => socket.destroy(), closeMs).unref();
  });

  return {
    http,
    async drain() {
      draining = true;
      // Whoever sends requests here must hear of it before the door is shut.
      await sleep(settings.drainDelayMs);
      const force = setTimeout(() => http.closeAllConnections(), settings.drainMs);
      await connections.caughtUp(lastCallMs);
      // Not http.close(), which cuts off idle connections at once, and with them the requests that are on their way.
      const closed = new Promise<void>((resolve) => SocketServer.prototype.close.call(http, () => resolve()));
      // Not before: clients would come back by new connections, which wait at the door while it is shut, and are reset.
      isClosing = true;
      await Promise.race([closed, sleep(lastCallMs, undefined, { ref: false })]);
      await connections.caughtUp(lastCallMs);
      http.closeIdleConnections();
      await closed;
      clearTimeout(force);
    },
  };
}
