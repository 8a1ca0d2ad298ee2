// An optional key that requests must bring. Off unless the operator sets one.
import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { AppError } from '../../app/base/errors.ts';
import { errorAnswer, type Answer } from './answers.ts';
import type { Route } from './routes.ts';

const leastLength = 8;

function refuse(message: string, hint: string): AppError {
  return new AppError('INVALID_INPUT', message, { hint });
}

/**
 * From API_KEY, or the file that API_KEY_FILE names (a mounted secret; the white space around it is no part of it). Null = none.
 * @throws INVALID_INPUT, which never repeats the key
 */
export function readApiKey(env: NodeJS.ProcessEnv): string | null {
  const { API_KEY: told = '', API_KEY_FILE: file = '' } = env;
  if (told === '' && file === '') return null;
  if (told !== '' && file !== '') throw refuse('API_KEY and API_KEY_FILE are both set.', 'Set one of them.');
  let key = told;
  if (file !== '') {
    try {
      key = readFileSync(file, 'utf8').trim();
    } catch (cause) {
      throw new AppError('INVALID_INPUT', `API_KEY_FILE cannot be read: ${file}`, { hint: 'Mount the secret there.', cause });
    }
  }
  if (key.length >= leastLength && /^[\x21-\x7e]+$/.test(key)) return key;
  throw refuse(
    `The API key must have at least ${leastLength} characters, all of them printable ASCII without spaces.`,
    'Make one, for instance with: openssl rand -hex 24',
  );
}

/** The key that a request brings: as a bearer token, in X-API-Key, or as the password that a browser asks for. */
function broughtKey({ headers }: IncomingMessage): string | null {
  const own = headers['x-api-key'];
  if (typeof own === 'string') return own;
  const [scheme = '', credentials = ''] = (headers.authorization ?? '').trim().split(/ +/, 2);
  if (scheme.toLowerCase() === 'bearer') return credentials;
  if (scheme.toLowerCase() !== 'basic') return null;
  const text = Buffer.from(credentials, 'base64').toString('utf8');
  return text.slice(text.indexOf(':') + 1);
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Orchestrators probe without a key. */
const open: ReadonlySet<Route> = new Set<Route>(['server live', 'server ready', 'model ready']);

export class KeyCheck {
  readonly #digest: Buffer | null;

  constructor(key: string | null) {
    this.#digest = key === null ? null : digest(key);
  }

  /** Null = the request may pass. Takes as long whatever the key is. */
  refusal(request: IncomingMessage, route: Route): Answer | null {
    if (this.#digest === null || open.has(route)) return null;
    const brought = broughtKey(request);
    if (brought !== null && timingSafeEqual(digest(brought), this.#digest)) return null;
    const message = brought === null ? 'This server answers only with its API key.' : 'The API key is not the right one.';
    return errorAnswer(401, 'NOT_ALLOWED', message, {
      hint: 'Send it as "Authorization: Bearer KEY" or as "X-API-Key: KEY".',
      headers: { 'WWW-Authenticate': 'Bearer realm="drydock", Basic realm="drydock", charset="UTF-8"' },
    });
  }
}
