// Reading a request body within its limit, and JSON out of it.
import type { IncomingMessage } from 'node:http';
import { AppError } from '../../app/base/errors.ts';

function tooLarge(limit: number): AppError {
  return new AppError('TOO_LARGE', `The body is larger than ${limit} bytes.`, {
    hint: 'Send several smaller requests, or raise MAX_BODY_BYTES.',
  });
}

/** Stops reading as soon as the limit is passed: a huge body costs neither memory nor time. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    throw new AppError('INVALID_INPUT', 'Compressed bodies are not read.', { hint: 'Send the body without Content-Encoding.' });
  }
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= limit) return;
      request.pause();
      reject(tooLarge(limit));
    });
    request.on('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    // A request that was given up ends in 'close' alone.
    request.on('error', reject);
    request.on('close', () => reject(new Error('The connection was closed before the end of the body.')));
  });
}

export function parseText(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch (cause) {
    throw new AppError('INVALID_INPUT', 'The body is not UTF-8 text.', { hint: 'Encode it as UTF-8.', cause });
  }
}

export function parseJsonBody(body: Buffer): unknown {
  const text = parseText(body);
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const position = /position (\d+)/.exec(cause instanceof Error ? cause.message : '')?.[1];
    const at = position === undefined ? '' : ` (at character ${position})`;
    throw new AppError('INVALID_INPUT', text.trim() === '' ? 'The body is empty.' : `The body is not valid JSON${at}.`, {
      hint: 'JSON knows no NaN, no comments and no trailing commas; send null where a value is missing.',
      cause,
    });
  }
}
