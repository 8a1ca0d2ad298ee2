// Bodies, status codes and error forms of every answer.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorCodes, toWire, type ErrorCode } from '../../app/base/errors.ts';

export interface Answer {
  status: number;
  contentType: string;
  body: string | Buffer;
  headers?: Record<string, string>;
  /** For logs and metrics. */
  errorCode?: string;
}

export function json(status: number, content: unknown, headers?: Record<string, string>): Answer {
  return { status, contentType: 'application/json', body: JSON.stringify(content), ...(headers ? { headers } : {}) };
}

/** The protocol's error form; `code` and `hint` are ours, for people and scripts. */
export function errorAnswer(
  status: number,
  code: string,
  message: string,
  options: { hint?: string; headers?: Record<string, string> } = {},
): Answer {
  return {
    ...json(status, { error: message, code, ...(options.hint ? { hint: options.hint } : {}) }, options.headers),
    errorCode: code,
  };
}

/** What the client did wrong is 4xx, whatever the workbench calls it. */
function statusOf(code: ErrorCode): number {
  if (code === 'BUSY' || code === 'ENGINE_CRASHED') return 503;
  if (code === 'DATA_INVALID' || code === 'DATA_MISMATCH') return 400;
  return errorCodes[code].http;
}

/** Details of unknown errors stay in the log. */
export function failure(error: unknown): Answer {
  const wire = toWire(error);
  const status = statusOf(wire.code);
  return errorAnswer(status, wire.code, wire.code === 'INTERNAL' ? 'The server could not answer this request.' : wire.message, {
    hint: wire.code === 'INTERNAL' ? 'The log of the server holds the details.' : wire.hint,
    ...(status === 503 ? { headers: { 'Retry-After': '1' } } : {}),
  });
}

/** A client that sends nothing for so long has heard, or never will. */
const silenceMs = 500;

/**
 * The answer is out, but the client still sends its body. To cut the connection now would throw the answer away where it has not been
 * read (RFC 9112, 9.6): what comes is dropped until the body ends, the client is silent, or the time for a request is over.
 */
function endOnceHeard(request: IncomingMessage, response: ServerResponse): void {
  const end = (): void => {
    clearTimeout(silence);
    response.end();
  };
  const silence = setTimeout(end, silenceMs);
  request.on('data', () => silence.refresh());
  request.once('end', end);
  request.once('close', end);
  request.resume();
}

export function send(request: IncomingMessage, response: ServerResponse, answer: Answer, close: boolean): void {
  // A text goes out in one piece with its head; bytes would be written beside it.
  const { body } = answer;
  response.writeHead(answer.status, {
    'Content-Type': answer.contentType,
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...(close ? { Connection: 'close' } : {}),
    ...answer.headers,
  });
  if (request.complete) {
    response.end(request.method === 'HEAD' ? undefined : body);
    return;
  }
  if (request.method === 'HEAD') response.flushHeaders();
  else response.write(body);
  endOnceHeard(request, response);
}
