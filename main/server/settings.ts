// Everything an operator can set, from the environment alone, with safe defaults.
import { dirname, resolve } from 'node:path';
import { AppError } from '../../app/base/errors.ts';
import { readApiKey } from './apiKey.ts';
import { availableCores, sharedCores } from './pool/cores.ts';
import { readLogSettings, type LogSettings } from './predictionLog/logSettings.ts';

export interface Settings {
  host: string;
  /** 0 = any free port; the log line "listening" names it. */
  port: number;
  bundle: string;
  maxBodyBytes: number;
  maxRows: number;
  /** Connections at a time; requests on more are answered 503. */
  maxConnections: number;
  /** Requests must bring it; null = anybody may ask. */
  apiKey: string | null;
  /** Requests that may wait for the model; more are answered 429. */
  maxQueue: number;
  /** Waiting and inference together; then 503. */
  timeoutMs: number;
  /** Receiving a request; then 408. */
  receiveMs: number;
  /** After SIGTERM: requests are still taken for so long, while the server says that it is not ready. */
  drainDelayMs: number;
  /** Then: finishing what is under way. */
  drainMs: number;
  /** Inference processes, and threads of each; null = the runtime's own choice. */
  workers: number;
  threads: number | null;
  /** Whether inference has processes of its own; else the server's own runs the model, and ends with it. */
  isolated: boolean;
  /** Rows of requests that run together at most; 1 = each request runs alone. */
  maxBatchRows: number;
  /** How long a request may wait for others while a process is free; 0 = what waits already goes together. */
  maxBatchDelayMs: number;
  /** Rows that the watch compares with the validated ones; 0 = off, null = as many as its limits are for. */
  watchRows: number | null;
  logLevel: 'info' | 'error' | 'silent';
  /** Null = requests and answers are not kept. */
  predictionLog: LogSettings | null;
}

interface Range {
  name: string;
  fallback: number;
  min: number;
  max: number;
}

function number(env: NodeJS.ProcessEnv, range: Range, kind: 'number' | 'whole number'): number {
  const text = env[range.name];
  if (text === undefined || text === '') return range.fallback;
  const value = Number(text);
  if ((kind === 'number' || Number.isInteger(value)) && value >= range.min && value <= range.max) return value;
  throw new AppError(
    'INVALID_INPUT',
    `${range.name} is "${text}", which is not a ${kind} between ${range.min} and ${range.max}.`,
    {
      hint: `Set ${range.name} to a number, or leave it out for ${range.fallback}.`,
    },
  );
}

function integer(env: NodeJS.ProcessEnv, range: Range): number {
  return number(env, range, 'whole number');
}

function logLevel(env: NodeJS.ProcessEnv): Settings['logLevel'] {
  const text = env['LOG_LEVEL'] ?? 'info';
  if (text === 'info' || text === 'error' || text === 'silent') return text;
  throw new AppError('INVALID_INPUT', `LOG_LEVEL is "${text}".`, { hint: 'Use info, error or silent.' });
}

/** One model in the server's own process: several would block each other there. */
function isIsolated(env: NodeJS.ProcessEnv, workers: number): boolean {
  const text = env['ISOLATION'] || 'process';
  if (text !== 'process' && text !== 'none')
    throw new AppError('INVALID_INPUT', `ISOLATION is "${text}".`, { hint: 'Use process or none.' });
  if (text === 'none' && workers > 1) {
    throw new AppError(
      'INVALID_INPUT',
      `WORKERS is ${workers}, but with ISOLATION=none there is the server's own process only.`,
      {
        hint: 'Leave WORKERS out, or ISOLATION. Start several replicas instead.',
      },
    );
  }
  return text === 'process';
}

/** `entry` is the path of server.mjs; the bundle is the folder above its own. */
export function readSettings(env: NodeJS.ProcessEnv, entry: string): Settings {
  const threads = integer(env, { name: 'THREADS', fallback: 0, min: 0, max: 256 });
  const asked = integer(env, { name: 'WORKERS', fallback: 0, min: 0, max: 64 });
  const isolated = isIsolated(env, asked);
  const workers = isolated ? asked : 1;
  return {
    host: env['HOST'] || '127.0.0.1',
    port: integer(env, { name: 'PORT', fallback: 8080, min: 0, max: 65535 }),
    bundle: resolve(env['BUNDLE'] || dirname(dirname(entry))),
    maxBodyBytes: integer(env, { name: 'MAX_BODY_BYTES', fallback: 16 * 1024 * 1024, min: 1024, max: 1024 ** 3 }),
    maxRows: integer(env, { name: 'MAX_ROWS', fallback: 10_000, min: 1, max: 1_000_000 }),
    maxConnections: integer(env, { name: 'MAX_CONNECTIONS', fallback: 1000, min: 1, max: 1_000_000 }),
    apiKey: readApiKey(env),
    maxQueue: integer(env, { name: 'MAX_QUEUE', fallback: 512, min: 1, max: 100_000 }),
    timeoutMs: integer(env, { name: 'TIMEOUT_MS', fallback: 30_000, min: 1, max: 3_600_000 }),
    receiveMs: integer(env, { name: 'RECEIVE_TIMEOUT_MS', fallback: 30_000, min: 100, max: 3_600_000 }),
    drainDelayMs: integer(env, { name: 'DRAIN_DELAY_MS', fallback: 0, min: 0, max: 600_000 }),
    drainMs: integer(env, { name: 'DRAIN_MS', fallback: 20_000, min: 0, max: 600_000 }),
    ...sharedCores({ workers, threads }, availableCores()),
    isolated,
    maxBatchRows: integer(env, { name: 'MAX_BATCH_ROWS', fallback: 256, min: 1, max: 1_000_000 }),
    maxBatchDelayMs: number(env, { name: 'MAX_BATCH_DELAY_MS', fallback: 0, min: 0, max: 10_000 }, 'number'),
    watchRows: env['WATCH_ROWS'] ? integer(env, { name: 'WATCH_ROWS', fallback: 0, min: 0, max: 1_000_000 }) : null,
    logLevel: logLevel(env),
    predictionLog: readLogSettings(env),
  };
}
