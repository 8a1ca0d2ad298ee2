// Requests to a server that is checked: each has a limit of time and of size, so that what answers wrongly is told, not waited for.
import { certificateProblem } from '../../base/certificateProblem.ts';
import { AppError } from '../../base/errors.ts';
import { apiKeyVariable, keyHeader } from '../../base/testHeader.ts';

export interface ServerAddress {
  url: string;
  /** Sent with every request. */
  headers: Record<string, string>;
}

export interface ServerAnswer {
  status: number;
  text: string;
}

const answerMs = 30_000;
/** More than golden rows, a description or figures take. */
const answerBytes = 256 * 1024 * 1024;

/** GET without a body, else POST of JSON. Redirects are answers like any other: rows go to no other host. */
export async function askServer(
  { url, headers }: ServerAddress,
  path: string,
  body: unknown,
  signal: AbortSignal | undefined,
): Promise<ServerAnswer> {
  const limit = AbortSignal.timeout(answerMs);
  const response = await fetch(`${url}${path}`, {
    redirect: 'manual',
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
    headers: { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw limit.aborted ? new Error(`${path} was not answered within ${answerMs / 1000} s`) : reason(cause);
  });
  const parts: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const part of response.body ?? []) {
      parts.push(part);
      bytes += part.length;
      if (bytes > answerBytes) throw new Error(`the answer to ${path} does not end`);
    }
  } catch (cause) {
    throw limit.aborted ? new Error(`the answer to ${path} did not end within ${answerMs / 1000} s`) : cause;
  }
  return { status: response.status, text: Buffer.concat(parts).toString('utf8') };
}

/** fetch says "fetch failed" and keeps why to itself. */
function reason(error: unknown): unknown {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : null;
  const code = cause && 'code' in cause ? String(cause.code) : '';
  // OpenSSL's words for an answer that is not TLS name its own source files.
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER') return new Error('it does not speak https; the server of a bundle speaks http');
  return cause ? new Error(certificateProblem(cause)?.what ?? (cause.message || code || cause.name), { cause }) : error;
}

export async function getText(server: ServerAddress, path: string, signal: AbortSignal | undefined): Promise<string> {
  const { status, text } = await askServer(server, path, undefined, signal);
  if (status === 200) return text;
  throw new Error(`GET ${path} answered ${status}`);
}

export async function getJson(
  server: ServerAddress,
  path: string,
  signal: AbortSignal | undefined,
): Promise<Record<string, unknown>> {
  const text = await getText(server, path, signal);
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new Error(`GET ${path} answered what is no JSON`);
  }
}

/**
 * Whether there is the server of a bundle at all, with the model loaded, that lets us in.
 * @throws NOT_FOUND, BUSY, NOT_ALLOWED or INVALID_INPUT: then nothing can be said of what it serves
 */
export async function reachServer(server: ServerAddress, signal: AbortSignal | undefined): Promise<void> {
  const { url } = server;
  const ready = await askServer(server, '/v2/health/ready', undefined, signal).catch((cause: unknown) => {
    if (signal?.aborted) throw cause;
    throw new AppError(
      'NOT_FOUND',
      `No server can be asked at ${url}: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        hint: certificateProblem(cause)?.hint ?? 'Check the address, and that the server runs.',
        cause,
      },
    );
  });
  if (ready.status === 503) throw new AppError('BUSY', `The server at ${url} is not ready.`, { hint: 'Try again once it is.' });
  const metadata = await askServer(server, '/v2', undefined, signal);
  if (metadata.status === 401) {
    throw new AppError(
      'NOT_ALLOWED',
      `The server at ${url} ${keyHeader in server.headers ? `does not take the API key in ${apiKeyVariable}` : 'asks for an API key'}.`,
      { hint: `Set ${apiKeyVariable} to that of the server.` },
    );
  }
  if (ready.status === 200 && metadata.status === 200 && /"name"/.test(metadata.text)) return;
  throw new AppError('INVALID_INPUT', `What answers at ${url} is not the server of a bundle.`, {
    hint: 'Give the address of the server alone, such as http://127.0.0.1:8080.',
  });
}
