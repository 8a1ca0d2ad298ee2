// Reading a request body within its limit, and JSON out of it.
import type { IncomingMessage } from 'node:http';
import { AppError } from '../../app/base/errors.ts';

function tooLarge(limit: number): AppError {
  return new AppError('TOO_LARGE', `The body is larger than ${limit} bytes.`, {
    hint: 'Send several smaller requests, or raise MAX_BODY_BYTES.',
  });
}

/** Not a malformed request, but one in a form that is not read (RFC 9110, 15.5.16). */
export class CompressedBody extends AppError {
  constructor() {
    super('INVALID_INPUT', 'Compressed bodies are not read.', { hint: 'Send the body without Content-Encoding.' });
  }
}

/** Stops reading as soon as the limit is passed: a huge body costs neither memory nor time. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (encoding !== '' && encoding !== 'identity') throw new CompressedBody();
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= limit) return;
      request.off('data', take);
      chunks.length = 0;
      reject(tooLarge(limit));
    };
    request.on('data', take);
    request.on('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    // A request that was given up ends in 'close' alone.
    request.on('error', reject);
    request.on('close', () => {
      if (!request.readableEnded) reject(new Error('The connection was closed before the end of the body.'));
    });
  });
}

const strictText = new TextDecoder('utf-8', { fatal: true });

export function parseText(body: Buffer): string {
  try {
    return strictText.decode(body);
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

/** Half of a surrogate pair: with the flag u, whole pairs are one character each. */
const loneSurrogate = /\p{Surrogate}/u;

/** As deep as a text of any request lies (inputs, 0, data, row, element); what nests deeper is refused for that. */
const deepestText = 8;

/** Where in a parsed body such a text is, as a way through it: [0]["City"]. Null = nowhere. */
function brokenText(value: unknown, way = '', depth = 0): string | null {
  if (typeof value === 'string') return loneSurrogate.test(value) ? way : null;
  if (typeof value !== 'object' || value === null || depth > deepestText) return null;
  const isList = Array.isArray(value);
  for (const [key, inner] of Object.entries(value)) {
    const found = brokenText(inner, `${way}[${isList ? key : JSON.stringify(key.slice(0, 80))}]`, depth + 1);
    if (found !== null) return found;
  }
  return null;
}

/**
 * JSON can spell half a character (\ud800), which UTF-8 and the model cannot take: it would become a replacement character,
 * and with it another category. What is no JSON at all is for the parser to say.
 * @throws INVALID_INPUT naming the place
 */
export function requireWholeTexts(body: Buffer): void {
  if (!body.includes('\\ud') && !body.includes('\\uD')) return;
  let content: unknown;
  try {
    content = JSON.parse(body.toString('utf8'));
  } catch {
    return;
  }
  const place = brokenText(content);
  if (place === null) return;
  throw new AppError(
    'INVALID_INPUT',
    `The text at ${place === '' ? 'the top' : place} holds half a character (a lone surrogate).`,
    {
      hint: 'Send whole characters: a text must be writable as UTF-8.',
    },
  );
}
