import type { ServerFigures } from '../api/schemas/monitor.ts';
import { certificateProblem } from '../base/certificateProblem.ts';
import { AppError } from '../base/errors.ts';
import { serverFigures } from './serverFigures.ts';

/** A page of figures is small: more is none. */
const mostBytes = 16e6;
const patience = 10_000;

/**
 * What the server at this address says of itself. Nothing but its `/metrics` is asked for, and no redirect is followed.
 * @throws INVALID_INPUT for no address, NOT_FOUND where nothing answers, DATA_INVALID for what is no such server, CANCELLED
 */
export async function askServer(address: string, signal: AbortSignal | undefined): Promise<ServerFigures> {
  const url = metricsUrl(address);
  try {
    const answer = await fetch(url, {
      redirect: 'error',
      signal: AbortSignal.any([AbortSignal.timeout(patience), ...(signal ? [signal] : [])]),
    });
    return serverFigures(answer.ok ? await textOf(answer) : '');
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    if (signal?.aborted) throw new AppError('CANCELLED', 'Cancelled.', { hint: 'Ask again.' });
    const certificate = certificateProblem(cause);
    throw new AppError(
      'NOT_FOUND',
      certificate ? `${address} is not asked: ${certificate.what}.` : `Nothing answers at ${address}.`,
      {
        hint: certificate?.hint ?? 'Is the server running, and is this its address?',
        cause,
      },
    );
  }
}

function metricsUrl(address: string): URL {
  const folder = address.endsWith('/') ? address : `${address}/`;
  const base = URL.canParse(folder) ? new URL(folder) : null;
  if (base && ['http:', 'https:'].includes(base.protocol)) return new URL('metrics', base);
  throw new AppError('INVALID_INPUT', `${address} is no address of a server.`, { hint: 'It looks like http://127.0.0.1:8080.' });
}

async function textOf(answer: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of answer.body ?? []) {
    bytes += part.byteLength;
    if (bytes > mostBytes) return '';
    parts.push(part);
  }
  return new TextDecoder().decode(Buffer.concat(parts));
}
